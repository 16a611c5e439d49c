"""The differ: every kind of change is found, with its path and grade; what is no change is not."""

import json
import lzma
import random
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, get_args

import jsonschema
import models
import pytest
from hypothesis import given
from hypothesis import strategies as st
from models import Model, done, refused, run, sagemaker, small, wheel, write_model, write_profile

from shapegen.changes import compare, grades, normal
from shapegen.changes.compare import Change
from shapegen.emit import description
from shapegen.model import traits

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "changes.schema.json").read_text("utf-8"))
EXAMPLES: dict[grades.ChangeKind, list[str]] = json.loads((ROOT / "tests" / "data" / "examples.json").read_bytes())
"""Of the kinds that SageMaker's history has: two releases of botocore, and a path that the second changed."""
PAGINATORS: Model = {"PutThing": {"input_token": "Name", "output_token": "Color", "result_key": "Ratio"}}
WAITERS: Model = {"ThingThere": {"operation": "PutThing", "delay": 5, "maxAttempts": 9, "acceptors": []}}


@cache
def _packed() -> dict[str, list[Model]]:
    packed: dict[str, list[Model]] = json.loads(
        lzma.decompress((Path(__file__).parents[1] / "data" / "changes.json.xz").read_bytes())
    )
    return packed


def whole() -> Model:
    """The small model with a paginator and a waiter."""
    return small() | {"pagination": deepcopy(PAGINATORS), "waiters": deepcopy(WAITERS)}


def api(model: Model) -> normal.Surface:
    return normal.api(model, model.get("pagination"), model.get("waiters"))


def changes(old: Model, new: Model) -> tuple[Change, ...]:
    return compare.compare(api(old), api(new))


def put(*path: str, **traits: Any) -> Callable[[Model], None]:
    """A mutation that gives what stands at `path` those traits, or takes away those that are None."""

    def mutate(model: Model) -> None:
        node = model
        for name in path:
            node = node.setdefault(name, {})
        for trait, value in traits.items():
            if value is None:
                node.pop(trait, None)
            else:
                node[trait] = value

    return mutate


def shape(name: str, **traits: Any) -> Callable[[Model], None]:
    return put("shapes", name, **traits)


def member(name: str, **traits: Any) -> Callable[[Model], None]:
    return put("shapes", "PutThingInput", "members", name, **traits)


def together(*mutations: Callable[[Model], None]) -> Callable[[Model], None]:
    def mutate(model: Model) -> None:
        for each in mutations:
            each(model)

    return mutate


def rename(old: str, new: str) -> Callable[[Model], None]:
    def mutate(model: Model) -> None:
        text = json.dumps(model["shapes"]).replace(f'"shape": "{old}"', f'"shape": "{new}"')
        model["shapes"] = {new if name == old else name: node for name, node in json.loads(text).items()}

    return mutate


