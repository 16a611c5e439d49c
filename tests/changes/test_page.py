"""`shapegen diff --format page`: what the known API-change pages print."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from models import Model, done, sagemaker, small, write_model

from shapegen.changes import page

OLD: Model = json.loads(sagemaker("1.16.5"))
NEW: Model = json.loads(sagemaker("1.16.6"))
REFERENCE = (Path(__file__).parents[1] / "data" / "api-change-page-2020-05-08.txt").read_text("utf-8")
"""Of the page of that day: the title, and of each operation the tree and the first sentence."""


def grown(**shapes: Any) -> page.Page:
    """The page of the small model with shapes that are other than they were."""
    model = small()
    model["shapes"] |= shapes
    return page.page(small(), model)


def request(**shapes: Any) -> Any:
    """The tree of PutThing's request."""
    trees = grown(**shapes).updated["PutThing"]
    return trees.get("request", trees.get("both"))


def with_members(shape: str, **members: str) -> Any:
    old = small()["shapes"][shape]
    return {shape: old | {"members": old["members"] | {name: {"shape": to} for name, to in members.items()}}}


def test_2020_05_08_is_the_page_of_that_day() -> None:
    found = page.page(OLD, NEW)
    title, _, *trees = REFERENCE.splitlines()
    assert page.text(found, "Amazon SageMaker Service").splitlines()[0] == title.removeprefix("2020/05/08 - ")
    assert found.new == ()
    printed = [page.pretty(tree) for parts in found.updated.values() for tree in parts.values()]
    assert printed == trees[::2]
    for name, sentence in zip(found.updated, trees[1::2], strict=True):
        said = re.sub("<[^>]*>", "", NEW["operations"][name]["documentation"])
        assert sentence.split(". ")[0][:40] in " ".join(said.split())


def test_2020_05_08_says_which_operations_and_parts_were_updated() -> None:
    encrypted = {"NetworkConfig": {"EnableInterContainerTrafficEncryption": "boolean"}}
    schedule = {"MonitoringScheduleConfig": {"MonitoringJobDefinition": encrypted}}
    assert page.page(OLD, NEW).updated == {
        "CreateMonitoringSchedule": {"request": schedule},
        "CreateProcessingJob": {"request": encrypted},
        "DescribeMonitoringSchedule": {"response": schedule},
        "DescribeProcessingJob": {"response": encrypted},
        "Search": {"response": {"Results": {"TrialComponent": {"SourceDetail": {"ProcessingJob": encrypted}}}}},
        "UpdateMonitoringSchedule": {"request": schedule},
    }


def test_the_command_prints_the_page(tmp_path: Path) -> None:
    old, new = (tmp_path / f"{name}.json" for name in ("old", "new"))
    old.write_bytes(sagemaker("1.16.5"))
    new.write_bytes(sagemaker("1.16.6"))
    said = done("diff", old, new, "--format", "page")
    assert said == page.text(page.page(OLD, NEW), "Amazon SageMaker Service")
    only = done("diff", old, new, "--format", "page", "--operation", "Create*Job")
    assert re.findall(r"^(\w+) \(updated\)$", only, re.MULTILINE) == ["CreateProcessingJob"]


def test_nothing_is_added_by_the_way_back() -> None:
    assert page.page(NEW, OLD) == page.Page((), {})
    assert page.text(page.page(NEW, OLD), "S") == "S - no new or updated api methods\n"


def test_a_request_or_response_that_comes_or_goes_as_a_whole_is_not_on_it() -> None:
    fewer = small()
    del fewer["operations"]["PutThing"]["output"]
    assert page.page(fewer, small()) == page.page(small(), fewer) == page.Page((), {})


def test_an_added_member_prints_its_whole_type_and_a_recursion_is_cut() -> None:
    assert request(**with_members("PutThingInput", Copy="Branch")) == {
        "Copy": {"Left": (), "Right": (), "Leaf": {"A": "string", "B": {}}}
    }
    assert request(**with_members("PutThingInput", More="Tags", Colors="Color", Size="Amount", Others="Names")) == {
        "More": {"string": {"A": "string", "B": {}}},
        "Colors": "red | dark-blue",
        "Size": "integer",
        "Others": ["string"],
    }


