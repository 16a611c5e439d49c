"""Mutations of good input, and what reads each kind of it; `scripts/fuzz` runs them by the thousand."""

import contextlib
import copy
import functools
import gzip
import io
import json
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import models

import monitorshapes as ms
from monitorshapes._runtime.main import main as checked_by_command
from shapegen import ir, media, profiles
from shapegen.apps.adoption import Surroundings, adopt
from shapegen.apps.annotation import annotate
from shapegen.apps.api import Api
from shapegen.apps.clients import calls, clients
from shapegen.apps.mentions import mentions
from shapegen.apps.source import UnreadableError, edited, read
from shapegen.apps.values import Reader
from shapegen.apps.verdicts import verdicts
from shapegen.build import Settings, build
from shapegen.changes import compare, history, html, normal, page, report, words
from shapegen.emit import description, output, packages
from shapegen.emit.formatting import Finisher
from shapegen.emit.render import render
from shapegen.errors import ShapegenError
from shapegen.model import documents, load

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of input."""

    seeds: Callable[[], Sequence[bytes]]
    run: Callable[[bytes], bool]
    """Whether input is taken; False where it is refused as documented."""
    is_json: bool = True
    """Whether mutations may be those of a JSON value, beside those of bytes."""


def mutated(target: Target, number: int) -> bytes:
    """The mutation of that number: the same each time."""
    choice = random.Random(number)
    seeds = target.seeds()
    content = seeds[number % len(seeds)]
    if target.is_json and choice.random() < 0.8:
        value = json.loads(content)
        for _ in range(choice.choice((1, 1, 1, 2, 3, 8))):
            value = _changed(value, choice)
        text = json.dumps(value)
        return text.replace('"<deep>"', _deep(choice)).encode("utf-8", "surrogatepass")
    for _ in range(choice.choice((1, 1, 2, 4, 16))):
        content = _spoilt(content, choice)
    return content


_TEXTS = (
    *("", "a", "\0", "\ud800", "\x1b[2J", "\n", "a" * 5000, "é", "/", "..", "__class__", "self", "None", "<p>" * 200),
    *(
        "(" * 300,
        "a?" * 1500,
        "(a+)+",
        "[",
        "\\p{L}",
        "[[a]&&[b]]",
        "{",
        "x{99999999999}",
        "structure",
        "string",
        "map",
    ),
    *(
        "list",
        "blob",
        "1e999",
        "2026-02-30",
        "NaN",
        "a[?b==`1`]",
        "@",
        "a.b.c",
        "Name",
        "PutThing",
        "Amount",
        "*",
        "[!",
    ),
)
_TRAITS = ("documentation", "type", "min", "max", "enum", "eventstream", "pattern", "required", "sensitive")
_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2**63, 10**400, -(10**30), 0.5, 1e308, float("inf"), float("nan"), [], {}, "<deep>"),
    *([[]], {"shape": "Name"}, {"shape": 1}, {"": ""}, ["a", 1], [None], {"a": {"a": {}}}),
)


def _deep(choice: random.Random) -> str:
    depth = choice.choice((10, 900, 5000))
    return '{"a":' * depth + "1" + "}" * depth if choice.random() < 0.5 else "[" * depth + "]" * depth


def _changed(value: Any, choice: random.Random) -> Any:
    """A JSON value with something in it replaced, renamed, moved, doubled or taken away."""
    places: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        node = waiting.pop()
        keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        for key in keys:
            places.append((node, key))
            waiting.append(node[key])
    if not places:
        return copy.deepcopy(choice.choice(_VALUES))
    holder, key = choice.choice(places)
    other, another = choice.choice(places)
    match choice.randrange(7):
        case 0:
            holder[key] = copy.deepcopy(choice.choice(_VALUES))
        case 1:
            holder[key] = choice.choice(_TEXTS)
        case 2:
            holder[key] = json.loads(json.dumps(other[another]))
        case 3 if isinstance(holder, dict):
            holder[choice.choice(_TEXTS)] = holder.pop(key)
        case 4 if isinstance(holder, dict):
            holder[choice.choice((*_TRAITS, *_TEXTS))] = copy.deepcopy(choice.choice(_VALUES))
        case 5 if isinstance(holder[key], str):
            at = choice.randrange(len(holder[key]) + 1)
            holder[key] = holder[key][:at] + choice.choice(_TEXTS) + holder[key][at:]
        case _:
            del holder[key]
    return value


def _spoilt(content: bytes, choice: random.Random) -> bytes:
    """Bytes with some replaced, put in, moved or taken away."""
    start = choice.randrange(len(content) + 1)
    end = min(len(content), start + choice.choice((0, 1, 1, 4, 40, 400)))
    more = choice.choice(
        (
            b"",
            bytes([choice.randrange(256)]),
            *(b"\0", b"\xff", b"\n", b"\r", b"(", b")" * 50, b"[" * 300, b"{" * 3000, b'"', b"'''", b"\\", b"#", b"\t"),
            *(
                b"lambda: ",
                b" = ",
                b"*",
                b"**",
                b"await ",
                b":=",
                b"f'{",
                b"class a:\n",
                b"\x0c",
                b"\xef\xbb\xbf",
                b"1" * 6000,
            ),
            content[end : end + 60],
        )
    )
    return content[:start] + more + content[end:]


def _refused(call: Callable[[], object], *allowed: type[Exception]) -> bool:
    expected: tuple[type[Exception], ...] = (ShapegenError, *allowed)
    try:
        call()
    except expected as error:
        models.assert_for_people(str(error))
        return False
    return True


# Models

_WANTED = Settings(service="small", package="smallshapes", client="SmallClient", operations=["*"], unchecked=["*"])
_MEMORY: dict[str, str] = {}


def _models() -> Sequence[bytes]:
    pages = {
        "PutThing": {"input_token": "Name", "output_token": "Color", "result_key": "Names", "limit_key": "Amount"},
        "ListDays": {
            "input_token": ["Date"],
            "output_token": ["Free"],
            "result_key": ["Gaps"],
            "more_results": "Level",
        },
    }
    acceptors = [
        {"matcher": "path", "argument": "Color", "expected": "red", "state": "success"},
        {"matcher": "error", "expected": "InUse", "state": "retry"},
        {"matcher": "status", "expected": 404, "state": "failure"},
        {"matcher": "pathAny", "argument": "Gaps[].x", "expected": "a", "state": "failure"},
    ]
    waiters = {
        f"{name}Done": {"operation": name, "delay": 5, "maxAttempts": 9, "acceptors": acceptors}
        for name in ("PutThing", "GetDay")
    }
    bundles = [{"model": each, "pagination": pages, "waiters": waiters} for each in (models.small(), models.rare())]
    return [json.dumps(each).encode() for each in bundles]


def _model(content: bytes) -> bool:
    return _refused(lambda: _generated(content))


def _generated(content: bytes) -> None:
    bundle = documents.parsed(content, "model.json")
    data = bundle.get("model")
    if not documents.is_object(data):
        raise ShapegenError("no model")
    model = documents.service_model(data, "model.json")
    parts = {part: bundle.get(part, {}) for part in ("pagination", "waiters")}
    if not all(map(documents.is_object, parts.values())):
        raise ShapegenError("no pages or waiters")  # as load says it
    made = build(model, _WANTED, paginators=parts["pagination"], waiters=parts["waiters"]).service
    finisher = Finisher(_MEMORY)
    for path, text in render(made).items():
        compile(finisher.finish(path, text), path, "exec")
    _MEMORY.update(finisher.learned)
    assert ir.from_json(json.loads(json.dumps(ir.to_json(made)))) == made
    source = load.Model("small", None, "model.json", "", model, parts["pagination"], parts["waiters"])
    after = normal.of(source)
    assert normal.snapshot(normal.restored(json.loads(json.dumps(normal.snapshot(after))))) == normal.snapshot(after)
    _reported(_before(), after, compare.compare(_before(), after, None, made))
    _reported(after, _before(), compare.compare(after, _before(), made, None))


@functools.cache
def _before() -> normal.Surface:
    return normal.of(load.Model("small", None, "small.json", "", models.small()))


def _reported(old: normal.Surface, new: normal.Surface, changes: tuple[compare.Change, ...]) -> None:
    told = report.Report(
        service="small",
        old="old",
        new="new",
        changes=changes,
        documentation=words.changed(words.of_model(old), words.of_model(new), (old, new)),
        page=page.page(*({"operations": each.operations, "shapes": each.shapes} for each in (old, new))),
    )
    report.text(told, words=True)
    report.markdown(told, words=True)
    page.text(told.page, "title")
    media.document(report.document(told))
    html.html(told, old, new, words=True)


# Profiles


def _profiles() -> Sequence[bytes]:
    rules = [{"id": "no-a", "shape": "PutThingInput", "sentence": "What to put.", "where": "PutThingInput"}]
    files = {
        "profile.toml": {
            "package": "smallshapes",
            "service": "small",
            "client": "SmallClient",
            "operations": ["*"],
            "shapes": ["Name"],
            "exclude": ["Secret"],
            "unchecked": ["N*"],
            "related": ["*Thing"],
            "left_out": {"Branch": "too deep"},
            "as_of": "1.44.5",
            "modules": [],
        },
        "names.toml": {
            "members": {"Branch.Left": "left_2"},
            "shapes": {"Branch": "Bough"},
            "values": {"Color.red": "RED_2"},
        },
        "rules.toml": {"rule": rules},
        "waiters.json": {
            "waiters": {
                "ThingDone": {
                    "operation": "PutThing",
                    "delay": 1,
                    "maxAttempts": 2,
                    "acceptors": [{"matcher": "status", "expected": 200, "state": "success"}],
                }
            }
        },
        "resources.json": {
            "date": "2026-01-01",
            "resources": {
                "AWS::Small::Thing": {
                    "operation": "PutThing",
                    "differences": {"Name": "lacks"},
                    "limits": {"Name": [1, 9]},
                }
            },
        },
        "history.json": json.loads(history.to_json(history.History("1.0.0").followed_by("1.0.0", "", None, _before()))),
    }
    return [json.dumps(files).encode()]


def _profile(content: bytes) -> bool:
    try:
        files: Any = json.loads(content)
        files = {str(name): value for name, value in files.items()}
    except (ValueError, RecursionError, AttributeError):
        files = {"profile.toml": content.decode("latin-1")}  # TOML that is none
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "modules").mkdir()
        (root / "modules" / "rules.py").write_text("def no_a(x, found):\n    pass\n")
        for name in ("profile.toml", "names.toml", "rules.toml", "waiters.json", "resources.json", "history.json"):
            if name in files:
                value = files[name]
                try:
                    text = (
                        value if isinstance(value, str) else json.dumps(value) if name.endswith("n") else _toml(value)
                    )
                except RecursionError:
                    text = "a = " + "[" * 9000
                (root / name).write_bytes(text.encode("utf-8", "surrogatepass"))
        return _refused(lambda: _read_profile(root))


def _read_profile(root: Path) -> None:
    profile = profiles.read(root)
    source = load.Model(profile.service, None, "model.json", "", models.small())
    built = packages.build_ir(profile, source)
    render(built.service)
    profiles.publication(profile, built.decided)


def _toml(value: Any) -> str:
    """A JSON value as TOML, as far as there is such a thing."""
    lines = (
        [f"{json.dumps(str(key))} = {_inline(each)}" for key, each in value.items()] if isinstance(value, dict) else []
    )
    return "\n".join(lines)


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(key))} = {_inline(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return {"null": '""', "NaN": "nan", "Infinity": "inf"}.get(text := json.dumps(value), text)


# What a package says of itself


@functools.cache
def _package() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="shapegen-fuzz-"))
    model = models.write_model(folder / "model.json", models.small())
    models.done("generate", "--profile", models.write_profile(folder / "p"), "--model", model, "--output", folder)
    return folder / "smallshapes"


def _stamps() -> Sequence[bytes]:
    return [description.text((_package() / description.MANIFEST).read_bytes())]


def _stamp(content: bytes) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "smallshapes"
        root.mkdir()
        (root / description.MANIFEST).write_bytes(gzip.compress(content, 1))
        good = _refused(lambda: _described(root))
        return _refused(lambda: output.altered(root)) and good


def _described(root: Path) -> None:
    found = packages.described(root)
    before = _before()
    compare.compare(before, found.api, None, found.service)
    changes = compare.compare(found.api, before, found.service, None)
    report.text(report.Report("small", "old", "new", changes, None, page.Page((), {})))
    words.of_package(found.service)
    Api(found.service)


# Programs


@functools.cache
def _api() -> Api:
    return Api(packages.described(HERE.parent / "generated" / "monitorshapes").service)


@functools.cache
def _sources() -> Sequence[bytes]:
    return [path.read_bytes() for path in sorted((HERE / "programs").glob("*/*.py"))]


@functools.cache
def _notebooks() -> Sequence[bytes]:
    [first, *_] = sorted((HERE / "programs" / "boto3").glob("*.py"))
    code: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [
        {**code, "id": "a", "source": "%matplotlib inline\nimport boto3\n"},
        {**code, "id": "b", "source": first.read_text("utf-8").splitlines(keepends=True)},
        {"cell_type": "markdown", "metadata": {}, "source": ["# A"]},
    ]
    return [json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1).encode()]


def _program(content: bytes, name: str) -> bool:
    return _refused(lambda: _adopted(Path(name), content), UnreadableError)


def _adopted(path: Path, content: bytes) -> None:
    api = _api()
    source = read(path, content)
    mentions(source, api)
    found = clients(source, api)
    reader = Reader(source, api)
    refused = [verdict for call in calls(source, api, found) for verdict in verdicts(api, ms, call, reader)]
    around = Surroundings(is_imported=False, is_caught=False, reads_metadata=False)
    result = adopt(source, api, around=around, refused=frozenset(each.call.node for each in refused))
    read(path, edited(source, result.edits))
    read(path, edited(source, annotate(source, api).edits))


# Wheels


@functools.cache
def _wheels() -> Sequence[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        return [models.wheel(Path(folder), "1.16.6", "small", json.dumps(models.small()).encode()).read_bytes()]


def _wheel(content: bytes) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "botocore-1.16.6-py2.py3-none-any.whl"
        path.write_bytes(content)
        return _refused(lambda: load.file(path, "small"))


# Requests


@functools.cache
def _requests() -> Sequence[bytes]:
    found = json.loads((HERE / "data" / "requests.json").read_text("utf-8"))
    return [json.dumps(each["request"]).encode() for each in found.values()]


def _request(content: bytes) -> bool:
    for name in ("CreateMonitoringScheduleRequest", "DescribeMonitoringScheduleResponse", "CreateProcessingJobRequest"):
        try:
            structure = ms.from_json(getattr(ms, name), content)
        except (ValueError, TypeError):
            return False
        violations = ms.violations(structure)
        assert all(str(each).isprintable() for each in violations)
        repr(structure)
        with contextlib.suppress(TypeError, ValueError):
            ms.from_json(type(structure), ms.to_json(structure))
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(content)
        file.flush()
        for arguments in (
            ["validate", "CreateMonitoringSchedule", file.name],
            ["check", file.name],
            ["convert", file.name],
        ):
            with (
                patch.object(sys, "argv", ["monitorshapes", *arguments]),
                contextlib.redirect_stdout(io.StringIO()),
                contextlib.redirect_stderr(io.StringIO()),
            ):
                try:
                    code = checked_by_command()
                except SystemExit as end:
                    code = int(str(end.code))
            assert code in (0, 1, 2)
    return True


TARGETS = {
    "models": Target(_models, _model),
    "profiles": Target(_profiles, _profile),
    "packages": Target(_stamps, _stamp),
    "sources": Target(_sources, lambda content: _program(content, "app.py"), is_json=False),
    "notebooks": Target(_notebooks, lambda content: _program(content, "app.ipynb")),
    "wheels": Target(_wheels, _wheel, is_json=False),
    "requests": Target(_requests, _request),
}
