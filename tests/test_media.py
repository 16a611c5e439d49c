"""What models, services and files say is text in each medium, wherever it reaches one."""

import ast
import contextlib
import json
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch
from xml.etree import ElementTree

import models
import pytest
from models import assert_for_people, done, run, small, write_model, write_profile
from ruamel.yaml import YAML

import monitorshapes as ms
from monitorshapes._runtime.iac.convert import TARGETS
from monitorshapes._runtime.main import main as command
from monitorshapes.monitors.logs import _Logs
from shapegen import media
from shapegen.emit.services import Outcome
from shapegen.errors import ShapegenError

SHAPEGEN = Path(__file__).parents[1] / "codegen" / "shapegen"
HOSTILE = "x\n::error::y\r\n@team #1 [a](https://b) | www.c.d <img src=x> `z` ##[error]v\x1b[2J\u202e\u2028::notice::w"


def is_text(said: str) -> bool:
    """Whether a terminal, or GitHub, finds nothing to obey in what was printed."""
    lines = said.split("\n")
    return all(line.isprintable() and not line.lstrip().startswith("::") and "##[" not in line for line in lines)


# The media


def test_a_line_is_one_line_without_anything_that_a_terminal_obeys() -> None:
    assert media.line("a\n\x1b[2J\u202e\u2028é\t") == "a\\n\\x1b[2J\\u202e\\u2028é\\t"


@pytest.mark.parametrize("text", ["::error::a", "  ::error::a", "a ##[error]b", "##[group]"])
def test_a_whole_line_is_no_command_of_a_workflow(text: str) -> None:
    assert not is_text(text)
    said = media.whole_line(text)
    assert is_text(said)
    assert ast.literal_eval(f'"{said}"') == text


def test_markdown_obeys_nothing_of_a_text() -> None:
    said = media.markdown(HOSTILE)
    assert said.isprintable()
    assert not set(said) & set("|@[]<>`\\!*")
    assert "https://" not in said
    assert "www." not in said
    assert re.sub("&#[0-9]+;", "", said).count("#") == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [("A.B", "`A.B`"), ("a`b", "<code>a&#96;b</code>"), ("a\nb", "<code>a&#92;nb</code>"), ("", "<code></code>")],
)
def test_code_in_markdown_is_code(text: str, said: str) -> None:
    assert media.code(text) == said


def test_an_annotation_keeps_its_lines_and_ends_where_it_should() -> None:
    assert media.workflow("a%\n::error::\x1b") == "a%25%0A\\x3a:error::\\x1b"
    assert media.workflow_value("a,b:c\n") == "a%2Cb%3Ac%0A"


def test_a_document_is_json_whatever_it_holds() -> None:
    value = {"a": [HOSTILE, "\x7f\u009f\U000e0041"]}
    said = media.document(value)
    assert said.isascii()
    assert json.loads(said) == value


def test_each_problem_of_an_error_is_one_line() -> None:
    assert str(ShapegenError("a\nb", "c")) == "a\\nb\nc"


# Every place where something is printed

ESCAPED = {
    "console.py: click.echo(media.whole_line(text), err=err)",
    "__main__.py: print(f'shapegen: {error.name} is not installed; install shapegen with its dependencies', "
    "file=sys.stderr)",
    "adopt.py: click.echo(media.block(line.rstrip('\\r\\n')))",
    "diff.py: click.echo(html(found, before.api, after.api, words=documentation))",
    "diff.py: click.echo(media.document(report.document(found)))",
    "generate.py: Console(width=120).print(table)",
    "history.py: click.echo(atom(replace(found, releases=kept), title), nl=False)",
    "history.py: click.echo(html(replace(found, releases=kept), title))",
    "history.py: click.echo(media.document(_document(timeline)))",
    "impact.py: click.echo(media.document(_document(result)))",
    "impact.py: click.echo(text)",
}
"""All that prints, beside `say` and `show`: it escapes in the call, or where its argument is made, tested below."""


