"""botocore, as boto3 uses it: a dict validated, and made the body of an HTTP request."""

import json

import botocore.session
from botocore.serialize import create_serializer
from botocore.validate import ParamValidator


def works(data):
    request = data["request"]
    service = botocore.session.get_session().get_service_model("sagemaker")
    operation = service.operation_model("CreateMonitoringSchedule")
    serializer = create_serializer(service.metadata["protocol"])
    validator = ParamValidator()

    def validate():
        assert not validator.validate(request, operation.input_shape).has_errors()

    def dump():
        return serializer.serialize_to_request(request, operation)["body"].decode()

    def both():
        validate()
        return dump()

    return {"validate": validate, "dump": dump, "validate and dump": both}
