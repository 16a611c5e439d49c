"""`shapegen impact`: each kind of change touches the lines that use what changes, in dicts, stubs and dataclasses."""

import json
import lzma
import re
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import models
import pytest
from click.testing import CliRunner, Result

from shapegen.apps.api import Api
from shapegen.apps.impact import touched
from shapegen.apps.mentions import Looked, Mention, mentions
from shapegen.apps.source import read
from shapegen.build import Settings, build
from shapegen.changes import compare, normal
from shapegen.changes.grades import EFFECTS
from shapegen.cli import shapegen

Model = dict[str, Any]

MODEL: Model = {
    "metadata": {"serviceId": "Things"},
    "operations": {
        "MakeThing": {
            "name": "MakeThing",
            "input": {"shape": "MakeThingRequest"},
            "output": {"shape": "MakeThingResponse"},
            "errors": [{"shape": "InUse"}, {"shape": "Limit"}],
        },
        "ListThings": {
            "name": "ListThings",
            "input": {"shape": "ListThingsRequest"},
            "output": {"shape": "ListThingsResponse"},
        },
        "DropThing": {"name": "DropThing", "input": {"shape": "DropThingRequest"}},
        "Unused": {"name": "Unused", "input": {"shape": "UnusedRequest"}},
    },
    "shapes": {
        "Code": {"type": "string", "max": 9, "pattern": "[a-z]+"},
        "Color": {"type": "string", "enum": ["red", "green", "blue"]},
        "DropThingRequest": {"type": "structure", "required": ["Name"], "members": {"Name": {"shape": "Name"}}},
        "InUse": {"type": "structure", "members": {}, "exception": True},
        "Labels": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Name"}, "max": 5},
        "Limit": {"type": "structure", "members": {}, "exception": True},
        "ListThingsRequest": {
            "type": "structure",
            "members": {"Color": {"shape": "Color"}, "NextToken": {"shape": "Name"}},
        },
        "ListThingsResponse": {
            "type": "structure",
            "required": ["Things"],
            "members": {"Things": {"shape": "Things"}, "NextToken": {"shape": "Name"}},
        },
        "MakeThingRequest": {
            "type": "structure",
            "required": ["Name"],
            "members": {
                "Name": {"shape": "Name"},
                "Size": {"shape": "Size"},
                "Color": {"shape": "Color"},
                "Code": {"shape": "Code"},
                "Parts": {"shape": "Parts"},
                "Labels": {"shape": "Labels"},
                "Token": {"shape": "Name", "idempotencyToken": True},
                "Choice": {"shape": "Choice"},
            },
        },
        "MakeThingResponse": {
            "type": "structure",
            "required": ["Arn"],
            "members": {"Arn": {"shape": "Name"}, "Status": {"shape": "Status"}},
        },
        "Choice": {"type": "structure", "members": {"One": {"shape": "Name"}, "Two": {"shape": "Name"}}},
        "Name": {"type": "string"},
        "Part": {
            "type": "structure",
            "required": ["Name"],
            "members": {"Name": {"shape": "Name"}, "Count": {"shape": "Size"}},
        },
        "Parts": {"type": "list", "member": {"shape": "Part"}, "max": 9},
        "Size": {"type": "integer", "min": 1, "max": 100},
        "Status": {"type": "string", "enum": ["Ready", "Broken"]},
        "Thing": {"type": "structure", "required": ["Arn"], "members": {"Arn": {"shape": "Name"}}},
        "Things": {"type": "list", "member": {"shape": "Thing"}},
        "UnusedRequest": {"type": "structure", "members": {"Never": {"shape": "Never"}}},
        "Never": {"type": "string", "enum": ["never"]},
    },
}
PAGINATORS = {"ListThings": {"input_token": "NextToken", "output_token": "NextToken", "result_key": "Things"}}
WAITERS = {
    "ThingReady": {
        "operation": "ListThings",
        "delay": 1,
        "maxAttempts": 2,
        "acceptors": [{"state": "success", "matcher": "status", "expected": 200}],
    }
}

