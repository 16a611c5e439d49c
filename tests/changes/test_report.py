"""What `shapegen diff` prints, whole."""

# ruff: noqa: E501

import json
from pathlib import Path

import pytest
from models import Model, done, small, write_model

from shapegen.changes import report
from shapegen.changes.compare import Change
from shapegen.changes.grades import ChangeKind
from shapegen.changes.normal import Use


def released() -> Model:
    """The small model, with something of most kinds changed."""
    model = small()
    shapes, operations = model["shapes"], model["operations"]
    shapes["Bag"] = {"type": "list", "member": {"shape": "Bough"}}
    shapes["Bough"] = {"type": "structure", "members": {"Bag": {"shape": "Bag"}}}
    shapes["Choice"]["members"]["C"] = {"shape": "Ratio"}
    shapes["Color"]["enum"] += ["green", "blue"]
    shapes["Name"]["max"] = 19
    shapes["PutThingInput"]["members"]["Extra"] = {"shape": "Bag"}
    shapes["PutThingInput"]["required"].append("When")
    shapes["PutThingOutput"]["members"].pop("Ratio")
    shapes["Ratio"]["documentation"] = "<p>More.</p>"
    shapes["Secret"]["novelty"] = True
    operations["PutThing"]["errors"] = []
    for name in ("TakeA", "TakeB", "TakeC"):
        operations[name] = {"name": name, "input": {"shape": "DropThingInput"}}
    return model


TEXT = """\
15 changes: 4 breaking, 3 risky, 8 safe. Documentation changed in 1 place.

breaking
  InUse: class removed
    in Python InUse
    generated packages: breaking, the class is gone
    dicts: safe, dicts name no class
    put_thing (error)
  Name: max lowered, 20 -> 19
    values above it are refused
    drop_thing (request), put_thing (request), take_a (request), take_b (request) and 1 more
  PutThingInput.When: member required
    in Python PutThingInput.when
    a request without it is refused
    put_thing (request)
  PutThingOutput.Ratio: member removed, Ratio
    in Python PutThingOutput.ratio
    code that reads it finds nothing
    put_thing (response)

risky
  Color: value added (2): blue, green
    answers: risky, code that knows each value does not know this one
    requests: safe, nobody sends it yet
    put_thing (both)
  Secret: trait changed, novelty none -> true
    shapegen does not know what this trait does
    put_thing (request)

safe
  shape added (1): Bag
  class added (1): Bough
  Choice.C: union member added, Ratio
    in Python Choice.c
    nobody sends it yet
    put_thing (request)
  PutThing.InUse: error removed, InUse -> none
    in Python put_thing
    this operation no longer raises the error
    put_thing (both)
  PutThingInput.Extra: member added, Bag
    in Python PutThingInput.extra
    it may be left out
    put_thing (request)
  operation added (3): TakeA, TakeB, TakeC
"""
WORDS = """\

documentation
  Ratio
    - none
    + <p>More.</p>
"""
MARKDOWN = """\
15 changes: 4 breaking, 3 risky, 8 safe. Documentation changed in 1 place.

### Breaking

- <code>InUse</code>: class removed
  <br>generated packages: breaking, the class is gone<br>dicts: safe, dicts name no class; put_thing (error)
- <code>Name</code>: max lowered, <code>20</code> -&#62; <code>19</code>
  <br>values above it are refused; drop_thing (request), put_thing (request), take_a (request), take_b (request) and 1 more
- <code>PutThingInput.When</code>: member required
  <br>a request without it is refused; put_thing (request)
- <code>PutThingOutput.Ratio</code>: member removed, <code>Ratio</code>
  <br>code that reads it finds nothing; put_thing (response)

### Risky

- <code>Color</code>: value added (2): <code>blue</code>, <code>green</code>
  <br>answers: risky, code that knows each value does not know this one<br>requests: safe, nobody sends it yet; put_thing (both)
- <code>Secret</code>: trait changed, <code>novelty</code> none -&#62; <code>true</code>
  <br>shapegen does not know what this trait does; put_thing (request)

### Safe

- shape added (1): <code>Bag</code>
- class added (1): <code>Bough</code>
- <code>Choice.C</code>: union member added, <code>Ratio</code>
  <br>nobody sends it yet; put_thing (request)
- <code>PutThing.InUse</code>: error removed, <code>InUse</code> -&#62; none
  <br>this operation no longer raises the error; put_thing (both)
- <code>PutThingInput.Extra</code>: member added, <code>Bag</code>
  <br>it may be left out; put_thing (request)
- operation added (3): <code>TakeA</code>, <code>TakeB</code>, <code>TakeC</code>
"""
DETAILS = """\

<details><summary>Documentation</summary>

- <code>Ratio</code>

</details>
"""


@pytest.mark.parametrize(
    ("kind", "old", "new", "said"),
    [
        ("pattern-changed", "a", "b", ", a -> b"),
        ("max-raised", 1, None, ", 1 -> none"),
        ("trait-changed", {"odd": 1}, {"odd": "b"}, ', odd 1 -> "b"'),
        ("endpoint-changed", {"a": 1}, {"b": 1}, ', {"a": 1} -> {"b": 1}'),
        ("values-listed", None, ["a"], ""),
    ],
)
def test_from_what_to_what_is_said_in_a_few_words(kind: ChangeKind, old: object, new: object, said: str) -> None:
    assert report.told(Change("It", kind, old, new, (), (), None)) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (4, "put0 (request), put1 (request), put2 (request), put3 (request)"),
        (5, "put0 (request), put1 (request), put2 (request), put3 (request) and 1 more"),
    ],
)
def test_four_operations_are_named(count: int, said: str) -> None:
    assert report.users([Use(f"Put{number}", "request") for number in range(count)]) == said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), TEXT),
        (("--documentation",), TEXT + WORDS),
        (("--format", "markdown"), MARKDOWN),
        (("--format", "markdown", "--documentation"), MARKDOWN + DETAILS),
    ],
)
def test_a_report_says_what_changed_how_bad_it_is_and_for_whom(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    old, new = write_model(tmp_path / "old.json", small()), write_model(tmp_path / "new.json", released())
    head, _, rest = done("diff", old, new, *options).partition("\n")
    arrow = "→" if "markdown" in options else "->"
    assert head.lstrip("# ") == f"small: {old} {arrow} {new}"
    assert rest.lstrip("\n") == said


def test_the_document_says_its_version_and_how_much_documentation_changed(tmp_path: Path) -> None:
    old, new = write_model(tmp_path / "old.json", small()), write_model(tmp_path / "new.json", released())
    said = json.loads(done("diff", old, new, "--format", "json"))
    assert (said["version"], said["service"], said["documentation_changes"]) == (2, "small", 1)
    assert [said["old"], said["new"]] == [str(old), str(new)]
    assert said["page"]["new"] == ["TakeA", "TakeB", "TakeC"]
    [lowered] = (each for each in said["changes"] if each["kind"] == "max-lowered")
    assert (lowered["path"], lowered["old"], lowered["new"], lowered["grade"]) == ("Name", 20, 19, "breaking")
    assert {"name": "TakeC", "direction": "request"} in lowered["operations"]