def test_lists_and_maps_that_there_were_are_transparent() -> None:
    assert request(**with_members("Empty", New="Yes")) == {
        "Branch": {"Leaf": {"B": {"New": "boolean"}}},
        "Tags": {"B": {"New": "boolean"}},
    }


def test_new_values_are_a_set_that_is_printed_sorted() -> None:
    values = [f"v{number}" for number in range(9, 0, -1)]
    tree = request(Color={"type": "string", "enum": ["red", *values]})
    assert tree == {"Color": set(values)}
    assert page.pretty(tree) == "{'Color': {'v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v8', 'v9'}}"
    lines = page.pretty({f"a-rather-long-value-{each}" for each in values}).splitlines()
    assert [line.strip(" {},'")[-2:] for line in lines] == sorted(values)
    assert page.plain(tree) == {"Color": {"values": sorted(values)}}


def test_equal_trees_of_request_and_response_are_told_once() -> None:
    model = small()
    model["operations"]["PutThing"]["output"] = {"shape": "PutThingInput"}
    after = json.loads(json.dumps(model))
    after["shapes"]["Color"]["enum"].append("green")
    found = page.page(model, after)
    assert found.updated == {"PutThing": {"both": {"Color": {"green"}}}}
    assert page.text(found, "Small") == (
        "Small - 1 updated api methods\n\nPutThing (updated)\nChanges (both)\n{'Color': {'green'}}\n"
    )


def test_request_and_response_are_told_apart_and_new_operations_come_first(tmp_path: Path) -> None:
    model = small()
    model["shapes"]["Color"]["enum"].append("green")
    model["shapes"]["Ratio"]["max"] = 2
    model["shapes"] |= with_members("PutThingInput", Last="Yes")
    model["operations"] = {"AskThing": {"name": "AskThing"}, **model["operations"]}
    old, new = write_model(tmp_path / "old.json", small()), write_model(tmp_path / "new.json", model)
    assert done("diff", old, new, "--format", "page", "--service", "small") == (
        "small - 1 new 1 updated api methods\n\n"
        "AskThing (new)\n\n"
        "PutThing (updated)\nChanges (request, response)\n"
        "Request\n{'Color': {'green'}, 'Last': 'boolean'}\n"
        "Response\n{'Color': {'green'}}\n"
    )


@pytest.mark.parametrize("kind", ["structure", "list", "map"])
def test_what_becomes_a_structure_list_or_map_is_printed_whole(kind: str) -> None:
    made: dict[str, Any] = {
        "structure": {"members": {"In": {"shape": "Yes"}}},
        "list": {"member": {"shape": "Yes"}},
        "map": {"key": {"shape": "Name"}, "value": {"shape": "Yes"}},
    }
    tree = request(Ratio={"type": kind, **made[kind]})
    assert tree == {"Ratio": {"structure": {"In": "boolean"}, "list": ["boolean"], "map": {"string": "boolean"}}[kind]}


def test_the_tags_of_ec2s_requests_are_left_out_as_on_the_known_pages(tmp_path: Path) -> None:
    model = small()
    model["metadata"] = {"serviceId": "EC2", "endpointPrefix": "ec2"}
    old = write_model(tmp_path / "old.json", model)
    model["shapes"]["PutThingInput"]["members"] |= {"TagSpecifications": {"shape": "Names"}, "Other": {"shape": "Yes"}}
    model["shapes"]["DropThingInput"]["members"] |= {"TagSpecifications": {"shape": "Names"}}
    new = write_model(tmp_path / "new.json", model)
    said = done("diff", old, new, "--format", "page")
    assert said.endswith("PutThing (updated)\nChanges (request)\n{'Other': 'boolean'}\n")
    assert "DropThing" not in said
    assert "TagSpecifications" in done("diff", old, new)