DICTS = """\
import boto3

client = boto3.client("things")
response = client.make_thing(  # called-make sent-request
    Name="a",  # name
    Size=50,  # size
    Color="red",  # color red
    Code="abc",  # code
    Parts=[{"Name": "p", "Count": 7}],  # parts part count
    Labels={"a": "b"},  # labels
    Token="t",  # token
    Choice={"One": "1"},  # choice
)
print(response["Arn"])  # arn
if response.get("Status") == "Ready":  # status ready
    print("ready")
for page in client.get_paginator("list_things").paginate():  # paged
    for thing in page["Things"]:  # things
        print(thing["Arn"])  # thing-arn
client.get_waiter("thing_ready").wait()  # waited
client.drop_thing(Name=input())  # called-drop
"""
STUBS = """\
import boto3
from mypackage import stubs

client = stubs.typed(boto3.client("things"))
part: stubs.Part = {"Name": "p", "Count": 7}  # part part-class count
request: stubs.MakeThingRequest = {  # sent-request request-class
    "Name": "a",  # name
    "Size": 50,  # size
    "Color": "red",  # color red
    "Code": "abc",  # code
    "Parts": [part],  # parts
    "Labels": {"a": "b"},  # labels
    "Token": "t",  # token
    "Choice": {"One": "1"},  # choice
}
response = client.make_thing(**request)  # called-make


def show(response: stubs.MakeThingResponse) -> None:  # response-class
    print(response["Arn"])  # arn
    if response["Status"] in ("Ready", "Lost"):  # status ready
        print("ready")
"""
CLASSES = """\
import boto3
import mypackage as mp

client = mp.ThingsClient(boto3.client("things"))
response = client.make_thing(  # called-make sent-request
    name="a",  # name
    size=50,  # size
    color=mp.Color.RED,  # color color-class red
    code="abc",  # code
    parts=[mp.Part(name="p", count=7)],  # parts part part-class count
    labels={"a": "b"},  # labels
    token="t",  # token
    choice=mp.Choice(one="1"),  # choice choice-class
)
print(response.arn)  # arn
if response.status == mp.Status.READY:  # status status-class ready
    print("ready")
for page in client.paginate_list_things():  # paged
    for thing in page.things:  # things
        print(thing.arn)  # thing-arn
for thing in client.iter_things(color="red"):  # paged color red
    print(thing.arn)  # thing-arn
client.wait_until_thing_ready(timeout=5)  # waited
request = mp.DropThingRequest(name=input())  # drop-class
client.send(request)


def show(response: mp.MakeThingResponse) -> None:  # response-class
    print(response.arn)  # arn
"""
APPS = {"dicts": DICTS, "stubs": STUBS, "classes": CLASSES}

Mutation = Callable[[Model], object]


def at(*path: str) -> Callable[[Model], Any]:
    """What stands at a path below the shapes."""

    def find(model: Model) -> Any:
        node: Any = model["shapes"]
        for name in path:
            node = node[name]
        return node

    return find


def put(*path: str, **traits: Any) -> Mutation:
    """Sets traits."""
    return lambda model: at(*path)(model).update(traits)


def cut(*path: str) -> Mutation:
    """Removes the last of a path."""
    return lambda model: at(*path[:-1])(model).pop(path[-1])


def values(name: str, *listed: str) -> Mutation:
    """Lists the values of an enum anew."""
    return put(name, enum=list(listed))


def renamed(old: str, new: str) -> Mutation:
    """Calls a shape by another name, wherever it is named."""

    def rename(model: Model) -> None:
        text = json.dumps(model["shapes"]).replace(f'"shape": "{old}"', f'"shape": "{new}"')
        model["shapes"] = json.loads(text)
        model["shapes"][new] = model["shapes"].pop(old)

    return rename


def operation(name: str) -> Callable[[Model], Any]:
    """An operation."""
    return lambda model: model["operations"][name]


