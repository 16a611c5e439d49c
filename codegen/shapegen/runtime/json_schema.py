"""JSON Schema, 2020-12, of all that a package has."""

from importlib import import_module
from typing import Any, Literal


def json_schema(of: type[Any] | str, /, *, names: Literal["wire", "attribute"] = "wire") -> dict[str, Any]:
    """The JSON Schema, 2020-12, of a structure, or of an enum, as JSON has it; or of a type of CloudFormation's
    resources, given as text, or of a whole `"template"`.

    `names`: members are called as the service calls them, or as their attributes. What a request may hold is held to
    each constraint of the model that JSON Schema can say; what only the service answers is open: to further members
    and values, and without bounds, as with `from_json`. Absent is absent, and never null. The release of botocore that
    brought something is its `since`. Of resources the structure is said, and values are free: `check` looks at them.
    Raises TypeError when `of` is no structure or enum of this package, KeyError for a type of resources that is not
    known here, ValueError for other `names`.
    """
    # Not imported by name, so that a checker of an app does not read all of it.
    of_resources, of_structures = (import_module(name, __package__) for name in (".iac.resource_schema", ".schema"))
    made: dict[str, Any]
    if isinstance(of, str):
        made = of_resources.template_schema() if of == of_resources.TEMPLATE else of_resources.resource_schema(of)
    else:
        made = of_structures.structure_schema(of, names=names)
    return made