TAKEN = {"type": "string", "max": 5}
#: Each kind with what makes it, where, and its grade.
MUTATIONS: dict[str, tuple[Callable[[Model], None], str, str]] = {
    "operation-added": (put("operations", "AskThing", name="AskThing"), "AskThing", "safe"),
    "operation-removed": (put("operations", DropThing=None), "DropThing", "breaking"),
    "input-added": (put("operations", "Bare", input={"shape": "Empty"}), "Bare.input", "safe"),
    "input-removed": (put("operations", "DropThing", input=None), "DropThing.input", "breaking"),
    "output-added": (put("operations", "DropThing", output={"shape": "Empty"}), "DropThing.output", "safe"),
    "output-removed": (put("operations", "PutThing", output=None), "PutThing.output", "breaking"),
    "error-added": (put("operations", "DropThing", errors=[{"shape": "InUse"}]), "DropThing.InUse", "risky"),
    "error-removed": (put("operations", "PutThing", errors=[]), "PutThing.InUse", "safe"),
    "paginator-added": (put("pagination", DropThing={}), "DropThing", "safe"),
    "paginator-removed": (put("pagination", PutThing=None), "PutThing", "breaking"),
    "paginator-result-changed": (put("pagination", "PutThing", result_key="Color"), "PutThing", "breaking"),
    "waiter-added": (put("waiters", "ThingGone", operation="PutThing"), "ThingGone", "safe"),
    "waiter-removed": (put("waiters", ThingThere=None), "ThingThere", "breaking"),
    "waiter-changed": (put("waiters", "ThingThere", delay=6), "ThingThere", "risky"),
    "class-added": (together(shape("New", type="structure", members={}), member("New", shape="New")), "New", "safe"),
    "class-removed": (member("Branch", shape="Empty"), "Branch", "breaking"),
    "class-renamed": (rename("Branch", "Twig"), "Twig", "breaking"),
    "shape-added": (together(shape("New", type="string"), member("New", shape="New")), "New", "safe"),
    "shape-removed": (put("shapes", "PutThingInput", "members", Data=None), "Data", "safe"),
    "shape-renamed": (rename("Amount", "Quantity"), "Quantity", "safe"),
    "member-added": (member("New", shape="Name"), "PutThingInput.New", "safe"),
    "required-member-added": (
        together(member("New", shape="Name"), shape("PutThingInput", required=["Name", "New"])),
        "PutThingInput.New",
        "breaking",
    ),
    "member-removed": (put("shapes", "PutThingInput", "members", When=None), "PutThingInput.When", "breaking"),
    "member-required": (shape("PutThingInput", required=["Name", "When"]), "PutThingInput.When", "breaking"),
    "member-optional": (shape("PutThingOutput", required=[]), "PutThingOutput.Color", "risky"),
    "type-changed": (shape("Yes", type="timestamp"), "Yes", "breaking"),
    "type-widened": (shape("Amount", type="long"), "Amount", "safe"),
    "target-changed": (
        together(shape("Short", **TAKEN), member("Name", shape="Short")),
        "PutThingInput.Name",
        "breaking",
    ),
    "enum-class-changed": (
        together(shape("Tint", type="string", enum=["red", "dark-blue"]), member("Color", shape="Tint")),
        "PutThingInput.Color",
        "safe",
    ),
    "values-listed": (shape("Name", enum=["a"]), "Name", "breaking"),
    "values-unlisted": (shape("Color", enum=None), "Color", "breaking"),
    "value-added": (shape("Color", enum=["red", "dark-blue", "lime"]), "Color.lime", "risky"),
    "value-removed": (shape("Color", enum=["red"]), "Color.dark-blue", "breaking"),
    "min-raised": (shape("Amount", min=2), "Amount", "breaking"),
    "min-lowered": (shape("Amount", min=None), "Amount", "safe"),
    "max-raised": (shape("Amount", max=None), "Amount", "safe"),
    "max-lowered": (shape("Amount", max=8), "Amount", "breaking"),
    "pattern-added": (shape("Secret", pattern="[a-z]"), "Secret", "breaking"),
    "pattern-removed": (shape("Name", pattern=".*"), "Name", "safe"),
    "pattern-changed": (shape("Name", pattern="[a-y]+"), "Name", "risky"),
    "union-added": (shape("Branch", union=True), "Branch", "breaking"),
    "union-removed": (shape("Choice", union=False), "Choice", "safe"),
    "sensitive-added": (shape("Data", sensitive=True), "Data", "safe"),
    "sensitive-removed": (shape("Secret", sensitive=None), "Secret", "risky"),
    "idempotency-token-added": (member("Name", idempotencyToken=True), "PutThingInput.Name", "safe"),
    "idempotency-token-removed": (member("Token", idempotencyToken=None), "PutThingInput.Token", "risky"),
    "json-text-added": (member("Name", jsonvalue=True), "PutThingInput.Name", "risky"),
    "operation-deprecated": (
        put("operations", "DropThing", deprecated=True, deprecatedMessage="Keep it"),
        "DropThing",
        "risky",
    ),
    "undeprecated": (member("Color", deprecated=None, deprecatedMessage=None), "PutThingInput.Color", "safe"),
    "deprecation-changed": (member("Color", deprecatedMessage="All are blue"), "PutThingInput.Color", "safe"),
    "trait-changed": (shape("Name", novelty=1), "Name", "risky"),
}


