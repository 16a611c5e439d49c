"""The layer has the classes and methods of the SageMaker SDK, and docs/sdk.md says which is which."""

import inspect
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from monitorshapes import monitors

ROOT = Path(__file__).parents[2]
CLASSES: Mapping[str, Any] = json.loads((ROOT / "tests/data/sdk/signatures-v2.json").read_text("utf-8"))
METHODS = [(name, method) for name, content in CLASSES.items() for method in content["methods"]]
TABLE = "<!-- made by tests/monitoring/test_sdk_names.py: run it as a program -->"

TAKE_ANYTHING = {"_"}
"""What raises NotImplementedError in the SDK takes anything before."""


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_is_there_and_derives_from_what_it_derives_from(name: str) -> None:
    ours = getattr(monitors, name.rpartition(".")[2])
    bases = {each.__name__ for each in ours.__mro__}
    assert set(CLASSES[name]["bases"]) <= bases


@pytest.mark.parametrize(("name", "method"), METHODS, ids=[".".join(each) for each in METHODS])
def test_a_method_takes_what_the_sdk_documents(name: str, method: str) -> None:
    documented = CLASSES[name]["methods"][method]
    ours = getattr(monitors, name.rpartition(".")[2])
    assert _kind(ours, method) == documented["kind"]
    parameters = [each for each in inspect.signature(getattr(ours, method)).parameters.values() if each.name != "self"]
    wanted = [each for each in documented["params"] if each["name"] not in TAKE_ANYTHING]
    assert [each.name for each in parameters[: len(wanted)]] == [each["name"] for each in wanted]
    for parameter, each in zip(parameters, wanted, strict=False):
        if "default" in each:
            assert parameter.default == each["default"], each["name"]
        assert parameter.annotation is not inspect.Parameter.empty
    more = parameters[len(wanted) :]
    assert all(each.default is not inspect.Parameter.empty for each in more), "an application would have to name it"
    assert not [each for each in parameters if each.kind in (each.VAR_KEYWORD, each.VAR_POSITIONAL)]


def test_the_table_of_the_documentation_is_as_it_is_made() -> None:
    assert table() == (ROOT / "docs/sdk.md").read_text("utf-8").partition(TABLE)[2].strip() + "\n"


def table() -> str:
    """Each class and method of the SDK beside ours."""
    lines = ["| SageMaker SDK | `monitorshapes.monitors` | more than there |", "|---|---|---|"]
    lines += [line for name in CLASSES for line in _rows(name)]
    return "\n".join(lines) + "\n"


def _rows(name: str) -> Iterable[str]:
    class_name = name.rpartition(".")[2]
    ours = getattr(monitors, class_name)
    yield f"| `sagemaker.model_monitor.{name}` | `{class_name}` | |"
    for method, documented in CLASSES[name]["methods"].items():
        known = {"self", *(each["name"] for each in documented["params"])}
        more = [each for each in inspect.signature(getattr(ours, method)).parameters if each not in known]
        title = class_name if method == "__init__" else f".{method}"
        call = f"{title}({', '.join(_shown(documented['params']))})"
        yield f"| `{call}` | the same | {', '.join(f'`{each}`' for each in more)} |"


def _shown(params: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for each in params:
        name = "**_" if each["name"] in TAKE_ANYTHING else each["name"]
        yield f"{name}={each['default']!r}" if "default" in each else name


def _kind(cls: type, method: str) -> str:
    match inspect.getattr_static(cls, method):
        case classmethod():
            return "class"
        case staticmethod():
            return "static"
        case _:
            return "instance"


if __name__ == "__main__":
    path = ROOT / "docs/sdk.md"
    path.write_text(f"{path.read_text('utf-8').partition(TABLE)[0]}{TABLE}\n\n{table()}", "utf-8")
