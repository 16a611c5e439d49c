"""Annotations resolve, whoever asks first and however: libraries that read dataclasses begin with that."""

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

GENERATED = Path(__file__).parents[2] / "generated"

#: Walks all that is public and says what of it does not resolve.
WALK = """
    def resolve(what):
        typing.get_type_hints(what)
        inspect.get_annotations(what, eval_str=True)
        if what is not ms.PaginationError:  # its __init__ is Exception's, written in C
            inspect.signature(what, eval_str=True)

    def parts(public):
        yield public
        for each in vars(public).values() if isinstance(public, type) else ():
            each = getattr(each, "fget", None) or getattr(each, "__func__", each)
            if inspect.isfunction(each) and each.__module__.startswith("monitorshapes"):
                yield each

    walked = 0
    for public in (getattr(ms, name) for name in ms.__all__):
        if inspect.isclass(public) or inspect.isfunction(public):
            for part in parts(public):
                resolve(part)
                walked += 1
    assert walked > 400, walked
    """


def run(code: str) -> str:
    begin = "import dataclasses, inspect, sys, typing\nimport monitorshapes as ms\n"
    result = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path.insert(0, {str(GENERATED)!r})\n{begin}{dedent(code)}",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


#: Each is the first that asks for anything.
@pytest.mark.parametrize(
    "first",
    [
        "typing.get_type_hints(ms.ListTagsInput)",
        "typing.get_type_hints(ms.MonitoringClusterConfig)",
        "typing.get_type_hints(ms.MonitoringClusterConfig.__init__)",
        "inspect.get_annotations(ms.MonitoringClusterConfig, eval_str=True)",
        "inspect.get_annotations(ms.MonitoringClusterConfig.__init__, eval_str=True)",
        "inspect.signature(ms.MonitoringClusterConfig, eval_str=True)",
        "inspect.signature(ms.MonitoringClusterConfig.__init__, eval_str=True)",
        "{**ms.MonitoringClusterConfig.__annotations__}; names()['ProcessingInstanceType']",
        "dict(ms.MonitoringClusterConfig.__annotations__); names()['ProcessingInstanceType']",
        "{} | ms.MonitoringClusterConfig.__annotations__; names()['ProcessingInstanceType']",
        "ms.MonitoringClusterConfig.__annotations__['instance_type']; names()['ProcessingInstanceType']",
        "dataclasses.fields(ms.MonitoringClusterConfig); names()['ProcessingInstanceType']",
        "typing.get_type_hints(ms.MonitoringClient.create_monitoring_schedule)",
        "typing.get_type_hints(type('Derived', (ms.MonitoringClusterConfig,), {}))",
    ],
)
@pytest.mark.parametrize(
    "before",
    ["pass", "ms.ListTagsInput(resource_arn='a')", "ms.from_dict(ms.MonitoringClusterConfig, {}) == 1"],
)
def test_annotations_resolve_whoever_asks_first(before: str, first: str) -> None:
    run(f"""
    def names():
        return vars(sys.modules["monitorshapes.shapes"])

    {before}
    {first}
    """)


@pytest.mark.parametrize(
    "before", ["pass", "ms.Tag(key='a', value='b'); ms.MonitoringClusterConfig(**dict.fromkeys(x))"]
)
def test_all_that_is_public_resolves(before: str) -> None:
    run(f"x = ['instance_count', 'instance_type', 'volume_size_in_gb']\n{before}\n{dedent(WALK)}")


def test_a_class_that_is_only_constructed_brings_no_names() -> None:
    """They would be the enums, and typing."""
    code = """
        ms.MonitoringClusterConfig(instance_count=1, instance_type="ml.m5.large", volume_size_in_gb=1)
        print("monitorshapes.enums" in sys.modules)
        typing.get_type_hints(ms.MonitoringClusterConfig)
        print("monitorshapes.enums" in sys.modules)
        """
    assert run(code).splitlines() == ["False", "True"]


def test_many_threads_can_be_the_first_to_ask() -> None:
    run("""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    sys.setswitchinterval(1e-6)
    barrier = Barrier(16)

    def ask(number):
        barrier.wait()
        return typing.get_type_hints((ms.MonitoringClusterConfig, ms.MonitoringClusterConfig.__init__)[number % 2])

    with ThreadPoolExecutor(16) as pool:
        for hints in pool.map(ask, range(16)):
            assert hints["instance_type"] is ms.ProcessingInstanceType
    """)
