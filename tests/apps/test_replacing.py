"""`shapegen adopt` on programs with the SageMaker SDK: imports become those of `monitorshapes.monitors`."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from shapegen.cli import shapegen

CASES = {
    "names": (
        "from sagemaker.model_monitor import DefaultModelMonitor, EndpointInput as EI\n",
        "from monitorshapes.monitors import DefaultModelMonitor, EndpointInput as EI\n",
        "",
    ),
    "a submodule": (
        "from sagemaker.model_monitor.dataset_format import DatasetFormat\n",
        "from monitorshapes.monitors import DatasetFormat\n",
        "",
    ),
    "version 3": (
        "from sagemaker.core.model_monitor import (\n    DataCaptureConfig,  # kept\n)\n",
        "from monitorshapes.monitors import (\n    DataCaptureConfig,  # kept\n)\n",
        "",
    ),
    "a name that is not there": (
        "if True:\n    from sagemaker.model_monitor import DatasetFormat, model_monitoring\n",
        "if True:\n    from monitorshapes.monitors import DatasetFormat\n"
        "    from sagemaker.model_monitor import model_monitoring\n",
        ":2: left alone: monitorshapes.monitors has no model_monitoring, which sagemaker.model_monitor has",
    ),
    "the module": (
        "from sagemaker import model_monitor\nmodel_monitor.DatasetFormat.csv()\n",
        "from monitorshapes import monitors as model_monitor\nmodel_monitor.DatasetFormat.csv()\n",
        "",
    ),
    "the module under another name": (
        "import sagemaker.model_monitor as mm\nmm.DatasetFormat.csv()\n",
        "import monitorshapes.monitors as mm\nmm.DatasetFormat.csv()\n",
        "",
    ),
    "the module, asked for more": (
        "from sagemaker import model_monitor\nmodel_monitor.utils\n",
        "from sagemaker import model_monitor\nmodel_monitor.utils\n",
        ":1: left alone: monitorshapes.monitors does not have all that `model_monitor` is asked for",
    ),
    "everything": (
        "from sagemaker.model_monitor import *\n",
        "from sagemaker.model_monitor import *\n",
        "name what it imports",
    ),
    "another module": (
        "from sagemaker.model_monitoring import X\nfrom .sagemaker.model_monitor import Y\n",
        "from sagemaker.model_monitoring import X\nfrom .sagemaker.model_monitor import Y\n",
        "",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_import_becomes_one_of_the_package(name: str, tmp_path: Path) -> None:
    before, after, said = CASES[name]
    app = tmp_path / "app.py"
    app.write_text(before)
    result = CliRunner().invoke(shapegen, ["--debug", "adopt", "--write", str(app)])
    assert result.exit_code == 0, result.output
    assert app.read_text() == after
    assert said in result.output
    assert bool(said) == (": left alone: " in result.output)