def printing(path: Path, *names: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in names or re.search(r"\bstd(out|err)\b.*\.write|\b(p?print|s?echo|echo_via_pager)$", name):
                yield f"{path.name}: {ast.unparse(node)}"


def test_what_prints_is_known_to_escape() -> None:
    paths = [path for path in SHAPEGEN.rglob("*.py") if "runtime" not in path.parts]
    assert {each for path in paths for each in printing(path)} == ESCAPED


def test_no_other_module_escapes_for_itself() -> None:
    for path in SHAPEGEN.rglob("*.py"):
        # The reference writes documentation, with markup of its own, in Markdown.
        if "runtime" not in path.parts and path.name not in ("media.py", "markdown.py"):
            text = path.read_text("utf-8")
            assert not re.search(r"\bascii\(", text), path
            assert "%0A" not in text, path
            assert "&#" not in text.replace("&#34;", ""), path


def test_pages_take_nothing_for_markup_but_their_own_script() -> None:
    safe = [
        found
        for path in SHAPEGEN.rglob("*.html.jinja")
        for found in re.findall(r"\{\{[^}]*safe[^}]*\}\}", path.read_text())
    ]
    assert safe == ["{{ script | safe }}"]


# What is said of a hostile model


def hostile() -> models.Model:
    """The small model, with the text in each place that a report may name."""
    model = small()
    member = {"shape": "Name", "documentation": HOSTILE}
    model["documentation"] = HOSTILE
    model["operations"]["PutThing"]["documentation"] = HOSTILE
    model["operations"][HOSTILE] = {"name": HOSTILE, "input": {"shape": "PutThingInput"}}
    model["operations"]["DropThing"].pop("deprecated", None)
    model["shapes"]["Color"]["enum"] += [HOSTILE, "green"]
    model["shapes"]["PutThingInput"]["members"][HOSTILE] = member
    model["shapes"]["Name"] |= {"pattern": f"({re.escape(HOSTILE)})?", HOSTILE: HOSTILE, "documentation": HOSTILE}
    model["shapes"][HOSTILE] = {"type": "structure", "members": {HOSTILE: member}, "documentation": HOSTILE}
    model["shapes"]["Branch"]["members"]["Far"] = {"shape": HOSTILE}
    return model


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path]:
    old, new = small(), hostile()
    for model, shape in ((old, "DropThingInput"), (new, "PutThingInput")):
        model["operations"][f"{HOSTILE}2"] = {"name": f"{HOSTILE}2", "input": {"shape": shape}}
    return write_model(tmp_path / "old.json", old), write_model(tmp_path / "new.json", new)


@pytest.mark.parametrize("form", ["text", "page", "markdown", "html", "json"])
@pytest.mark.parametrize("back", [False, True], ids=["there", "back"])
def test_a_report_is_text(sides: tuple[Path, Path], form: str, back: bool) -> None:
    said = done("diff", *(sides[::-1] if back else sides), "--documentation", "--format", form)
    assert is_text(said)
    if form == "json":
        json.loads(said)
    if form == "markdown":
        assert not re.search(r"@team|\[a\]|https://|<img", said)
    if form == "html":
        assert "<img" not in said


@pytest.mark.parametrize("form", ["text", "markdown", "github", "json"])
def test_what_an_app_is_told_is_text(tmp_path: Path, form: str) -> None:
    new = hostile()
    del new["shapes"]["Name"][HOSTILE]  # which nothing is generated from
    del new["operations"][HOSTILE]
    sides = write_model(tmp_path / "old.json", small()), write_model(tmp_path / "new.json", new)
    done("generate", "--profile", write_profile(tmp_path / "profile"), "--model", sides[0], "--output", tmp_path)
    name = "a\n::error::b|@team.py"
    app = tmp_path / "app" / name
    app.parent.mkdir()
    app.write_text(
        f'import boto3\nc = boto3.client("small")\nc.put_thing(Name="a", **{{{HOSTILE!r}: 1}}, Color="red")\n'
    )
    (app.parent / "c\n::error::d.py").write_text("boto3.put_thing(")
    result = run("impact", *sides, app.parent, "--package", tmp_path / "smallshapes", "--format", form)
    assert (result.exit_code, result.stdout != "") == (2, True), result.stderr
    lines = result.stdout.splitlines()
    if form == "github":
        lines = [line for line in lines if not re.match("::(error|warning|notice) file=[^:]*::[^:]", line)]
    assert is_text("\n".join(lines))
    assert is_text(result.stderr)
    if form == "markdown":
        assert "@team" not in result.stdout
        assert all(line.count("|") in (0, 4) for line in lines)
    if form == "json":
        json.loads(result.stdout)