def base() -> Model:
    """What is mutated."""
    model = whole()
    model["operations"]["Bare"] = {"name": "Bare"}
    model["shapes"]["PutThingInput"]["members"]["Token"] = {"shape": "Name", "idempotencyToken": True}
    return model


def mutated(kind: str) -> Model:
    model = base()
    MUTATIONS[kind][0](model)
    return model


@pytest.mark.parametrize("kind", MUTATIONS)
def test_each_kind_of_change_is_found_with_its_path_and_grade(kind: str) -> None:
    _, path, grade = MUTATIONS[kind]
    found = [(change.path, change.kind, change.grade) for change in changes(base(), mutated(kind))]
    assert (path, kind, grade) in found
    # A shape that comes or goes does so by some member; otherwise there is nothing else.
    others = {each[1] for each in found} - {kind}
    assert others <= {"class-added", "class-removed", "shape-added", "shape-removed"} or kind in others | {
        *("class-added", "class-removed", "shape-added", "shape-removed")
    }


def test_there_is_no_other_kind() -> None:
    kinds = {kind for group in [get_args(grades.ChangeKind)] for kind in group}
    assert kinds == grades.EFFECTS.keys()


@pytest.mark.parametrize("kind", MUTATIONS)
def test_the_way_back_is_the_reverse(kind: str) -> None:
    there = {(each.path, str(each.old), str(each.new)) for each in changes(base(), mutated(kind))}
    back = {(each.path, str(each.new), str(each.old)) for each in changes(mutated(kind), base())}
    if kind.endswith("-renamed"):
        assert {(each[1], each[2]) for each in there} == {(each[1], each[2]) for each in back}
    else:
        assert there == back


