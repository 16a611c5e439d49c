"""Runs sagemaker-core's generator over the models of the installed botocore, in and into the current folder.

PyPI has the generator, not its inputs: the models are botocore's, and additional_operations.json, without which it
ends with a KeyError, is that of github.com/aws/sagemaker-core at v1.0.78 (Apache License 2.0). It formats with the
`black` on the path.
"""

import gzip
import shutil
from pathlib import Path

import botocore
from sagemaker.core.tools import constants

MODELS = {
    "SERVICE_JSON_FILE_PATH": "sagemaker",
    "RUNTIME_SERVICE_JSON_FILE_PATH": "sagemaker-runtime",
    "FEATURE_STORE_SERVICE_JSON_FILE_PATH": "sagemaker-featurestore-runtime",
    "METRICS_SERVICE_JSON_FILE_PATH": "sagemaker-metrics",
}

for constant, service in MODELS.items():
    [*_, newest] = sorted(Path(botocore.__path__[0], "data", service).glob("*/service-2.json.gz"))
    model = Path(f"{service}.json")
    model.write_bytes(gzip.decompress(newest.read_bytes()))
    setattr(constants, constant, str(model))
for path in (constants.ADDITIONAL_OPERATION_FILE_PATH, constants.SHAPE_DAG_FILE_PATH):
    Path(path).parent.mkdir(parents=True, exist_ok=True)
shutil.copy(Path(__file__).with_name("additional_operations.json"), constants.ADDITIONAL_OPERATION_FILE_PATH)

from sagemaker.core.tools.codegen import generate_code  # noqa: E402  (reads the constants)

generate_code()
