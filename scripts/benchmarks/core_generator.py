"""Runs sagemaker-core's generator over the models of the installed botocore, in and into the current folder.

PyPI has the generator, not its inputs: the models are botocore's, and of the operations that its names do not tell the
resource of it is given those without which it ends with a KeyError. It formats with the `black` on the path.
"""

import gzip
import json
import re
from pathlib import Path

import botocore
from sagemaker.core.tools import constants

MODELS = {
    "SERVICE_JSON_FILE_PATH": "sagemaker",
    "RUNTIME_SERVICE_JSON_FILE_PATH": "sagemaker-runtime",
    "FEATURE_STORE_SERVICE_JSON_FILE_PATH": "sagemaker-featurestore-runtime",
    "METRICS_SERVICE_JSON_FILE_PATH": "sagemaker-metrics",
}

ADDITIONAL = {
    "DeviceFleet": ["RegisterDevices", "DeregisterDevices"],
    "EdgeDeploymentPlan": ["CreateEdgeDeploymentStage", "DeleteEdgeDeploymentStage", "StartEdgeDeploymentStage"],
    "Tag": ["AddTags", "DeleteTags"],
}


def method(resource: str, operation: str) -> dict[str, str]:
    """An operation as the generator wants to be told of it."""
    name = re.sub("(?<!^)(?=[A-Z])", "_", operation).lower()
    of = {"resource_name": resource, "service_name": "sagemaker"}
    return of | {"operation_name": operation, "method_name": name, "method_type": "object", "return_type": "None"}


for constant, service in MODELS.items():
    [*_, newest] = sorted(Path(botocore.__path__[0], "data", service).glob("*/service-2.json.gz"))
    model = Path(f"{service}.json")
    model.write_bytes(gzip.decompress(newest.read_bytes()))
    setattr(constants, constant, str(model))
for path in (constants.ADDITIONAL_OPERATION_FILE_PATH, constants.SHAPE_DAG_FILE_PATH):
    Path(path).parent.mkdir(parents=True, exist_ok=True)
Path(constants.ADDITIONAL_OPERATION_FILE_PATH).write_text(
    json.dumps({resource: {name: method(resource, name) for name in names} for resource, names in ADDITIONAL.items()})
)

from sagemaker.core.tools.codegen import generate_code  # noqa: E402  (reads the constants)

generate_code()
