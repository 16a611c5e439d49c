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
    by_default = create_serializer(service.metadata["protocol"])
    # By default it validates as well, and boto3 validates once.
    serializer = create_serializer(service.metadata["protocol"], include_validation=False)
    validator = ParamValidator()

    def validate(values=request):
        if validator.validate(values, operation.input_shape).has_errors():
            raise ValueError

    def body(serializer=serializer):
        return serializer.serialize_to_request(request, operation)["body"]

    def both(**options):
        validate()
        return body(**options)

    return {
        "validate": validate,
        "body": body,
        "validate, body": both,
        "validate, body as made by default": lambda: both(serializer=by_default),  # for the test of what is counted
        "written": lambda: json.loads(both()),
        **counts(data, validate),
    }
