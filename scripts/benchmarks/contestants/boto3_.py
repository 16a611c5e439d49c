"""botocore, as boto3 uses it: a dict validated, and made the body of an HTTP request."""

import json

import botocore.session
from botocore.serialize import create_serializer
from botocore.validate import ParamValidator

from . import counts


def works(data):
    request = data["request"]
    service = botocore.session.get_session().get_service_model("sagemaker")
    operation = service.operation_model("CreateMonitoringSchedule")
    serializer = create_serializer(service.metadata["protocol"])
    validator = ParamValidator()

    def validate(values=request):
        if validator.validate(values, operation.input_shape).has_errors():
            raise ValueError

    def dump():
        return serializer.serialize_to_request(request, operation)["body"]

    def both():
        validate()
        return dump()

    return {
        "validate": validate,
        "dump": dump,
        "validate, dump": both,
        "dumped": lambda: json.loads(both()),
        **counts(data, validate),
    }
