"""aws-resource-validator: its pydantic models, with the wire's names."""

from aws_resource_validator.pydantic_models.sagemaker import sagemaker_classes as classes

from . import constructor, counts, keywords


def works(data):
    request = data["request"]
    cls = classes.CreateMonitoringScheduleRequestTypeDef
    instance = cls(**request)

    def call(name, arguments):
        return f"classes.{name}TypeDef({keywords(arguments)})"

    construct = constructor(data["shapes"], "CreateMonitoringScheduleRequest", request, call, classes=classes)
    return {
        "construct": construct,
        "dump": lambda: instance.model_dump(exclude_none=True),
        "construct, dump": lambda: construct().model_dump(exclude_none=True),
        "read": lambda: cls.model_validate(request),
        "was read": lambda: cls.model_validate(request).model_dump(exclude_none=True),
        **counts(data, cls.model_validate),
    }
