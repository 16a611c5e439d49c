"""Importing the package costs next to nothing: what is not used is not loaded, and nothing else need be installed."""

import ast
import inspect
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import monitorshapes as ms

GENERATED = Path(__file__).parents[2] / "generated"


def test_the_import_loads_one_module() -> None:
    assert _loaded("import monitorshapes") == {"monitorshapes"}


@pytest.mark.parametrize(
    ("name", "modules"),
    [
        ("Tag", {"shapes", "_runtime", "_runtime.structures"}),
        ("CreateMonitoringScheduleRequest", {"shapes", "_runtime", "_runtime.structures"}),
        ("MonitoringType", {"enums", "_runtime", "_runtime.enums"}),
        ("Request", {"_runtime", "_runtime.structures"}),
        ("OpenEnum", {"_runtime", "_runtime.enums"}),
    ],
)
def test_a_class_loads_its_own_modules_and_no_others(name: str, modules: set[str]) -> None:
    ours = {module for module in _loaded(f"import monitorshapes; monitorshapes.{name}") if _is_ours(module)}
    assert ours == {"monitorshapes", *(f"monitorshapes.{module}" for module in modules)}


# `dataclasses` would be most of what the first class costs.
@pytest.mark.parametrize(
    ("name", "needed"), [("Tag", "reprlib"), ("Tag(key='a', value='b')", "reprlib"), ("MonitoringType", "enum")]
)
def test_a_class_loads_no_library_that_it_does_not_need(name: str, needed: str) -> None:
    library = {module for module in _loaded(f"import monitorshapes; monitorshapes.{name}") if not _is_ours(module)}
    assert sorted(library - _loaded(f"import __future__, importlib, {needed}")) == []


def test_a_client_loads_neither_boto3_nor_botocore() -> None:
    loaded = _loaded("from unittest.mock import Mock; import monitorshapes; monitorshapes.MonitoringClient(Mock())")
    assert {module.partition(".")[0] for module in loaded} - sys.stdlib_module_names == {"monitorshapes"}


def test_all_of_it_works_with_nothing_else_installed() -> None:
    program = """
        import monitorshapes as ms

        config = ms.MonitoringScheduleConfig(
            monitoring_job_definition_name="d", monitoring_type=ms.MonitoringType.DATA_QUALITY
        )
        request = ms.CreateMonitoringScheduleRequest(
            monitoring_schedule_name="a b", monitoring_schedule_config=config, tags=[ms.Tag(key="k", value="v")]
        )
        assert [violation.rule for violation in ms.violations(request)] == ["pattern"]
        assert ms.from_dict(type(request), ms.to_dict(request)) == request
        assert ms.from_json(type(request), ms.to_json(request)) == request
        for name in dir(ms):
            getattr(ms, name)
        """
    loaded = _loaded(dedent(program))
    assert {module.partition(".")[0] for module in loaded} - sys.stdlib_module_names == {"monitorshapes"}


def test_a_star_import_brings_every_public_name() -> None:
    namespace: dict[str, Any] = {}
    exec("from monitorshapes import *", namespace)  # noqa: S102
    assert namespace.keys() - {"__builtins__"} == set(_public())
    assert {"MonitoringClient", "Tag", "MonitoringType", "validate"} <= namespace.keys()


def test_every_name_that_dir_lists_is_there() -> None:
    assert dir(ms) == sorted({*(name for name in vars(ms) if name.startswith("__")), *_public()})
    for name in dir(ms):
        getattr(ms, name)


def test_each_public_name_stands_for_one_object() -> None:
    public = {name: getattr(ms, name) for name in _public()}
    assert len({id(each) for each in public.values()}) == len(_public())
    assert all(getattr(ms, name) is each for name, each in public.items())
    named = {name: each for name, each in public.items() if inspect.isclass(each) or inspect.isfunction(each)}
    assert [each.__name__ for each in named.values()] == list(named)


def test_checkers_see_the_names_that_are_there_at_run_time() -> None:
    [block] = (node for node in ast.parse(Path(ms.__file__).read_text("utf-8")).body if isinstance(node, ast.If))
    declared = [alias for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert sorted(alias.name for alias in declared) == sorted(_public())
    # Without `as` a name is private to a checker; under another name it would be one that is not there.
    assert all(alias.asname == alias.name for alias in declared)


@pytest.mark.parametrize("module", ["shapes", "enums"])
def test_every_class_that_is_generated_is_public(module: str) -> None:
    tree = ast.parse(Path(ms.__file__).with_name(f"{module}.py").read_text("utf-8"))
    classes = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    assert classes
    assert classes <= set(_public())


def test_the_package_says_its_version_and_that_of_botocore_whose_model_it_has() -> None:
    assert ms.__version__ == version("monitorshapes")
    assert re.fullmatch(r"1\.\d+\.\d+", ms.__botocore_version__)
    program = "import monitorshapes; print(monitorshapes.__version__, monitorshapes.__botocore_version__)"
    # There the package stands alone, without the distribution that it comes with.
    assert _printed(program).split() == ["unknown", ms.__botocore_version__]


def test_a_misspelt_name_is_named() -> None:
    with pytest.raises(AttributeError, match="'monitorshapes' has no attribute 'NetworkConfg'"):
        _ = ms.NetworkConfg  # type: ignore[attr-defined]  # pyright: ignore
    with pytest.raises(ImportError, match="'NetworkConfg'"):
        exec("from monitorshapes import NetworkConfg")  # noqa: S102


def _public() -> list[str]:
    names: list[str] = vars(ms)["__all__"]
    return names


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] == "monitorshapes"


def _loaded(program: str) -> set[str]:
    """The modules that a program loads in a Python that has nothing but its library and `generated/`."""
    first = f"import sys; sys.path.insert(0, {str(GENERATED)!r}); before = set(sys.modules)"
    last = "print(*set(sys.modules) - before)"
    return set(_printed("\n".join([first, program, last])).split())


def _printed(program: str) -> str:
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(GENERATED)!r})\n{program}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout
