"""Imports of the SageMaker SDK's monitors become those of `monitorshapes.monitors`, where these do."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from shapegen.apps.conversion import Reason
from shapegen.apps.replacing import Replacement, mentions_one, replace, replacements
from shapegen.apps.source import Edit, edited, read
from shapegen.cli import shapegen

NAMES = {"DatasetFormat", "DataCaptureConfig", "DefaultModelMonitor", "EndpointInput"}
MODULES = {"sagemaker.model_monitor": "monitors", "sagemaker.core.model_monitor": "monitors"}
FOUND = replacements("monitorshapes", MODULES, lambda module: NAMES if module == "monitorshapes.monitors" else ())


def replaced(code: str) -> tuple[str, list[str]]:
    """The source with the imports replaced, and why others stay."""
    source = read(Path("app.py"), code.encode())
    parts = list(replace(source, FOUND))
    reasons = [f"{source.line(part.node)}: {part.text}" for part in parts if isinstance(part, Reason)]
    return edited(source, [part for part in parts if isinstance(part, Edit)]).decode(), reasons


def test_a_package_names_what_it_stands_in_for() -> None:
    assert [
        Replacement("sagemaker.model_monitor", "monitorshapes.monitors", NAMES),
        Replacement("sagemaker.core.model_monitor", "monitorshapes.monitors", NAMES),
    ] == FOUND


@pytest.mark.parametrize(
    ("content", "mentions"),
    [(b"from sagemaker import model_monitor", True), (b"import sagemaker", False), (b"", False)],
)
def test_a_file_is_looked_at_where_it_names_a_module(content: bytes, mentions: bool) -> None:
    assert mentions_one(content, FOUND) is mentions


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # names
        (
            "from sagemaker.model_monitor import DefaultModelMonitor, EndpointInput as EI",
            "from monitorshapes.monitors import DefaultModelMonitor, EndpointInput as EI",
        ),
        (
            "from sagemaker.model_monitor.dataset_format import DatasetFormat",
            "from monitorshapes.monitors import DatasetFormat",
        ),
        (
            "from sagemaker.core.model_monitor import (\n    DataCaptureConfig,  # kept\n)",
            "from monitorshapes.monitors import (\n    DataCaptureConfig,  # kept\n)",
        ),
        (
            "if x: from sagemaker.model_monitor import DatasetFormat",
            "if x: from monitorshapes.monitors import DatasetFormat",
        ),
        # the module
        (
            "from sagemaker import model_monitor\nmodel_monitor.DatasetFormat",
            "from monitorshapes import monitors as model_monitor\nmodel_monitor.DatasetFormat",
        ),
        (
            "from sagemaker import model_monitor as mm\nmm.DatasetFormat.csv()\nmm.EndpointInput",
            "from monitorshapes import monitors as mm\nmm.DatasetFormat.csv()\nmm.EndpointInput",
        ),
        (
            "from sagemaker.core import model_monitor\nmodel_monitor.DatasetFormat",
            "from monitorshapes import monitors as model_monitor\nmodel_monitor.DatasetFormat",
        ),
        ("from sagemaker import model_monitor", "from monitorshapes import monitors as model_monitor"),
        (
            "from sagemaker import model_monitor as mm\nx.mm\nx.mm.utils\ny.mm.mm\nmm.DatasetFormat",
            "from monitorshapes import monitors as mm\nx.mm\nx.mm.utils\ny.mm.mm\nmm.DatasetFormat",
        ),
        (
            "import sagemaker.model_monitor as mm\nmm.DatasetFormat.csv()",
            "import monitorshapes.monitors as mm\nmm.DatasetFormat.csv()",
        ),
        (
            "import json, sagemaker.model_monitor as mm, boto3\nmm.DatasetFormat.csv()",
            "import json, monitorshapes.monitors as mm, boto3\nmm.DatasetFormat.csv()",
        ),
        # a path
        (
            "import sagemaker\nsagemaker.model_monitor.DatasetFormat.csv()\n"
            "sagemaker.model_monitor.dataset_format.DatasetFormat.json()",
            "from monitorshapes import monitors\nimport sagemaker\nmonitors.DatasetFormat.csv()\n"
            "monitors.DatasetFormat.json()",
        ),
        (
            "import sagemaker as sm\nsm.model_monitor.DatasetFormat\nsm.other.model_monitor",
            "from monitorshapes import monitors\nimport sagemaker as sm\n"
            "monitors.DatasetFormat\nsm.other.model_monitor",
        ),
        (
            "import sagemaker\nfrom monitorshapes import monitors\nsagemaker.model_monitor.DatasetFormat",
            "import sagemaker\nfrom monitorshapes import monitors\nmonitors.DatasetFormat",
        ),
    ],
)
def test_an_import_becomes_one_of_the_package(before: str, after: str) -> None:
    assert replaced(before) == (after, [])


@pytest.mark.parametrize(
    "code",
    [
        "from sagemaker.model_monitoring import X",
        "from sagemaker.model_monitor_x import X",
        "from other.sagemaker.model_monitor import X",
        "from .sagemaker.model_monitor import DatasetFormat",
        "from . import model_monitor",
        "from .sagemaker import model_monitor",
        "from sagemaker import *",
        "from sagemaker import other",
        "from other import model_monitor",
        "import sagemaker.model_monitor_x as x",
        "import sagemaker\nsagemaker.clarify.DataConfig",
        "other.model_monitor.DatasetFormat",
        "model_monitor.DatasetFormat",
    ],
)
def test_another_import_stays(code: str) -> None:
    assert replaced(code) == (code, [])


NOT_ALL = "monitorshapes.monitors does not have all that `{}` is asked for"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("from sagemaker.model_monitor import *", "1: `from sagemaker.model_monitor import *`: name what it imports"),
        (
            "x\nfrom sagemaker.model_monitor import Y",
            "2: monitorshapes.monitors has no Y, which sagemaker.model_monitor has",
        ),
        ("from sagemaker import model_monitor\nmodel_monitor.utils", f"1: {NOT_ALL.format('model_monitor')}"),
        ("from sagemaker import model_monitor as mm\nmm.utils", f"1: {NOT_ALL.format('mm')}"),
        ("from sagemaker import model_monitor as mm\nkeep(mm)", f"1: {NOT_ALL.format('mm')}"),
        ("from sagemaker import model_monitor as mm\nx[mm.DatasetFormat]\nx[mm]", f"1: {NOT_ALL.format('mm')}"),
        ("from sagemaker import model_monitor as mm\nmm.mm", f"1: {NOT_ALL.format('mm')}"),
        ("import sagemaker.model_monitor as mm\nmm.utils", f"1: {NOT_ALL.format('mm')}"),
        (
            "from sagemaker import model_monitor, clarify",
            "1: `model_monitor` is imported with others: import it apart",
        ),
        (
            "import sagemaker.model_monitor\nsagemaker.model_monitor.DatasetFormat",
            "1: `import sagemaker.model_monitor`: import its names, or it under a name of its own",
        ),
        ("import sagemaker as sm\nsm.model_monitor.utils", f"2: {NOT_ALL.format('sm.model_monitor.utils')}"),
        ("import sagemaker as sm\nkeep(sm.model_monitor)", f"2: {NOT_ALL.format('sm.model_monitor')}"),
        (
            "import sagemaker\nmonitors = [sagemaker.model_monitor.DatasetFormat]",
            "2: `sagemaker.model_monitor`: the name `monitors` is taken, so import what it is asked for",
        ),
        (
            "import sagemaker\nimport sagemaker as sm\nmonitors = sagemaker.model_monitor.DatasetFormat\n"
            "sm.model_monitor.DatasetFormat",
            "3: `sagemaker.model_monitor`: the name `monitors` is taken, so import what it is asked for",
        ),
        (
            "import sagemaker\nfrom other import monitors\nsagemaker.model_monitor.DatasetFormat",
            "3: `sagemaker.model_monitor`: the name `monitors` is taken, so import what it is asked for",
        ),
    ],
)
def test_an_import_that_stays_says_why(code: str, reason: str) -> None:
    assert replaced(code) == (code, [reason])


def test_of_a_path_what_the_package_has_is_replaced() -> None:
    code = "import sagemaker as sm\nsm.model_monitor.utils.f\nsm.model_monitor.DatasetFormat\n"
    assert replaced(code) == (
        "from monitorshapes import monitors\nimport sagemaker as sm\n"
        "sm.model_monitor.utils.f\nmonitors.DatasetFormat\n",
        ["2: " + NOT_ALL.format("sm.model_monitor.utils")],
    )


LACKS = "monitorshapes.monitors has no other, which sagemaker.model_monitor has"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "from sagemaker.model_monitor import DatasetFormat, other",
            "from monitorshapes.monitors import DatasetFormat\nfrom sagemaker.model_monitor import other",
        ),
        (
            "from sagemaker.model_monitor import EndpointInput as EI, other as o, DatasetFormat",
            "from monitorshapes.monitors import EndpointInput as EI, DatasetFormat\n"
            "from sagemaker.model_monitor import other as o",
        ),
        (
            "from sagemaker.model_monitor import (\n    other,\n    DatasetFormat,\n)",
            "from monitorshapes.monitors import DatasetFormat\nfrom sagemaker.model_monitor import other",
        ),
        (
            "if x:\n    from sagemaker.model_monitor import DatasetFormat, other\n",
            "if x:\n    from monitorshapes.monitors import DatasetFormat\n"
            "    from sagemaker.model_monitor import other\n",
        ),
        (
            "x\r\nif x:\r\n  from sagemaker.model_monitor import DatasetFormat, other\r\n",
            "x\r\nif x:\r\n  from monitorshapes.monitors import DatasetFormat\r\n"
            "  from sagemaker.model_monitor import other\r\n",
        ),
    ],
)
def test_names_that_the_package_has_move_into_an_import_of_their_own(before: str, after: str) -> None:
    changed, (reason,) = replaced(before)
    assert changed == after
    assert reason.partition(": ")[2] == LACKS


@pytest.mark.parametrize(
    "code",
    [
        "from sagemaker.model_monitor import (\n    DatasetFormat,  # why\n    other,\n)",
        "if x: from sagemaker.model_monitor import DatasetFormat, other",
    ],
)
def test_names_do_not_move_where_there_is_no_room_or_a_comment(code: str) -> None:
    changed, reasons = replaced(code)
    assert changed == code
    assert [each.partition(": ")[2] for each in reasons] == [
        LACKS,
        "only some of the names are in monitorshapes.monitors: import them apart",
    ]


def test_adopt_replaces_imports_beside_calls(tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text(
        "import boto3\nimport sagemaker\n"
        'boto3.client("sagemaker").stop_monitoring_schedule(MonitoringScheduleName="a")\n'
        "sagemaker.model_monitor.DatasetFormat\nsagemaker.model_monitor.utils.f\n"
    )
    result = CliRunner().invoke(shapegen, ["--debug", "adopt", "--write", str(app)])
    assert result.exit_code == 0, result.output
    assert app.read_text() == (
        "import boto3\nimport monitorshapes as ms\nfrom monitorshapes import monitors\nimport sagemaker\n"
        'ms.MonitoringClient(boto3.client("sagemaker")).stop_monitoring_schedule(monitoring_schedule_name="a")\n'
        "monitors.DatasetFormat\nsagemaker.model_monitor.utils.f\n"
    )
    assert ":5: left alone: monitorshapes.monitors does not have all that" in result.output
