"""JSON Schema, 2020-12, of all that a package has."""

from typing import Any

from .iac.resource_schema import TEMPLATE, resource_schema, template_schema
from .schema import Names, structure_schema


def json_schema(of: type[Any] | str, /, *, names: Names = "wire") -> dict[str, Any]:
    """The JSON Schema, 2020-12, of a structure, or of an enum, as JSON has it; or of a type of CloudFormation's
    resources, given as text, or of a whole `"template"`.

    `names`: members are called as the service calls them, or as their attributes. What a request may hold is held to
    each constraint of the model that JSON Schema can say; what only the service answers is open: to further members
    and values, and without bounds, as with `from_json`. Absent is absent, and never null. The release of botocore that
    brought something is its `since`. Of resources the structure is said, and values are free: `check` looks at them.
    Raises TypeError when `of` is no structure or enum of this package, KeyError for a type of resources that is not
    known here, ValueError for other `names`.
    """
    if isinstance(of, str):
        return template_schema() if of == TEMPLATE else resource_schema(of)
    return structure_schema(of, names=names)
