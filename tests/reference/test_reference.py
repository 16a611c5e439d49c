"""`shapegen reference`: what its pages say of a package, and that they obey nothing that a model says."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from models import done, refused, small, write_model

import monitorshapes as ms
from shapegen import profiles, project
from shapegen.emit import packages
from shapegen.model import load
from shapegen.reference import examples, markdown, pages
from shapegen.reference.subject import Subject

DESCRIBED = packages.described(project.folder("monitorshapes"))
SERVICE = DESCRIBED.service
REQUESTS = {
    name: each["request"]
    for name, each in json.loads((Path(__file__).parents[1] / "data" / "requests.json").read_bytes()).items()
    if '"$' not in json.dumps(each["request"])
}
HOSTILE = (
    '</p><script>alert(1)</script> <img src=x onerror=alert(1)> {: onclick="alert(1)" } [x](javascript:alert) === "t"'
)


@pytest.fixture(scope="module")
def made() -> Mapping[str, str]:
    history = DESCRIBED.profile.history
    assert history is not None
    rules = tuple(project.target("monitorshapes").profile.rules)
    return pages.pages(Subject(SERVICE, "ms", DESCRIBED.botocore, history, rules, REQUESTS))


def tab(page: str, name: str, language: str) -> str:
    """The code in a tab."""
    found = re.search(rf'^=== "{name}"\n(.*?)(?=^\S)', page, re.DOTALL | re.MULTILINE)
    assert found, name
    [code] = re.findall(rf"^    ```{language}\n(.*?)^    ```$", found[1], re.DOTALL | re.MULTILINE)
    return re.sub(r"^    ", "", code, flags=re.MULTILINE)


@pytest.mark.parametrize("operation", SERVICE.operations, ids=lambda each: each.name)
def test_the_same_request_stands_in_each_tab(made: Mapping[str, str], operation: Any) -> None:
    page = made[f"operations/{operation.method}.md"]
    names: dict[str, Any] = {}
    code = re.sub(r"^(client|response) = .*$", "", tab(page, "Python", "python"), flags=re.MULTILINE)
    exec(code, names)  # noqa: S102
    request = names["request"]
    sent = wire_of(tab(page, "boto3", "python"), operation.boto3)
    assert ms.to_dict(request) == sent
    typed = ms.from_json(type(request), tab(page, "AWS CLI", "json"))
    assert typed == request
    if operation.name in REQUESTS:
        assert not ms.violations(request)


def wire_of(code: str, method: str) -> dict[str, Any]:
    """What the code gives boto3's client."""
    given: dict[str, Any] = {}

    class Client:
        def __getattr__(self, name: str) -> Any:
            assert name == method
            return lambda **members: given.update(members)

    exec(code.replace('boto3.client("sagemaker")', "CLIENT"), {"CLIENT": Client()})  # noqa: S102
    return given


def test_what_cloudformation_makes_of_a_request_passes_the_check(made: Mapping[str, str], tmp_path: Path) -> None:
    assert len(SERVICE.resources) == 5
    for resource in SERVICE.resources:
        [operation] = [each for each in SERVICE.operations if each.name == resource.operation]
        template = tab(made[f"operations/{operation.method}.md"], "CloudFormation", "json")
        (tmp_path / f"{operation.name}.json").write_text(template)
    command = [sys.executable, "-m", "monitorshapes", "check", str(tmp_path)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, ""), checked.stdout


def test_a_page_of_an_operation_says_all_of_it(made: Mapping[str, str]) -> None:
    page = made["operations/update_monitoring_schedule.md"]
    for said in (
        "`UpdateMonitoringSchedule`",
        "### `monitoring_schedule_config` { #monitoring_schedule_config }",
        "[MonitoringScheduleConfig](../structures/MonitoringScheduleConfig.md)",
        "**required** · since [botocore 1.13.32](../releases/1.13.32.md)",
        "| `monitoring_schedule_arn` | `MonitoringScheduleArn` |",
        "[`ResourceNotFound`](../errors.md#ResourceNotFound)",
        "    - **breaking** pattern added: `KmsKeyId`, none → `[a-zA-Z0-9:/_-]*`",
        "[`NetworkConfig.EnableInterContainerTrafficEncryption`](../structures/NetworkConfig.md#enable_inter",
        "generated from botocore ",
    ):
        assert said in page, said


