"""The IR: frozen values that say exactly what Python will be printed, to and from JSON.

Shapes refer to one another by shape name, so recursion is harmless and equality is plain. Tuples only.
Long, since it is one list of declarations.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member of a structure."""

    wire_name: str
    attribute: str
    target: str
    annotation: str
    """Without `| None`, which an optional member adds."""
    stub: str
    """The annotation among the stubs: what boto3 takes and gives."""
    required: bool
    sensitive: bool
    documentation: tuple[str, ...]
    streaming: bool = False
    """Whether it is a blob that may be, and in a response is, read like a file."""
    event_stream: bool = False
    """Whether it is an iterable of its target."""
    adapted: str = ""
    """The function of the runtime's `adapted` that makes of it what is checked; empty where that is it itself."""
    beside: tuple[str, ...] = ()
    """The members that the function is told too, by wire name."""
    beside_attributes: tuple[str, ...] = ()
    """The same, by attribute."""
    alias: str = ""
    """The other name by which boto3 takes it, and documents it."""

    @property
    def definition(self) -> str:
        """Annotation and default, as the dataclass has them."""
        if self.sensitive:
            default = "repr=False" if self.required else "default=None, repr=False"
            return f"{self.optional} = field({default})"
        return self.optional if self.required else f"{self.optional} = None"

    @property
    def parameter(self) -> str:
        """Annotation and default, as a method has them: it takes any sequence or mapping."""
        taken = _widened(self.annotation)
        return taken if self.required else f"{taken} | None = None"

    @property
    def argument(self) -> str:
        """What a method makes of the parameter: what the dataclass has."""
        made = {"list[": "_list", "dict[": "_dict"}.get(self.annotation[:5])
        return f"self.{made}({self.attribute})" if made else self.attribute

    @property
    def item(self) -> str:
        """The annotation, as a TypedDict has it."""
        return self.stub if self.required else f"NotRequired[{self.stub}]"

    @property
    def boto3(self) -> str:
        """What boto3's documentation calls it."""
        return self.alias or self.wire_name

    @property
    def optional(self) -> str:
        """The annotation, with None where the member is not required."""
        return self.annotation if self.required else f"{self.annotation} | None"


