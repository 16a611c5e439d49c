"""sagemaker-core: its shapes, and `MonitoringSchedule.create` up to the call of boto3."""

from sagemaker.core import shapes as core
from sagemaker.core.resources import Base, MonitoringSchedule
from sagemaker.core.utils.code_injection.codec import pascal_to_snake
from sagemaker.core.utils.utils import serialize

from . import constructor, counts, keywords


class SentError(Exception):
    """What boto3 is called with."""


class Client:
    """Stands in for boto3's."""

    def create_monitoring_schedule(self, **request):
        raise SentError(request)


def works(data):
    def call(name, arguments):
        if name == "CreateMonitoringScheduleRequest":  # there is no class of requests
            return f"dict({keywords(arguments)})"
        return f"core.{name}({keywords({pascal_to_snake(member): value for member, value in arguments.items()})})"

    def made(request):
        return constructor(data["shapes"], "CreateMonitoringScheduleRequest", request, call, core=core)

    def create(arguments):
        try:
            MonitoringSchedule.create(**arguments)
        except SentError as sent:
            return sent.args[0]

    Base.get_sagemaker_client = lambda *args, **options: Client()
    construct = made(data["request"])
    instance = construct()
    return {
        "construct": construct,
        "dump": lambda: serialize(instance),
        "construct, dump": lambda: serialize(construct()),
        "construct, create": lambda: create({pascal_to_snake(name): value for name, value in construct().items()}),
        **counts(data, lambda request: serialize(made(request)())),
    }
