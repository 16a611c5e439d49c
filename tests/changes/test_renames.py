"""A shape has another name where the new one stands in every place of the old one, and in none of another's."""

from typing import Any

import pytest

from shapegen.changes import compare, normal

#: Where `Put` refers to which shapes.
Places = dict[str, str]


def model(places: Places) -> dict[str, Any]:
    """A service with an operation whose request has a member for each place."""
    request = {"type": "structure", "members": {place: {"shape": shape} for place, shape in places.items()}}
    shapes = {name: {"type": "structure", "members": {"Text": {"shape": "Text"}}} for name in places.values()}
    shapes |= {"Text": {"type": "string"}, "PutRequest": request}
    return {
        "metadata": {"serviceId": "Small"},
        "operations": {"Put": {"name": "Put", "input": {"shape": "PutRequest"}}},
        "shapes": shapes,
    }


@pytest.mark.parametrize(
    ("before", "after", "renamed"),
    [
        ({"A": "Old"}, {"A": "New"}, {"Old": "New"}),
        ({"A": "Old", "B": "Old"}, {"A": "New", "B": "New"}, {"Old": "New"}),
        ({"A": "Old", "B": "Kept"}, {"A": "New", "B": "Kept"}, {"Old": "New"}),
        ({"A": "One", "B": "Two"}, {"A": "Eins", "B": "Zwei"}, {"One": "Eins", "Two": "Zwei"}),
        # Two became one, and one became two: neither is the other.
        ({"A": "One", "B": "Two"}, {"A": "New", "B": "New"}, {}),
        ({"A": "Old", "B": "Old"}, {"A": "Eins", "B": "Zwei"}, {}),
        # One place got a shape that there was before, or kept its own.
        ({"A": "Old", "B": "Old", "C": "Kept"}, {"A": "New", "B": "Kept", "C": "Kept"}, {}),
        ({"A": "Old", "B": "Old"}, {"A": "New", "B": "Old"}, {}),
        # What is there still is called nothing else.
        ({"A": "Old", "B": "Kept", "C": "Kept"}, {"A": "Eins", "B": "New", "C": "Kept"}, {"Old": "Eins"}),
        # It may have gone for good: nothing stands where it stood.
        ({"A": "Old"}, {"B": "New"}, {}),
    ],
)
def test_what_is_called_otherwise_stands_in_every_place(before: Places, after: Places, renamed: dict[str, str]) -> None:
    found = compare.compare(normal.api(model(before)), normal.api(model(after)))
    assert {change.old: change.new for change in found if change.kind == "class-renamed"} == renamed
    gone, come = set(before.values()) - set(after.values()), set(after.values()) - set(before.values())
    assert {change.path for change in found if change.kind == "class-removed"} == gone - renamed.keys()
    assert {change.path for change in found if change.kind == "class-added"} == come - {*renamed.values()}