#: A mutation for a kind of change, and the words of the lines that it touches.
CASES: list[tuple[str, Mutation, str]] = [
    ("operation-removed", lambda model: model["operations"].pop("MakeThing"), "called-make"),
    ("output-removed", lambda model: operation("MakeThing")(model).pop("output"), "called-make"),
    ("output-added", lambda model: operation("DropThing")(model).update(output={"shape": "Thing"}), "called-drop"),
    ("input-removed", lambda model: operation("DropThing")(model).pop("input"), "called-drop"),
    ("error-added", lambda model: operation("DropThing")(model).update(errors=[{"shape": "InUse"}]), "called-drop"),
    ("error-removed", lambda model: operation("MakeThing")(model)["errors"].pop(), "called-make"),
    ("required-member-added", lambda model: (
        at("Part", "members")(model).update(New={"shape": "Name"}),
        at("Part")(model)["required"].append("New"),
    ), "part"),
    ("member-removed", cut("MakeThingRequest", "members", "Size"), "size"),
    ("member-required", put("Part", required=["Name", "Count"]), ""),
    ("member-required", put("Choice", required=["Two"]), "choice"),
    ("member-optional", put("MakeThingResponse", required=[]), "arn"),
    ("type-changed", put("Size", type="string"), "size count"),
    ("type-widened", put("Size", type="long"), "size count"),
    ("target-changed", lambda model: at("MakeThingRequest", "members")(model).update(
        Code={"shape": "Name"}
    ), "code"),
    ("values-listed", put("Code", enum=["xyz"]), "code"),
    ("values-listed", put("Code", enum=["abc"]), ""),
    ("values-unlisted", lambda model: at("Color")(model).pop("enum"), "color-class"),
    ("value-added", values("Status", "Ready", "Broken", "Lost"), "status"),
    ("value-added", values("Color", "red", "green", "blue", "grey"), ""),
    ("value-removed", values("Color", "green", "blue"), "red"),
    ("value-removed", values("Color", "red", "green"), ""),
    ("value-removed", values("Status", "Broken"), "ready"),
    ("min-raised", put("Size", min=10), "count"),
    ("min-raised", put("Size", min=7), ""),
    ("min-lowered", put("Size", min=0), ""),
    ("min-raised", put("Size", min=8), "count"),
    ("max-lowered", put("Size", max=50), ""),
    ("max-lowered", put("Size", max=49), "size"),
    ("max-lowered", put("Labels", max=1), ""),
    ("max-lowered", put("Labels", max=0), "labels"),
    ("max-lowered", put("Parts", max=1), ""),
    ("max-lowered", put("Parts", max=0), "parts"),
    ("max-lowered", put("Code", max=3), ""),
    ("max-lowered", put("Code", max=2), "code"),
    ("max-raised", put("Size", max=1000), ""),
    ("pattern-changed", put("Code", pattern="[b-z]+"), "code"),
    ("pattern-changed", put("Code", pattern="[a-d]+"), ""),
    ("pattern-added", put("Name", pattern="[a-z0-9]+"), "called-drop drop-class"),
    ("pattern-removed", cut("Code", "pattern"), ""),
    ("union-added", put("Choice", union=True), "choice"),
    ("sensitive-added", put("Code", sensitive=True), "code"),
    ("idempotency-token-removed", cut("MakeThingRequest", "members", "Token", "idempotencyToken"), "token"),
    ("json-text-added", put("MakeThingRequest", "members", "Code", jsonvalue=True), "code"),
    ("deprecated", put("MakeThingRequest", "members", "Labels", deprecated=True), "labels"),
    ("operation-deprecated", lambda model: operation("DropThing")(model).update(deprecated=True), "called-drop"),
    ("class-renamed", renamed("Part", "Piece"), "part-class"),
    ("class-changed", lambda model: (
        at()(model).update(Piece={"type": "structure", "members": {"Name": {"shape": "Name"}}}),
        at("Parts")(model).update(member={"shape": "Piece"}),
        at("Choice", "members")(model).update(Part={"shape": "Part"}),
    ), ""),
    ("member-added", lambda model: at("Part", "members")(model).update(New={"shape": "Name"}), ""),
    ("operation-added", lambda model: model["operations"].update(
        More={"name": "More", "input": {"shape": "Thing"}}
    ), ""),
    ("value-removed", put("Never", enum=["ever"]), ""),
    ("operation-removed", lambda model: model["operations"].pop("Unused"), ""),
]  # fmt: skip


@cache
def api() -> Api:
    """What the apps are read for."""
    wanted = Settings(service="things", package="mypackage", client="ThingsClient", operations=["*"])
    return Api(build(MODEL, wanted, paginators=PAGINATORS, waiters=WAITERS).service)


@cache
def looked(name: str) -> Looked:
    """What one of the apps uses."""
    used = mentions(read(Path(name + ".py"), APPS[name].encode()), api())
    return Looked(Path(name), used, {each.line: str(each.line) for each in used})