@pytest.mark.parametrize("form", ["text", "json", "atom", "html"])
def test_a_history_is_text(tmp_path: Path, form: str) -> None:
    folder = tmp_path / "models"
    for version, model in (("1.0.0", small()), ("1.0.1", hostile())):
        (folder / version).mkdir(parents=True)
        write_model(folder / version / "service-2.json", model)
    profile = write_profile(tmp_path / "profile")
    said = done("history", "--profile", profile, "--rebuild", folder, "--format", form)
    assert "x" in said
    assert is_text(said)
    if form == "json":
        json.loads(said)
    if form == "atom":
        ElementTree.fromstring(said.encode())  # noqa: S314  ours


@pytest.fixture(scope="module")
def adopting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package whose texts and history are hostile, as much as one can be generated, and an app that calls it."""
    folder = tmp_path_factory.mktemp("adopting")
    model = hostile()
    del model["operations"][HOSTILE], model["shapes"][HOSTILE], model["shapes"]["Name"][HOSTILE]
    del model["shapes"]["Branch"]["members"]["Far"], model["shapes"]["PutThingInput"]["members"][HOSTILE]
    for version, content in (("1.0.0", small()), ("1.0.1", model)):
        (folder / "models" / version).mkdir(parents=True)
        write_model(folder / "models" / version / "service-2.json", content)
        models.wheel(folder / "cache", version, "small", json.dumps(content).encode())
    profile = write_profile(folder / "profile")
    done("history", "--profile", profile, "--rebuild", folder / "models")
    for version, output in (("1.0.0", folder / "old"), ("1.0.1", folder)):
        done("generate", "--profile", profile, "--botocore", version, "--output", output, cache=folder / "cache")
    package = folder / "smallshapes"
    (package / "x\n::error::y.py").write_text("")
    (package / "py.typed").write_text(f"\n{HOSTILE}")
    app = folder / "app" / "x\n::error::y.py"
    app.parent.mkdir()
    calls = (f"Name={HOSTILE!r}, Color={HOSTILE!r}", f'Name="abc", Color="green", **{{{HOSTILE!r}: 3}}')
    lines = "".join(f"c.put_thing({call})\n" for call in calls)
    app.write_text(f'import boto3\nc = boto3.client("small")\nx = """{HOSTILE}"""\n{lines}c.drop_thing(Name="abc")\n')
    (app.parent / "x\n::error::z.py").write_text("boto3.put_thing(")
    return folder


@pytest.mark.parametrize(
    "command",
    [
        "check --profile profile --output .",
        "generate --profile profile --botocore 1.0.1 --output .",
        "update --profile profile --output old --to 1.0.1 --dry-run",
        "history --package smallshapes",
        "requires app --package smallshapes",
        "adopt app --package smallshapes",
        "adopt app --package smallshapes --check",
        "adopt app --package smallshapes --stubs",
    ],
)
def test_what_a_command_says_of_a_package_and_an_app_is_text(
    adopting: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(adopting)
    result = run(*command.split(), cache=adopting / "cache")
    said = f"{result.stdout}\n{result.stderr}"
    assert is_text(said)
    assert "::error::" in said


def test_the_table_of_all_services_is_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = [
        Outcome("first", "written", 1.5, warnings=(HOSTILE,)),
        Outcome("second", "failed", 1.5, error=str(ShapegenError(HOSTILE, HOSTILE))),
    ]
    monkeypatch.setattr("shapegen.commands.generate.generate_all", lambda _: [(each, 1.0) for each in outcomes])
    result = run("generate", "--all", "--output", tmp_path)
    assert "::error::" in result.stdout
    assert is_text(result.stdout)
    assert is_text(result.stderr)


PLACES: Mapping[str, Callable[[models.Model], object]] = {
    "operation": lambda model: model["operations"].update({HOSTILE: {HOSTILE: 1}}),
    "shape": lambda model: model["shapes"].update({HOSTILE: {"type": "list"}}),
    "type": lambda model: model["shapes"]["Name"].update(type=HOSTILE),
    "trait": lambda model: model["shapes"]["Name"].update({HOSTILE: 1}),
    "pattern": lambda model: model["shapes"]["Name"].update(pattern=f"[{HOSTILE}"),
    "target": lambda model: model["shapes"]["Branch"]["members"].update({HOSTILE: {"shape": HOSTILE}}),
    "required": lambda model: model["shapes"]["Branch"].update(required=[HOSTILE]),
    "value": lambda model: model["shapes"]["Color"].update(enum=[HOSTILE, HOSTILE.replace("x", "-")]),
    "protocol": lambda model: model["metadata"].update(protocol=HOSTILE, serviceId=HOSTILE),
}


@pytest.mark.parametrize("place", PLACES)
def test_what_a_command_says_of_a_model_is_text(tmp_path: Path, place: str) -> None:
    model = small()
    PLACES[place](model)
    path = write_model(tmp_path / "model.json", model)
    result = run("generate", "--profile", write_profile(tmp_path / "p"), "--model", path, "--output", tmp_path / "out")
    assert is_text(result.output)
    assert len(result.output.splitlines()) < 12
    assert result.exit_code == 0 or not assert_for_people(result.stderr)  # type: ignore[func-returns-value]


def test_what_a_command_says_of_a_profile_is_text(tmp_path: Path) -> None:
    for keys in (
        {"operations": [HOSTILE]},
        {"shapes": [HOSTILE]},
        {"service": HOSTILE},
        {HOSTILE.replace("\n", ""): 1},
    ):
        profile = tmp_path / "p"
        write_profile(profile)
        text = (profile / "profile.toml").read_text()
        lines = [f"{json.dumps(key)} = {json.dumps(value)}\n" for key, value in keys.items()]
        kept = [line for line in text.splitlines(True) if line.split(" ")[0] not in keys]
        (profile / "profile.toml").write_text("".join([*kept, *lines]))
        path = write_model(tmp_path / "model.json", small())
        said = models.refused("generate", "--profile", profile, "--model", path, "--output", tmp_path / "out")
        assert is_text(said)


@pytest.mark.parametrize(
    "arguments",
    [
        (HOSTILE,),
        (f"--{HOSTILE}",),
        ("generate", HOSTILE),
        ("generate", f"--{HOSTILE}"),
        ("generate", "--profile", HOSTILE),
        ("diff", "1.0.0", "1.0.1", "--format", HOSTILE),
        ("adopt", HOSTILE, "--package", "monitorshapes"),
        ("explain", HOSTILE, "--package", "monitorshapes"),
        ("update", "--changelog", HOSTILE),
        ("requires", HOSTILE, "--package", "monitorshapes"),
    ],
)
def test_what_a_command_says_of_an_argument_is_text(arguments: tuple[str, ...]) -> None:
    said = models.refused(*arguments)
    assert "::error::" in said
    assert is_text(said)


# What the generated package says

PRINTED = {
    "console.py: print(text.encode(encoding, 'backslashreplace').decode(encoding), flush=True)",
    "console.py: print(f'{PACKAGE}: {printable(message)}', file=sys.stderr)",
    "main.py: _say(f'{_PACKAGE} {version()} (botocore {botocore_version()})')",
    "main.py: _say(_document([{name: getattr(violation, name) for name in names} for violation in found]))",
    "main.py: _say('\\n'.join((_printable(str(violation)) for violation in found)))",
    "main.py: _say(_printable(f'{options.file}: a request of {operation.name}, not checked'))",
    "main.py: _say(_printable(f'{options.file}: no violations in this request of {operation.name}'))",
    "check.py: say(text)",
    "convert.py: say(_TARGETS[options.target](found))",
    "schema_command.py: say(document(_schema(options.name, options.names), ensure_ascii=False))",
    "__main__.py: print(printable(f'monitorshapes.fake: {place}: {error.strerror or error}'), file=sys.stderr)",
    "__main__.py: print(printable(f'monitorshapes.fake: {error}'), file=sys.stderr)",
    "__main__.py: print(server.url, flush=True)",
    "logs.py: sys.stdout.write('\\n')",
    "logs.py: sys.stdout.write(f'\\r\\x1b[K{self._job_name}: {status}, {minutes}:{seconds:02}')",
    "logs.py: sys.stdout.write(f'\\r\\x1b[K{shown}\\n' if sys.stdout.isatty() else f'{shown}\\n')",
}
"""All that prints there, but for what the fake says of its own address."""


def test_what_the_package_prints_is_known_to_escape() -> None:
    folders = (SHAPEGEN / "runtime", SHAPEGEN.parent / "monitoring" / "modules")
    found = {each for folder in folders for path in folder.rglob("*.py") for each in printing(path, "say", "_say")}
    assert {each for each in found if "server.url}" not in each and "options['host']" not in each} == PRINTED


def hostile_file(folder: Path, name: str) -> Path:
    """A request, or a template of which `convert` can make one, with the text in each place that it has."""
    data: dict[str, Any] = {
        "MonitoringScheduleName": HOSTILE,
        "MonitoringScheduleConfig": {"MonitoringType": HOSTILE, "MonitoringJobDefinitionName": "##[error]'\""},
        "Tags": [{"Key": HOSTILE, "Value": "::error::" + "a " * 90 + "::error::a"}],
    }
    if "unknown" in name:
        data[HOSTILE] = {HOSTILE: HOSTILE}
    if "template" in name:
        data = {"Resources": {HOSTILE: {"Type": "AWS::SageMaker::MonitoringSchedule", "Properties": data}}}
    path = folder / f"::error::{name}\n::error::.json"
    path.write_text(json.dumps(data))
    return path


def printed(*arguments: object, capsys: pytest.CaptureFixture[str]) -> str:
    """What `python -m monitorshapes …` says."""
    with patch.object(sys, "argv", ["monitorshapes", *map(str, arguments)]), contextlib.suppress(SystemExit):
        command()
    said = capsys.readouterr()
    assert is_text(said.err)
    assert said.out or said.err
    return said.out


@pytest.mark.parametrize("name", ["request", "unknown", "template", "unknown template"])
@pytest.mark.parametrize(
    "arguments",
    [
        "validate CreateMonitoringSchedule",
        "validate CreateMonitoringSchedule --json",
        "validate CreateMonitoringSchedule --level off",
        *(f"check --format {form}" for form in ("text", "json", "github", "sarif")),
        *(f"convert --to {target}" for target in TARGETS),
        "schema",
        f"check --{HOSTILE}".replace(" ", ""),
    ],
)
def test_what_the_package_says_of_a_file_is_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: str, name: str
) -> None:
    said = printed(*arguments.split(), hostile_file(tmp_path, name), capsys=capsys)
    if "github" in arguments:
        said = "\n".join(line for line in said.split("\n") if not re.match("::error file=[^:]*::[^:]", line))
    assert is_text(said)


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_escaped_still_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str], target: str) -> None:
    file = hostile_file(tmp_path, "request")
    said = printed("convert", file, "--to", target, capsys=capsys)
    names: dict[str, Any] = {}
    if target == "python":
        exec(said, names)  # noqa: S102  ours
        found = ms.to_dict(names["request"])
    elif target == "cli":
        found = json.loads(shlex.split(said)[-1])
    else:
        found = YAML(typ="safe").load(said)
        [found] = [each["Properties"] for each in found["Resources"].values()] if "Resources" in found else [found]
    assert found == json.loads(file.read_text())


@pytest.mark.parametrize("tag", ["!Sub%0Aimport%20os", "!Ref%0A%0D::error::x", "!a%1B[2J"])
def test_a_template_writes_no_code(tmp_path: Path, capsys: pytest.CaptureFixture[str], tag: str) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        f"Resources:\n  A:\n    Type: AWS::SageMaker::MonitoringSchedule\n    Properties:\n"
        f'      MonitoringScheduleName: {tag} "x"\n      Tags: [{{Key: {tag} "y", Value: z}}]\n'
    )
    said = printed("convert", file, capsys=capsys)
    assert is_text(said)
    assert [type(each) for each in ast.parse(said).body] == [ast.Import, ast.Assign, ast.Assign, ast.Assign]


def test_a_line_of_a_log_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    _Logs(Mock(), "job", 1)._print(f"a\tb ::error::c {HOSTILE}\n")
    said = capsys.readouterr().out
    assert is_text(said.replace("\t", " "))
    assert said.startswith("a\tb ")


def test_the_repr_of_a_newer_value_is_one_printable_line() -> None:
    shown = repr(ms.MonitoringType(HOSTILE))
    assert shown.isprintable()
    assert shown.startswith("<MonitoringType.x\\n::error::y")


def test_names_below_what_is_sensitive_are_not_shown() -> None:
    from monitorshapes._runtime import violations

    place = (((), violations.Sensitive("Secret")), 0)
    found: list[violations.Finding] = []
    violations.unknown_members(found, place, {"hunter2": 1}, "Thing", ["Name"])
    [violation] = violations.explain({}, found, {})
    assert "hunter2" not in f"{violation} {violation!r}"
    assert violation.path == "Secret[0][...]"