def _widened(annotation: str) -> str:
    """A list or dict as what is only read: any sequence or mapping."""
    for ours, wide in (("list[", "Sequence["), ("dict[", "Mapping[")):
        if annotation.startswith(ours):
            return wide + annotation.removeprefix(ours)
    return annotation


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule that stands in the documentation alone, checked by a function of the profile's module `rules`."""

    id: str
    function: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """A dataclass. A union is a structure of which exactly one member is set; so is an event of a stream."""

    kind: ClassVar = "structure"

    name: str
    class_name: str
    function: str
    """What its functions are called, behind `check_`, `read_` and `write_`."""
    documentation: tuple[str, ...]
    members: tuple[Member, ...]
    union: bool
    holds_sensitive: bool
    """Whether something sensitive is in it, however deep."""
    response: str | None
    """Of a request: the class of the response, or `None` as text."""
    update: str | None
    """Of a response that can be sent back: the class of the request."""
    metadata: str | None
    """Of a response: the annotation of the `ResponseMetadata` that boto3 adds."""
    are_parameters: bool
    """Whether each wire name can be a parameter's, and that of an attribute."""
    rules: tuple[Rule, ...]

    @property
    def parameters(self) -> Iterator[str]:
        """What the stub of a method takes that has this request, all by keyword."""
        if not self.are_parameters:
            return iter([f"**members: Unpack[{self.class_name}]"])
        return (f"{each.boto3}: {_widened(each.stub)}{'' if each.required else ' = ...'}" for each in self.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumValue:
    """One value of an enum."""

    value: str
    name: str
    documentation: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enum:
    """A string of which the model lists the values."""

    kind: ClassVar = "enum"

    name: str
    class_name: str
    documentation: tuple[str, ...]
    values: tuple[EnumValue, ...]
    min: int | None = None
    """The least length, which botocore checks of any text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class String:
    """Text, its length in code points."""

    kind: ClassVar = "string"

    name: str
    min: int | None
    max: int | None
    pattern: str | None
    python_pattern: str | None
    """The pattern as Python's `re` understands it."""
    linear: bool
    """Whether the pattern is matched in linear time, as `re` could take long over it."""
    constant: str | None
    """What the compiled pattern is called; None when there is no pattern, or one that is not checked."""
    printable: bool
    """Whether all printable text matches, so that `re` need not be asked about it."""


#: Smithy's integers are signed and so wide.
_BITS = {"integer": 32, "long": 64}


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """An integer or a floating-point number."""

    kind: ClassVar = "number"

    name: str
    type: str
    """`integer`, `long`, `float` or `double`."""
    min: int | float | None
    max: int | float | None

    @property
    def python(self) -> str:
        """`int` or `float`."""
        return "int" if self.type in _BITS else "float"

    @property
    def low(self) -> int | float | None:
        """The least value: where the model names none, what its type holds."""
        return -(2 ** (_BITS[self.type] - 1)) if self.min is None and self.type in _BITS else self.min

    @property
    def high(self) -> int | float | None:
        """The greatest value: where the model names none, what its type holds."""
        return 2 ** (_BITS[self.type] - 1) - 1 if self.max is None and self.type in _BITS else self.max


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A list."""

    kind: ClassVar = "list"

    name: str
    function: str
    member: str
    min: int | None
    max: int | None
    holds_sensitive: bool
    rules: tuple[Rule, ...]
    sparse: bool = False
    """Whether the service may put null into it; botocore refuses that in a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """A map from text."""

    kind: ClassVar = "map"

    name: str
    function: str
    key: str
    value: str
    min: int | None
    max: int | None
    holds_sensitive: bool
    sparse: bool = False
    """As with a list, of its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Boolean:
    """True or False."""

    kind: ClassVar = "boolean"

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timestamp:
    """A point in time."""

    kind: ClassVar = "timestamp"

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """Bytes, or a stream of them; its length in bytes."""

    kind: ClassVar = "blob"

    name: str
    min: int | None
    max: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """Which release of botocore brought an operation, a shape, a member or a value first."""

    path: str
    """By wire names: `Operation`, `Shape`, `Shape.Member` or `Enum.value`."""
    botocore: str
    date: str
    """As ISO 8601; empty where nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How a property of a resource differs from the member of the request."""

    path: str
    kind: str
    """`lacks` and `adds`: only one of the two has it; `requires` and `allows`: only the resource demands it, or does
    not demand it; `flag`: an empty structure, of which the resource makes a boolean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A bound that a resource sets closer than the API: of a length, or of a number."""

    path: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A type of CloudFormation's resources, and how its properties differ from the members of the request that
    creates one. A path is of wire names, with `[]` for the items of a list: `Inputs[].Uri`.
    """

    type: str
    operation: str
    request: str
    described: str | None
    """The class of the response that says what there is; None where no operation describes it."""
    differences: tuple[Difference, ...]
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Whatever JSON can say."""

    kind: ClassVar = "document"

    name: str
    is_header: bool = False
    """Whether boto3 writes it into a header, with `json.dumps`; that takes tuples, which no other document may hold."""


Shape = Structure | Enum | String | Number | List | Map | Boolean | Timestamp | Blob | Document


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorMember:
    """Something that an error says: a property."""

    wire_name: str
    attribute: str
    reader: str
    """What reads it: a function of `wire`, or an enum; empty where it is as botocore gives it."""
    annotation: str
    """Without `| None`, which all have: a service may say less than its model."""
    documentation: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """An error that operations model: an exception class."""

    name: str
    class_name: str
    base: str
    """The class of the runtime that it derives from."""
    code: str
    """What the service calls it in an answer; mostly its name."""
    documentation: tuple[str, ...]
    members: tuple[ErrorMember, ...]
    """What it says beside its message."""
    events: tuple[str, ...] = ()
    """What streams of events call it, where that is another name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """How the answers of an operation go on from one to the next. What is searched is JMESPath."""

    method: str
    """Yields responses."""
    documentation: tuple[str, ...]
    input: tuple[str, ...]
    """The members of the request that take the tokens."""
    output: tuple[str, ...]
    """Where in the answer each of the tokens is found."""
    more: str | None
    """Where the answer says whether there is more; None where the tokens do."""
    items_method: str | None
    """Yields items; None where the model names no list of them."""
    items_documentation: tuple[str, ...]
    items: tuple[str, ...]
    """The attributes that lead from the response to the items."""
    item: str | None
    """The annotation of an item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptor:
    """What a waiter makes of an answer, as botocore's waiters-2.json has it."""

    state: str
    matcher: str
    argument: str | None
    expected: str | int | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiter:
    """A method that waits: it calls an operation until an acceptor says that it is over."""

    name: str
    boto_name: str | None
    """As boto3's `get_waiter` takes it; None for a waiter of the profile's own."""
    stub: str | None
    """The class of the stub of boto3's."""
    method: str
    operation: str
    request: str
    delay: int
    """Seconds between two looks."""
    max_attempts: int
    acceptors: tuple[Acceptor, ...]
    failure_reason: str | None
    """Where in the answer the service says why: JMESPath."""
    members: tuple[Member, ...]
    """The parameters."""
    fixed: tuple[tuple[str, str | int | bool], ...]
    """Members of the request, by wire name, that are always the same."""
    of: tuple[str, ...]
    """Members of the request, by wire name, that say whose state is waited for."""
    first: str | None
    """The operation that is called once before."""
    returns: str
    """The annotation of what comes back."""
    documentation: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """The request that sends back what a response said."""

    response: str
    request: str
    members: tuple[str, ...]
    """The wire names that the two have in common."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation: a method of the client."""

    name: str
    method: str
    documentation: tuple[str, ...]
    description: tuple[str, ...]
    """The documentation without the arguments."""
    reference: tuple[str, ...]
    """What it does, and where all of the documentation is."""
    request: str
    response: str | None
    errors: tuple[str, ...]
    pages: Pages | None
    paginator: str | None
    """The class of the stub of its paginator; None for an operation without pages."""
    deprecated: str | None = None
    """What to know of an operation that is deprecated."""
    renamed: str | None = None
    """The method of boto3's client, where that cannot be ours."""

    @property
    def boto3(self) -> str:
        """The method of boto3's client."""
        return self.renamed or self.method


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """All that one generated package holds."""

    name: str
    package: str
    client: str
    async_client: str
    modules: tuple[str, ...]
    """The profile's hand-written modules that users import."""
    operations: tuple[Operation, ...]
    errors: tuple[Error, ...]
    waiters: tuple[Waiter, ...]
    updates: tuple[Update, ...]
    shapes: tuple[Shape, ...]
    since: tuple[Since, ...]
    """In the order of their paths; none in a package without a history."""
    resources: tuple[Resource, ...] = ()
    """CloudFormation's, by their types."""
    resources_as_of: str = ""
    """The day from which the facts about the resources are, as ISO 8601."""

    def streams(self) -> bool:
        """Whether there are bodies that are streamed, or streams of events."""
        return any(member.streaming or member.event_stream for each in self.structures() for member in each.members)

    def adapts(self) -> bool:
        """Whether botocore makes something else of a member before it checks that."""
        return any(member.adapted for each in self.structures() for member in each.members)

    def documents(self) -> bool:
        """Whether there is anything that may be any JSON value."""
        return any(isinstance(each, Document) for each in self.shapes)

    def rule_ids(self) -> list[str]:
        """The ids of the documented rules, sorted; one rule may belong to several shapes."""
        shapes = (shape for shape in self.shapes if isinstance(shape, Structure | List))
        return sorted({rule.id for shape in shapes for rule in shape.rules})

    def paginated(self) -> Iterator[Operation]:
        """The operations that have pages, in the order of their names."""
        return (operation for operation in self.operations if operation.paginator)

    def stubbed_waiters(self) -> Iterator[Waiter]:
        """The waiters that boto3 has too, in the order of their names."""
        return (waiter for waiter in self.waiters if waiter.stub)

    def structures(self) -> Iterator[Structure]:
        """The structures, in the order of their names."""
        return (shape for shape in self.shapes if isinstance(shape, Structure))

    def lists(self) -> Iterator[List]:
        """The lists, in the order of their names."""
        return (shape for shape in self.shapes if isinstance(shape, List))

    def maps(self) -> Iterator[Map]:
        """The maps, in the order of their names."""
        return (shape for shape in self.shapes if isinstance(shape, Map))

    def patterned(self) -> Iterator[String]:
        """The strings whose pattern is checked, in the order of their names."""
        return (shape for shape in self.shapes if isinstance(shape, String) and shape.constant is not None)

    def enums(self) -> Iterator[Enum]:
        """The enums, in the order of their names."""
        return (shape for shape in self.shapes if isinstance(shape, Enum))


_NODES: dict[str, type[Any]] = {
    cls.__name__: cls
    for cls in (
        *(Service, Operation, Error, ErrorMember, Pages, Waiter, Acceptor, Update, Since, Resource, Difference, Limit),
        *(Structure, Member, Rule, Enum, EnumValue),
        *(String, Number, List, Map, Boolean, Timestamp, Blob, Document),
    )
}


def to_json(node: Any) -> Any:
    """The IR as JSON values; each object says its class under `is`, and leaves out what is None or the default."""
    if isinstance(node, tuple):
        return [to_json(item) for item in node]  # pyright: ignore[reportUnknownVariableType]
    if dataclasses.is_dataclass(node):
        values = {field.name: (getattr(node, field.name), field.default) for field in dataclasses.fields(node)}
        return {"is": type(node).__name__} | {
            name: to_json(value)
            for name, (value, default) in values.items()
            if value is not None and value is not default
        }
    return node


def from_json(data: Any) -> Any:
    """The inverse of `to_json`. KeyError or TypeError when the JSON is not of this version of the IR."""
    if isinstance(data, list):
        return tuple(from_json(item) for item in data)  # pyright: ignore[reportUnknownVariableType]
    if isinstance(data, dict):
        values: dict[str, Any] = dict(data)  # pyright: ignore[reportUnknownArgumentType]
        cls = _NODES[values.pop("is")]
        given = {name: from_json(value) for name, value in values.items()}
        absent = {field.name: None for field in dataclasses.fields(cls) if field.default is dataclasses.MISSING}
        made = cls(**(absent | given))
        for name, kind in _kinds(cls.__name__).items():
            if not _is_of(getattr(made, name), kind):
                raise TypeError(f"{name} of {cls.__name__} is {type(getattr(made, name)).__name__}")
        return made
    return data


@functools.cache
def _kinds(name: str) -> dict[str, Any]:
    """The types of the fields of a class."""
    cls = _NODES[name]
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in dataclasses.fields(cls)}


def _is_of(value: Any, kind: Any) -> bool:
    """Whether a value is of a type as the fields are declared: a class, a union of them, or a tuple."""
    if (origin := get_origin(kind)) is tuple:
        inner: tuple[Any, ...] = get_args(kind)
        if not isinstance(value, tuple):
            return False
        items: list[Any] = list(value)  # pyright: ignore[reportUnknownArgumentType]
        inner = inner[:1] * len(items) if inner[-1:] == (...,) else inner
        return len(inner) == len(items) and all(map(_is_of, items, inner))
    if origin is not None:
        return any(_is_of(value, each) for each in get_args(kind))
    return kind is Any or type(value) is kind or (kind is float and type(value) is int)