def lines(changes: tuple[compare.Change, ...], kind: str) -> dict[str, set[int]]:
    """The lines of each app that changes of a kind touch."""
    of_kind = [change for change in changes if change.kind == kind]
    return {name: {each.line for each in touched(looked(name), of_kind, api())} for name in APPS}


def marked(words: str) -> dict[str, set[int]]:
    """The lines of each app that bear one of the words."""
    wanted = set(words.split())
    return {
        name: {
            number
            for number, line in enumerate(text.splitlines(), 1)
            if wanted & set(line.partition("  # ")[2].split())
        }
        for name, text in APPS.items()
    }


def as_it_was(model: Model) -> None:
    """Changes nothing."""


def compared(mutation: Mutation, before: Mutation = as_it_was) -> tuple[compare.Change, ...]:
    """What changes from the model, or what `before` makes of it, to what `mutation` makes of it."""
    models = deepcopy(MODEL), deepcopy(MODEL)
    before(models[0])
    mutation(models[1])
    return compare.compare(normal.api(models[0], PAGINATORS, WAITERS), normal.api(models[1], PAGINATORS, WAITERS))


@pytest.mark.parametrize(("kind", "mutation", "words"), CASES, ids=[f"{case[0]}-{i}" for i, case in enumerate(CASES)])
def test_a_change_touches_the_lines_that_use_what_changes(kind: str, mutation: Mutation, words: str) -> None:
    changes = compared(mutation)
    assert kind in {change.kind for change in changes}
    assert lines(changes, kind) == marked(words)


@pytest.mark.parametrize(
    ("code", "touched_lines"),
    [
        ('print(response["Arn"])', {4}),
        ('print(response.get("Arn"))', set()),
        ('if "Arn" in response:\n    print(response["Arn"])', set()),
        ('if "Arn" in response and response["Arn"]:\n    pass', set()),
        ('if "Name" in response:\n    print(response["Arn"])', {5}),
        ('if "Arn" in response:\n    pass\nelse:\n    print(response["Arn"])', {7}),
        ('if response.get("Arn"):\n    print(response["Arn"])', set()),
    ],
)
def test_a_member_that_may_be_absent_touches_those_who_do_not_look(code: str, touched_lines: set[int]) -> None:
    app = f'import boto3\nclient = boto3.client("things")\nresponse = client.make_thing(Name="a")\n{code}\n'
    used = mentions(read(Path("app.py"), app.encode()), api())
    changes = compared(put("MakeThingResponse", required=[]))
    found = touched(Looked(Path("app.py"), used, {each.line: str(each.line) for each in used}), changes, api())
    assert {each.line for each in found} == touched_lines


def test_a_line_is_told_once_of_a_change() -> None:
    (change,) = (each for each in compared(put("Size", max=1)) if each.kind == "max-lowered")
    sent = [Mention(3, f"Part.{name}", "sent", "Size", constant) for name, constant in (("Count", 7), ("Size", 8))]
    found = touched(Looked(Path("app.py"), sent, {3: "3"}), [change], api())
    assert [(each.line, each.what) for each in found] == [(3, "Part.Count 7 is refused")]


@pytest.mark.parametrize(
    ("paginators", "waiters", "kind", "words"),
    [
        ({}, WAITERS, "paginator-removed", "paged"),
        (
            {"ListThings": PAGINATORS["ListThings"] | {"result_key": "Other"}},
            WAITERS,
            "paginator-result-changed",
            "paged",
        ),
        (PAGINATORS, {}, "waiter-removed", "waited"),
        (PAGINATORS, {"ThingReady": WAITERS["ThingReady"] | {"delay": 9}}, "waiter-changed", "waited"),
    ],
)
def test_a_paginator_or_waiter_touches_its_users(paginators: Model, waiters: Model, kind: str, words: str) -> None:
    changes = compare.compare(normal.api(MODEL, PAGINATORS, WAITERS), normal.api(MODEL, paginators, waiters))
    assert lines(changes, kind) == marked(words)


