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
    "a path": (
        "import sagemaker\nsagemaker.model_monitor.DatasetFormat.csv()\n"
        "sagemaker.model_monitor.dataset_format.DatasetFormat.json()\n",
        "from monitorshapes import monitors\nimport sagemaker\nmonitors.DatasetFormat.csv()\n"
        "monitors.DatasetFormat.json()\n",
        "",
    ),
    "a path to what is not there": (
        "import sagemaker as sm\nsm.model_monitor.utils\nsm.model_monitor\nsm.clarify.DataConfig\n",
        "import sagemaker as sm\nsm.model_monitor.utils\nsm.model_monitor\nsm.clarify.DataConfig\n",
        ":3: left alone: monitorshapes.monitors does not have all that `sm.model_monitor` is asked for",
    ),
    "a path where the name is taken": (
        "import sagemaker\nmonitors = [sagemaker.model_monitor.DatasetFormat]\n",
        "import sagemaker\nmonitors = [sagemaker.model_monitor.DatasetFormat]\n",
        ":2: left alone: `sagemaker.model_monitor`: the name `monitors` is taken",
    ),
    "a path with calls": (
        "import boto3\nimport sagemaker\n"
        'boto3.client("sagemaker").stop_monitoring_schedule(MonitoringScheduleName="a")\n'
        "sagemaker.model_monitor.DatasetFormat\n",
        "import boto3\nimport monitorshapes as ms\nfrom monitorshapes import monitors\nimport sagemaker\n"
        'ms.MonitoringClient(boto3.client("sagemaker")).stop_monitoring_schedule(monitoring_schedule_name="a")\n'
        "monitors.DatasetFormat\n",
        "",
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
