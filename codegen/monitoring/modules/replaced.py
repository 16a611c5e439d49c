"""The modules of other libraries that a module of this package stands in for, for the tools that move programs over."""

from collections.abc import Mapping

MODULES: Mapping[str, str] = {
    # The SageMaker SDK's, v2 and v3.
    "sagemaker.model_monitor": "monitors",
    "sagemaker.core.model_monitor": "monitors",
}
"""By the module that programs import, the module of this package; with the same names in it, as far as it has them."""