#: What was before, what came of it, and the words of the lines.
BACK: list[tuple[str, Mutation, Mutation, str]] = [
    ("undeprecated", put("MakeThingRequest", "members", "Labels", deprecated=True), as_it_was, "labels"),
    (
        "deprecation-changed",
        put("MakeThingRequest", "members", "Labels", deprecated=True, deprecatedMessage="Stop"),
        put("MakeThingRequest", "members", "Labels", deprecated=True, deprecatedMessage="Stop it"),
        "labels",
    ),
    ("sensitive-removed", put("Code", sensitive=True), as_it_was, "code"),
    ("union-removed", put("Choice", union=True), as_it_was, "choice"),
    ("trait-changed", as_it_was, put("Code", somethingNew=True), "code"),
    (
        "idempotency-token-added",
        cut("MakeThingRequest", "members", "Token", "idempotencyToken"),
        as_it_was,
        "token",
    ),
    ("required-input-added", lambda model: operation("DropThing")(model).pop("input"), as_it_was, "called-drop"),
    ("class-removed", as_it_was, cut("MakeThingRequest", "members", "Choice"), "choice-class"),
]


@pytest.mark.parametrize(("kind", "before", "after", "words"), BACK, ids=[case[0] for case in BACK])
def test_a_change_back_touches_them_too(kind: str, before: Mutation, after: Mutation, words: str) -> None:
    changes = compared(after, before)
    assert kind in {change.kind for change in changes}
    assert lines(changes, kind) == marked(words)


def test_every_kind_is_shown_or_has_nobody_to_touch() -> None:
    shown = {case[0] for case in (*CASES, *BACK)}
    shown |= {"paginator-removed", "paginator-result-changed", "waiter-removed", "waiter-changed"}
    alike = {
        # Nobody uses it yet, or it has no name in Python.
        *("paginator-added", "waiter-added", "class-added", "shape-added", "shape-removed", "shape-renamed"),
        # Of generated packages alone, and of words.
        *("name-changed", "documentation", "example-changed"),
        "empty-input-removed",
        # Of the service as a whole.
        *("api-version-changed", "endpoint-rules-changed", "metadata-changed", "protocol-changed"),
        "service-id-changed",
    }
    #: Found by the same way as those that are shown.
    same_way = {
        *("auth-changed", "auth-required", "default-changed", "document-added", "document-removed"),
        *("empty-output-removed", "endpoint-changed", "enum-class-changed", "error-class-removed"),
        *("error-class-renamed", "error-code-changed", "error-status-changed", "event-added", "event-removed"),
        *("event-stream-added", "event-stream-removed", "float-to-integer", "idempotency-token-member-added"),
        *("idempotency-token-required", "input-added", "integer-to-float", "json-text-removed"),
        *("paginator-changed", "paginator-limit-added", "paginator-limit-removed", "paginator-tokens-changed"),
        *("payload-changed", "required-idempotency-token-removed", "retry-changed", "sparse-added", "sparse-removed"),
        *("streaming-added", "streaming-removed", "type-narrowed", "union-member-added", "union-member-removed"),
        "wire-changed",
    }
    assert shown | alike | same_way == set(EFFECTS)
    assert not shown & alike


# The command, on SageMaker's change of 2024-04-02: a pattern for KmsKeyId, in no changelog


APP = """\
import os
import boto3

sm = boto3.client("sagemaker")
CLUSTER = {
    "InstanceCount": 1,
    "InstanceType": "ml.m5.xlarge",
    "VolumeSizeInGB": 20,
    "VolumeKmsKeyId": "my key",
}
sm.create_processing_job(
    ProcessingJobName="job",
    ProcessingResources={"ClusterConfig": CLUSTER},
    ProcessingOutputConfig={"Outputs": [], "KmsKeyId": "alias/good"},
    AppSpecification={"ImageUri": "image"},
    RoleArn="arn:aws:iam::123456789012:role/monitor",
)
"""


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """A part of SageMaker's model in botocore 1.34.73 and in 1.34.74, without its documentation."""
    folder = tmp_path_factory.mktemp("models")
    packed = (Path(__file__).parents[1] / "data" / "kms-key-id.json.xz").read_bytes()
    parts: dict[str, Model] = json.loads(lzma.decompress(packed))
    return [str(models.write_model(folder / f"{release}.json", model)) for release, model in parts.items()]


def impact(*arguments: str | Path) -> Result:
    """`shapegen impact …`."""
    return CliRunner().invoke(shapegen, ["impact", *map(str, arguments)])