def test_a_page_of_a_structure_has_its_rules_and_who_uses_it(made: Mapping[str, str]) -> None:
    page = made["structures/ScheduleConfig.md"]
    assert (
        "- [now-needs-analysis-times](../rules.md#now-needs-analysis-times): If you set `ScheduleExpression` to" in page
    )
    assert "- [`create_monitoring_schedule`](../operations/create_monitoring_schedule.md) (request)" in page
    assert "!!! note" in page


def test_a_page_of_a_release_says_what_changed_and_whom_that_concerns(made: Mapping[str, str]) -> None:
    assert "**breaking** pattern added: `KmsKeyId`" in made["releases/1.34.74.md"]
    assert "Concerns [`create_data_quality_job_definition`]" in made["releases/1.34.74.md"]
    assert "NetworkConfig.EnableInterContainerTrafficEncryption" in made["releases/1.16.6.md"]
    assert made["releases/feed.xml"].startswith("<?xml")


def test_links_lead_to_pages_and_to_places_in_them(made: Mapping[str, str]) -> None:
    for page, text in made.items():
        if not page.endswith(".md"):
            continue
        for target, anchor in links(text):
            parts = [*Path(page).parent.parts, *Path(target).parts] if target else [*Path(page).parts]
            path = "/".join(part for at, part in enumerate(parts) if part != ".." and parts[at + 1 : at + 2] != [".."])
            assert path in made, f"{page}: {target}"
            assert not anchor or f"{{ #{anchor} }}" in made[path], f"{page}: {target}#{anchor}"


def links(text: str) -> Iterator[tuple[str, str]]:
    outside = re.sub(r"(`+).*?\1", "`", text, flags=re.DOTALL)
    yield from re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", outside)


def test_nothing_of_a_models_text_is_obeyed(tmp_path: Path) -> None:
    model = small()
    for shape in model["shapes"].values():
        shape["documentation"] = f"<p>{HOSTILE}</p>"
    model["shapes"]["Color"]["enum"].append(HOSTILE)
    done("generate", "--service", "small", "--model", write_model(tmp_path / "m.json", model), "--output", tmp_path)
    done("reference", "--package", tmp_path / "smallshapes", "--output", tmp_path / "pages")
    for page in (tmp_path / "pages").rglob("*.md"):
        outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", page.read_text("utf-8"), flags=re.DOTALL)
        assert not re.search(r"<\w|\{:|javascript:[^)]*\)(?<!\))|^=== \"t", outside), page


def test_a_line_is_read_as_it_stands() -> None:
    assert markdown.escaped("a <b> {c} [d] `<e>` [f](https://example.org/g)") == (
        "a &lt;b&gt; &#123;c&#125; &#91;d&#93; `<e>` [f](https://example.org/g)"
    )
    assert markdown.escaped("# not a heading") == "\\# not a heading"
    assert markdown.code("a`b|c") == "`` a`b\\|c ``"
    assert markdown.text(["Note:", "", "  words"]) == "!!! note\n\n    words"


def test_what_refers_to_itself_ends(tmp_path: Path) -> None:
    model = load.file(write_model(tmp_path / "m.json", small()), "small")
    shapes = {each.name: each for each in packages.build_ir(profiles.of_service("small"), model).service.shapes}
    assert examples.request(shapes, "PutThingInput")["Branch"] == {"Leaf": {"A": "example"}}


def test_pages_that_are_no_longer_made_go_and_others_stay(tmp_path: Path) -> None:
    model = small()
    arguments = ("generate", "--service", "small", "--output", tmp_path, "--model")
    done(*arguments, write_model(tmp_path / "m.json", model))
    done("reference", "--package", tmp_path / "smallshapes", "--output", tmp_path / "pages")
    (tmp_path / "pages" / "operations" / "mine.md").write_text("mine")
    assert (tmp_path / "pages" / "operations" / "drop_thing.md").exists()
    del model["operations"]["DropThing"]
    done(*arguments, write_model(tmp_path / "m.json", model))
    done("reference", "--package", tmp_path / "smallshapes", "--output", tmp_path / "pages")
    assert sorted(path.name for path in (tmp_path / "pages" / "operations").iterdir()) == [
        "index.md",
        "mine.md",
        "put_thing.md",
    ]


def test_examples_that_do_not_fit_are_named(tmp_path: Path) -> None:
    file = tmp_path / "examples.json"
    for text, said in (("[1]", "is not an object"), ('{"AddTags": {"Nope": 1}}', "AddTags has no member Nope")):
        file.write_text(text)
        assert said in refused(
            "reference", "--package", "monitorshapes", "--output", tmp_path / "p", "--examples", file
        )