@given(st.lists(st.sampled_from(sorted(MUTATIONS)), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_a_model_equals_itself_in_any_order_and_form(kinds: list[str], chance: random.Random) -> None:
    model = base()
    for kind in kinds:
        try:
            MUTATIONS[kind][0](model)
        except KeyError:
            return
    other = _accidents(model, chance)
    assert changes(model, model) == changes(model, other) == changes(other, model) == ()
    assert (
        normal.restored(json.loads(json.dumps(normal.snapshot(api(model))))).shapes.keys() == api(model).shapes.keys()
    )
    again = normal.restored(normal.snapshot(api(model)))
    assert compare.compare(again, api(other)) == ()
    assert normal.snapshot(again) == normal.snapshot(api(model))


def _accidents(model: Model, chance: random.Random) -> Model:
    """The model as another tool might have written it."""
    other = deepcopy(model)
    for each in other["shapes"].values():
        if each["type"] in ("string", "list", "map", "blob"):
            each.setdefault("min", 0)
        if "pattern" in each:
            each["pattern"] = f"^{each['pattern']}$"
        for trait in ("required", "enum"):
            chance.shuffle(each.get(trait, []))
        if "members" in each:
            members = list(each["members"].items())
            chance.shuffle(members)
            each["members"] = dict(members)
            for at in each["members"].values():
                at["box"] = True
                at.setdefault("deprecated", False)
        each.pop("box", None)
        each["documentation"] = "<p>Other words</p>"
    return other


def test_outer_anchors_alone_say_nothing() -> None:
    pattern = [normal.shape({"type": "string", "pattern": text})["pattern"] for text in ("^a$", "a", r"^a\$", r"a\\$")]
    assert pattern == ["a", "a", r"a\$", r"a\\"]


def test_what_is_left_out_on_purpose_stops_no_generator_and_is_no_change(tmp_path: Path) -> None:
    """Among it are traits of old models: S3's `alias` and `documentationUrl`, `internal`, `tags`."""
    old, new = small(), small()
    old["shapes"]["InUse"]["error"] = {}
    places = {
        "operation": new["operations"]["PutThing"],
        "shape": new["shapes"]["Name"],
        "member": new["shapes"]["PutThingInput"]["members"]["Name"],
        "error": new["shapes"]["InUse"].setdefault("error", {}),
    }
    for place, uncompared in normal.UNCOMPARED.items():
        places[place].update(dict.fromkeys(uncompared, "novelty"))
    profile = write_profile(tmp_path / "profile")
    done("generate", "--profile", profile, "--model", write_model(tmp_path / "m.json", new), "--output", tmp_path / "o")
    assert not changes(old, new)
    new["shapes"]["InUse"]["error"]["code"] = "Used"
    assert [(each.path, each.kind) for each in changes(old, new)] == [("InUse", "error-code-changed")]


def test_every_trait_that_a_caller_may_notice_is_compared() -> None:
    for place, ignored in traits.IGNORED.items():
        for trait in ignored.keys() - normal.UNCOMPARED[place].keys():
            old, new = small(), small()
            old["shapes"]["InUse"]["error"] = {}
            places = {
                "operation": new["operations"]["PutThing"],
                "shape": new["shapes"]["Name"],
                "member": new["shapes"]["PutThingInput"]["members"]["Name"],
                "error": new["shapes"]["InUse"].setdefault("error", {}),
            }
            places[place][trait] = "novelty"
            [change] = changes(old, new)
            assert (change.kind, change.new) == (normal.NOTICED[trait], {trait: "novelty"})
    assert {reason for reasons in normal.UNCOMPARED.values() for reason in reasons.values()}


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("apiVersion", "2021-01-01", "api-version-changed"),
        ("endpointPrefix", "tiny", "endpoint-changed"),
        ("novelty", True, "trait-changed"),
        ("protocol", "rest-json", "protocol-changed"),
        ("serviceFullName", "Tiny", "metadata-changed"),
        ("serviceId", "Tiny", "service-id-changed"),
        ("signatureVersion", "s3v4", "auth-changed"),
        ("targetPrefix", "Tiny", "wire-changed"),
    ],
)
def test_the_metadata_of_a_service_are_compared(key: str, value: object, kind: str) -> None:
    old, new = small(), small()
    new["metadata"][key] = value
    [change] = changes(old, new)
    assert (change.path, change.kind, change.new) == (f"metadata.{key}", kind, {key: value})


def test_what_metadata_say_twice_is_said_once() -> None:
    """Releases of 2024 added `protocols` and `auth` everywhere, and changed nothing by it."""
    old, new = small(), small()
    old["metadata"] |= {"protocol": "json", "signatureVersion": "v4", "endpointPrefix": "tiny"}
    new["metadata"] |= old["metadata"] | {"protocols": ["json"], "auth": ["aws.auth#sigv4"], "signingName": "tiny"}
    new["metadata"]["uid"] = "tiny-2020-01-01"
    new["operations"]["PutThing"]["auth"] = ["aws.auth#sigv4"]
    assert changes(old, new) == ()


def test_endpoint_rules_and_examples_are_compared_where_both_sides_have_them() -> None:
    model = small()
    first, second = (
        normal.api(model, endpoint_rules={"rules": [each]}, examples={"PutThing": [each], "DropThing": []})
        for each in (1, 2)
    )
    found = [(each.path, each.kind, each.grade) for each in compare.compare(first, second)]
    assert found == [("endpoint rules", "endpoint-rules-changed", "risky"), ("PutThing", "example-changed", "safe")]
    assert compare.compare(first, normal.api(model)) == compare.compare(normal.api(model), first) == ()


@pytest.mark.parametrize("free", [".*", "^.*$", r"[\s\S]*", r"^[\S\s]*$"])
def test_a_pattern_that_any_text_matches_is_none(free: str) -> None:
    model = small()
    model["shapes"]["Secret"]["pattern"] = free
    assert not changes(small(), model)
    assert not changes(model, small())


def test_the_minimum_of_a_number_says_something() -> None:
    assert normal.shape({"type": "integer", "min": 0})["min"] == 0
    assert "min" not in normal.shape({"type": "list", "min": 0, "member": {"shape": "X"}})


