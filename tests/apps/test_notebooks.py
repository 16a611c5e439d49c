"""Notebooks: cells are read as one program, and only the strings of cells that change are written anew."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from shapegen.apps import notebooks
from shapegen.cli import shapegen

CELLS: list[dict[str, Any]] = [
    {"cell_type": "markdown", "metadata": {}, "source": ["client.list_tags()\n"]},
    {
        "cell_type": "code",
        "id": "a1",
        "metadata": {"tags": ["é", "\u2028"]},
        "execution_count": 3,
        "outputs": [{"text": 'client.stop_monitoring_schedule(MonitoringScheduleName="a")\n'}],
        "source": ["%matplotlib inline\n", "import boto3\n", "files = !ls\n", 'client = boto3.client("sagemaker")\n'],
    },
    {"cell_type": "code", "metadata": {}, "outputs": [], "source": "%%bash\nclient.list_tags"},
    {
        "cell_type": "code",
        "metadata": {},
        "outputs": [],
        "source": [
            "%%time\n",
            "# naïve\n",
            'client.stop_monitoring_schedule(MonitoringScheduleName="churn")\n',
            "if True:\n",
            "    !echo done",
        ],
    },
    {"cell_type": "code", "metadata": {}, "outputs": [], "source": []},
    {
        "cell_type": "code",
        "metadata": {},
        "outputs": [],
        "source": ['client.describe_processing_job(ProcessingJobName="job")\n', "# shown\n"],
    },
]
FORMS = {
    "as jupyter writes it": {"indent": 1, "ensure_ascii": False},
    "indented by 4": {"indent": 4},
    "on one line": {"separators": (",", ":")},
}


def adopt(*arguments: str | Path) -> Result:
    """`shapegen adopt …`."""
    return CliRunner().invoke(shapegen, ["--debug", "adopt", *map(str, arguments)])


def notebook(form: str, cells: list[dict[str, Any]]) -> str:
    """The document."""
    document = {"cells": cells, "metadata": {"kernelspec": {"language": "python"}}, "nbformat": 4}
    return json.dumps(document, **FORMS[form]) + "\n"  # type: ignore[arg-type]


@pytest.mark.parametrize("form", FORMS)
def test_only_the_lines_that_change_are_other_bytes(form: str, tmp_path: Path) -> None:
    path = tmp_path / "monitor.ipynb"
    before = notebook(form, CELLS)
    path.write_text(before, "utf-8")
    said = adopt(path, "--write")
    assert "2 calls converted, 0 left alone" in said.output
    cells = json.loads(notebook(form, CELLS))["cells"]
    cells[1]["source"][1:2] = ["import boto3\n", "import monitorshapes as ms\n"]
    cells[1]["source"][-1] = 'client = ms.MonitoringClient(boto3.client("sagemaker"))\n'
    cells[3]["source"][2] = 'client.stop_monitoring_schedule(monitoring_schedule_name="churn")\n'
    # The notebook shows what the last line of a cell gives: a dict, as before.
    cells[5]["source"][0] = 'ms.to_dict(client.describe_processing_job(processing_job_name="job"))\n'
    assert path.read_text("utf-8") == notebook(form, cells)


def test_a_line_is_named_by_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "monitor.ipynb"
    cells = [*CELLS[:2], {"cell_type": "code", "source": ["x = 1\n", "client.stop_monitoring_schedule(Name=1)"]}]
    path.write_text(notebook("on one line", cells))
    said = adopt(path, "--check")
    assert said.exit_code == 1
    assert f"{path}:cell 3:2: would be refused: stop_monitoring_schedule: Name" in said.output


def test_the_code_is_given_back_as_it_was() -> None:
    document = notebook("as jupyter writes it", CELLS).encode()
    read = notebooks.notebook(document)
    assert read.written(read.code) == document


@pytest.mark.parametrize("content", ["[]", "{}", '{"cells": [', '{"worksheets": []}', '{"metadata": {}, "cells": 1}'])
def test_what_is_no_notebook_is_left_out(content: str, tmp_path: Path) -> None:
    path = tmp_path / "monitor.ipynb"
    path.write_text(content + "\n")
    (tmp_path / "other.py").write_text("x.list_tags()")
    said = adopt(tmp_path)
    # It has no name of an operation's, so nobody looks into it.
    assert said.exit_code == 0
    with pytest.raises(ValueError, match=r"notebook|Expecting"):
        notebooks.notebook(content.encode())