def test_a_bad_literal_is_named_with_its_line_and_a_good_one_is_not(pair: list[str], tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text(APP)
    said = impact(*pair, app)
    assert said.exit_code == 1
    _, line, summary = said.output.splitlines()
    assert line.startswith(f"{app}:9: breaking: KmsKeyId: pattern added, none -> [a-zA-Z0-9:/_-]*")
    assert "ProcessingClusterConfig.VolumeKmsKeyId 'my key' is refused" in line
    assert summary.startswith("Touched: 1 breaking. Looked at 1 file, 1 with a name of sagemaker's: 1 call")


def test_a_value_that_only_the_run_tells_may_be_refused_and_breaks_nothing_for_sure(
    pair: list[str], tmp_path: Path
) -> None:
    app = tmp_path / "app.py"
    app.write_text(APP.replace('"my key"', 'os.environ["KEY"]'))
    said = impact(*pair, app)
    assert said.exit_code == 0
    assert f"{app}:9: risky: KmsKeyId: pattern added" in said.output
    assert "ProcessingClusterConfig.VolumeKmsKeyId is known only when it runs" in said.output


def test_many_files_which_processes_share_say_what_each_says(pair: list[str], tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"app{number}.py").write_text(APP.replace('"my key"', 'os.environ["KEY"]'))
    assert (
        impact(*pair, tmp_path).output.count("ProcessingClusterConfig.VolumeKmsKeyId is known only when it runs") == 12
    )


def test_no_line_is_an_answer_too(pair: list[str], tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP.replace("my key", "my-key"))
    (tmp_path / "other.py").write_text("print(1)\n")
    said = impact(*pair, tmp_path)
    assert said.exit_code == 0
    assert "No line of yours is touched. Looked at 2 files, 1 with a name of sagemaker's" in said.output


def test_forms_for_programs_and_pages(pair: list[str], tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text(APP)
    said = json.loads(impact(*pair, app, "--format", "json").output)
    assert [(each["line"], each["grade"], each["kind"]) for each in said["lines"]] == [(9, "breaking", "pattern-added")]
    github = impact(*pair, app, "--format", "github").output
    assert re.match(rf"::error file={re.escape(str(app))},line=9,title=breaking%3A KmsKeyId::KmsKeyId: ", github)
    assert "| breaking |" in impact(*pair, app, "--format", "markdown").output


def test_what_cannot_be_read_is_said(pair: list[str], tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("client.create_processing_job(")
    said = impact(*pair, tmp_path)
    assert (said.exit_code, "app.py: not looked at: line 1: " in said.output) == (2, True)
    assert "No line of what was looked at is touched." in said.output
    missing = impact(*pair, tmp_path / "nowhere")
    assert missing.exit_code == 2
    assert "neither a file nor a folder" in missing.output


def test_an_app_with_the_generated_classes_is_read(pair: list[str], tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text(
        "import monitorshapes as ms\n"
        "good = ms.ProcessingOutputConfig(outputs=[], kms_key_id='alias/good')\n"
        "bad = ms.ProcessingOutputConfig(outputs=[], kms_key_id='my key')\n"
    )
    said = impact(*pair, app)
    assert said.exit_code == 1
    assert next(line for line in said.output.splitlines() if "breaking:" in line).startswith(f"{app}:3: ")
    assert "Touched: 1 breaking." in said.output


def test_what_happens_to_a_shape_is_nothing_to_a_member_that_has_another_now() -> None:
    def before(model: Model) -> None:
        model["shapes"]["Unused2"] = {"type": "structure", "members": {"Token": {"shape": "Code"}}}
        model["shapes"]["UnusedRequest"]["members"]["Kept"] = {"shape": "Unused2"}

    def mutation(model: Model) -> None:
        before(model)
        model["shapes"]["OtherCode"] = dict(model["shapes"]["Code"])
        model["shapes"]["MakeThingRequest"]["members"]["Code"] = {"shape": "OtherCode"}
        model["shapes"]["Code"] = {"type": "structure", "members": {}}

    changes = compared(mutation, before)
    assert {"type-changed", "target-changed"} <= {change.kind for change in changes}
    wanted = Settings(service="things", package="mypackage", client="ThingsClient", operations=["*"])
    api = Api(build(MODEL, wanted).service)
    used = mentions(read(Path("app.py"), DICTS.encode()), api)
    found = list(touched(Looked(Path("app.py"), used, {each.line: "" for each in used}), changes, api))
    assert not [each for each in found if each.grade == "breaking"]