def test_a_change_counts_for_the_callers_that_there_were() -> None:
    old, new = whole(), whole()
    new["operations"]["Tell"] = {"name": "Tell", "input": {"shape": "PutThingOutput"}}
    new["shapes"]["PutThingOutput"]["required"].append("Ratio")
    [change] = [each for each in changes(old, new) if each.kind == "member-required"]
    assert change.grade == "safe"
    assert [(use.operation, use.direction) for use in change.operations] == [
        ("PutThing", "response"),
        ("Tell", "request"),
    ]


def test_a_change_says_what_python_calls_it_and_who_reaches_it() -> None:
    new = whole()
    new["shapes"]["Color"]["enum"].append("light-green")
    [change] = changes(whole(), new)
    assert (change.path, change.python) == ("Color.light-green", "Color.LIGHT_GREEN")
    assert change.operations == (normal.Use("PutThing", "both"),)


def test_an_error_is_read_and_never_sent() -> None:
    old, new = whole(), whole()
    for model in (old, new):
        model["shapes"]["InUse"]["members"] = {"By": {"shape": "Ratio"}, "Why": {"shape": "Yes"}}
    new["shapes"]["InUse"]["required"] = ["Why"]
    [change] = changes(old, new)
    assert (change.grade, change.operations) == ("safe", (normal.Use("PutThing", "error"),))


# Real releases


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_example_of_a_rule_is_a_real_release(kind: grades.ChangeKind) -> None:
    path = EXAMPLES[kind][2]
    old, new = _packed()[kind]
    [found] = [each for each in changes(old, new) if (each.path, each.kind) == (path, kind)]
    assert found.grade in {each.grade for each in grades.EFFECTS[kind].values()} or kind in (
        "target-changed",
        "enum-class-changed",
    )


def test_1_38_14_is_empty_though_it_moved_many_anchors_and_minima() -> None:
    old, new = _packed()["nothing"]
    assert old != new
    assert sum(old["shapes"][name] != node for name, node in new["shapes"].items()) > 300
    assert changes(old, new) == ()


def test_1_34_74_narrowed_the_pattern_of_keys() -> None:
    old, new = _packed()["pattern-added"]
    [change] = [each for each in changes(old, new) if each.path == "KmsKeyId"]
    assert (change.old, change.new, change.grade) == (None, "[a-zA-Z0-9:/_-]*", "breaking")


def test_1_16_6_made_a_member_of_three_operations_optional() -> None:
    old, new = (json.loads(sagemaker(release)) for release in ("1.16.5", "1.16.6"))
    found = {each.path: each for each in changes(old, new)}
    assert found.keys() == {
        "NetworkConfig.EnableInterContainerTrafficEncryption",
        "RenderUiTemplateRequest.UiTemplate",
        "UiConfig.UiTemplateS3Uri",
    }
    optional = [each for each in found.values() if each.kind == "member-optional"]
    assert len({use.operation for each in optional for use in each.operations}) == 3


# The command


def test_the_document_keeps_its_schema(tmp_path: Path) -> None:
    pairs = [(base(), mutated(kind)) for kind in MUTATIONS]
    pairs += [(old, new) for old, new in _packed().values() if old["shapes"] and new["shapes"]]
    for old, new in pairs:
        files = [
            write_model(tmp_path / f"{name}.json", {"metadata": {}} | model)
            for name, model in (("old", old), ("new", new))
        ]
        document = json.loads(done("diff", *files, "--format", "json", "--service", "small"))
        jsonschema.validate(document, SCHEMA)
        assert len(document["changes"]) == len(changes(without_parts(old), without_parts(new)))


def without_parts(model: Model) -> Model:
    """What a service-2.json holds."""
    return {part: model[part] for part in ("operations", "shapes")}


