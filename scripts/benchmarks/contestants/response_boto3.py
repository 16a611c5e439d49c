"""botocore: the parser of its client."""

import botocore.session
from botocore.parsers import create_parser

from . import reading


def works(data):
    def read(operation, body):
        return parser.parse({"status_code": 200, "headers": {}, "body": body}, shapes[operation])

    def dumped(answer):
        return {name: value for name, value in answer.items() if name != "ResponseMetadata"}

    service = botocore.session.get_session().get_service_model("sagemaker")
    parser = create_parser(service.metadata["protocol"])
    shapes = {operation: service.operation_model(operation).output_shape for operation in data["bodies"]}
    return reading(data["bodies"], read, dumped)
