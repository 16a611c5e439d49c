"""pydantic, with models of the constraints of the service model."""

from . import reading
from .pydantic_ import model


def works(data):
    def read(operation, body):
        return models[operation].model_validate_json(body)

    made = {}
    models = {operation: model(data["shapes"], output, made) for operation, output in data["outputs"].items()}
    return reading(data["bodies"], read, lambda answer: answer.model_dump())