def test_the_exit_code_is_1_only_when_asked_for_and_the_api_changed(tmp_path: Path) -> None:
    old, new = write_model(tmp_path / "old.json", small()), tmp_path / "new.json"
    changed, worded = small(), small()
    changed["shapes"]["Ratio"]["max"] = 2
    worded["shapes"]["Ratio"]["documentation"] = "<p>Words</p>"
    for model, code in ((small(), 0), (worded, 0), (changed, 1)):
        write_model(new, model)
        assert run("diff", old, new, "--exit-code").exit_code == code
        assert run("diff", old, new).exit_code == 0


def test_releases_come_from_the_cache(tmp_path: Path) -> None:
    for release in ("1.16.5", "1.16.6"):
        wheel(tmp_path, release, "sagemaker", sagemaker(release))
    said = done("diff", "1.16.5", "1.16.6", cache=tmp_path)
    assert said.startswith("sagemaker: botocore 1.16.5 -> botocore 1.16.6\n3 changes: 1 risky, 2 safe.")
    assert "create_monitoring_schedule (request)" in said
    assert "NetworkConfig.enable_inter_container_traffic_encryption" in said


def test_a_package_is_compared_with_the_model_it_will_have(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "profile", operations=["PutThing"])
    old = write_model(tmp_path / "old.json", small())
    done("generate", "--profile", profile, "--model", old, "--output", tmp_path / "out")
    changed = small()
    changed["operations"]["Other"] = {"name": "Other"}
    changed["shapes"]["Color"]["enum"].append("green")
    new = write_model(tmp_path / "new.json", changed)
    stamp = models.manifest(tmp_path / "out")
    said = done("diff", stamp, new)
    assert "1 change: 1 risky. Documentation is not compared" in said
    assert "green" in said
    assert "Other" not in said
    assert "No change of the API." in done("diff", stamp, stamp)
    assert "No change of the API." in done("diff", stamp, old)


def test_a_name_that_a_package_published_and_another_has_not_is_breaking(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "profile")
    model = write_model(tmp_path / "model.json", small())
    done("generate", "--profile", profile, "--model", model, "--output", tmp_path / "out")
    stamp = models.manifest(tmp_path / "out")
    other = tmp_path / "other.json.gz"
    said = json.dumps(models.stamp(tmp_path / "out")).replace('"attribute": "when"', '"attribute": "at"')
    other.write_bytes(description.packed(json.loads(said)))
    document = json.loads(done("diff", stamp, other, "--format", "json"))
    [change] = document["changes"]
    assert (change["path"], change["kind"]) == ("PutThingInput.When", "name-changed")
    assert (change["old"], change["new"], change["grade"]) == ("when", "at", "breaking")


def test_the_model_says_of_which_service_it_is(tmp_path: Path) -> None:
    model = small() | {"metadata": {"serviceId": "S3", "endpointPrefix": "s3"}}
    old = write_model(tmp_path / "old.json", model)
    assert done("diff", old, old).startswith("s3: ")
    assert done("diff", old, old, "--service", "s3").startswith("s3: ")
    assert "sagemaker and s3" in refused("diff", old, old, "--service", "sagemaker")
    assert "sagemaker and s3" in refused("diff", old, ROOT / "generated" / "monitorshapes")
    states = write_model(tmp_path / "states.json", small() | {"metadata": {"serviceId": "SFN"}})
    assert done("diff", states, states, "--service", "stepfunctions").startswith("stepfunctions: ")


def test_a_trait_that_is_unknown_is_named_with_its_values(tmp_path: Path) -> None:
    new = small()
    new["shapes"]["Name"]["novelty"] = ["<b>"]
    files = [write_model(tmp_path / "old.json", small()), write_model(tmp_path / "new.json", new)]
    assert 'Name: trait changed, novelty none -> ["<b>"]\n' in done("diff", *files)
    assert "trait changed, <code>novelty</code> none" in done("diff", *files, "--format", "markdown")


