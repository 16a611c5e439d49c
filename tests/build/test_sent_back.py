"""Which response can be sent back, and as which request."""

import pytest
from strategies import TINY

from shapegen.build import Settings, build


def _updates(**operations: tuple[str, str]) -> list[tuple[str, str, tuple[str, ...]]]:
    """What is made of a model with operations of these requests and responses."""
    shapes = {
        "Key": {"type": "structure", "members": {"Name": {"shape": "Name"}}, "required": ["Name"]},
        "Same": {
            "type": "structure",
            "members": {
                "Name": {"shape": "Name"},
                "Size": {"shape": "Count"},
                "Token": {"shape": "Name", "idempotencyToken": True},
            },
            "required": ["Name", "Token"],
        },
        "More": {
            "type": "structure",
            "members": {"Name": {"shape": "Name"}, "Role": {"shape": "Name"}},
            "required": ["Name", "Role"],
        },
        "Thing": {
            "type": "structure",
            "members": {"Arn": {"shape": "Name"}, "Name": {"shape": "Name"}, "Size": {"shape": "Count"}},
        },
        "Other": {"type": "structure", "members": {"Name": {"shape": "Count"}}},
    }
    model = {
        "metadata": TINY["metadata"],
        "operations": {
            name: {"name": name, "input": {"shape": request}, "output": {"shape": response}}
            for name, (request, response) in operations.items()
        },
        "shapes": {name: TINY["shapes"][name] for name in ("Name", "Count")} | shapes,
    }
    service = build(model, Settings(service="tiny", package="tiny", client="Tiny", operations=["*"])).service
    return [(update.response, update.request, update.members) for update in service.updates]


def test_an_update_is_made_of_a_description() -> None:
    assert _updates(DescribeX=("Key", "Thing"), UpdateX=("Same", "Other")) == [("Thing", "Same", ("Name", "Size"))]


@pytest.mark.parametrize("operation", ["PutX", "CreateX"])
def test_where_nothing_updates_it_is_put_or_created(operation: str) -> None:
    updates = _updates(**{"GetX": ("Key", "Thing"), operation: ("Same", "Other")})
    assert updates == [("Thing", "Same", ("Name", "Size"))]


def test_all_that_is_required_is_enough() -> None:
    assert _updates(GetX=("Other", "Thing"), UpdateX=("Key", "Same")) == [("Thing", "Key", ("Name",))]


def test_where_the_update_wants_more_than_is_described_it_is_created() -> None:
    updates = _updates(DescribeX=("Key", "Thing"), UpdateX=("More", "Other"), CreateX=("Same", "Other"))
    assert updates == [("Thing", "Same", ("Name", "Size"))]


@pytest.mark.parametrize(
    "operations",
    [
        {"DescribeX": ("Key", "Thing")},
        {"DescribeX": ("Key", "Thing"), "UpdateX": ("More", "Other")},
        {"DescribeX": ("Key", "Other"), "UpdateX": ("Same", "Thing")},
        {"DescribeX": ("Key", "Thing"), "UpdateY": ("Same", "Other")},
        {"DescribeX": ("Key", "Same"), "UpdateX": ("Same", "Other")},
        {
            "DescribeX": ("Key", "Thing"),
            "UpdateX": ("Same", "Other"),
            "GetY": ("Thing", "Thing"),
            "PutY": ("More", "Thing"),
        },
    ],
    ids=["no request", "too little", "other shapes", "other things", "a request", "shared with a request"],
)
def test_what_does_not_fit_is_not_made(operations: dict[str, tuple[str, str]]) -> None:
    assert _updates(**operations) == []


def test_a_response_that_two_describe_is_nobodys() -> None:
    described = {"DescribeX": ("Key", "Thing"), "UpdateX": ("Same", "Other")}
    assert _updates(**described, GetX=("Other", "Thing")) == []