@pytest.mark.parametrize("name", ["put_thing", "PutThing", "put_*", "Put*"])
def test_an_operation_may_be_called_as_boto3_calls_it(name: str, tmp_path: Path) -> None:
    changed = small()
    changed["shapes"]["PutThingInput"]["members"].pop("When")
    changed["shapes"]["DropThingInput"]["required"] = []
    files = [write_model(tmp_path / "old.json", small()), write_model(tmp_path / "new.json", changed)]
    said = done("diff", *files, "--operation", name)
    assert "PutThingInput.When" in said
    assert "DropThing" not in said


def test_markdown_of_a_hostile_model_is_text(tmp_path: Path) -> None:
    changed = small()
    changed["shapes"]["Color"]["enum"].append("<img src=x>[a](http://b)`@team")
    files = [write_model(tmp_path / f"{at}.json", model) for at, model in enumerate((small(), changed))]
    said = done("diff", *files, "--format", "markdown")
    assert "&#60;img src=x&#62;&#91;a&#93;(http&#58;//b)&#96;&#64;team" in said
    assert "<img" not in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("1.16", "1.16.6"), "three numbers"),
        (("nothing.json", "1.16.6"), "nothing.json"),
        (("{model}", "{model}", "--operation", "Nope*"), "'Nope*'"),
        (("{model}", "{model}", "--operation", "Nope*"), "matches no operation"),
        (("{model}", "{model}", "--operation", "put_things"), "did you mean 'put_thing'"),
        (("{model}", "{model}", "--operation", "PutThings"), "did you mean 'PutThing'?"),
        (("{model}", "{other}"), "different services"),
        (("{model}", "{weird}"), "the type 'weird'"),
        (("{empty}", "{model}"), "empty"),
        (("{package}", "{model}"), "another version of shapegen"),
        (("{broken}", "{model}"), "malformed"),
    ],
)
def test_what_cannot_be_compared_is_said(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    other, broken = small(), small()
    other["metadata"] = {"serviceId": "Other"}
    broken["shapes"]["Color"]["enum"] = 3
    weird = small()
    weird["shapes"]["Color"]["type"] = "weird"
    files = {
        "{model}": write_model(tmp_path / "model.json", small()),
        "{weird}": write_model(tmp_path / "weird.json", weird),
        "{empty}": write_model(tmp_path / "empty.json", {"metadata": {}, "operations": {}, "shapes": {}}),
        "{other}": write_model(tmp_path / "other.json", other),
        "{broken}": write_model(tmp_path / "broken.json", broken),
        "{package}": tmp_path / "package.json.gz",
    }
    files["{package}"].write_bytes(description.packed({"format": 1, "profile": "small", "files": {}}))
    assert words in refused("diff", *(files.get(each, each) for each in arguments), cache=tmp_path)


def test_what_one_side_has_no_file_for_is_not_compared(tmp_path: Path) -> None:
    """A service-2.json alone has no paginators, which does not say that the service has none."""
    wheel(tmp_path, "1.0.0", "small", json.dumps(small()).encode())
    (tmp_path / "beside").mkdir()
    bare, beside = (write_model(tmp_path / name, small()) for name in ("bare.json", "beside/service-2.json"))
    write_model(tmp_path / "beside" / "paginators-1.json", {"pagination": PAGINATORS})
    assert "No change of the API." in done("diff", beside, bare, "--service", "small")
    assert "paginator added" in done("diff", "1.0.0", beside, "--service", "small", cache=tmp_path)


def test_the_grades_can_be_those_of_one_caller(tmp_path: Path) -> None:
    new = small()
    new["shapes"]["PutThingOutput"]["members"]["Color"] = {"shape": "Hue"}
    new["shapes"]["Hue"] = {"type": "string", "enum": ["red", "dark-blue"]}
    files = [write_model(tmp_path / f"{at}.json", model) for at, model in enumerate((small(), new))]
    path = "PutThingOutput.Color: enum class changed"
    for caller, grade in ((None, "risky"), ("package", "risky"), ("dicts", "safe")):
        said = done("diff", *files, *(() if caller is None else ("--for", caller)))
        assert path in said.partition(f"\n{grade}\n")[2].partition("\n\n")[0]
    assert "generated packages: risky, a value of another class" in done("diff", *files)
