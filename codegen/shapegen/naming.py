"""Wire name -> Python name. The only module that knows keywords and cases."""

import builtins
import keyword
import re
import unicodedata
from collections.abc import Iterable

from botocore import xform_name  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

from shapegen.errors import ShapegenError

#: Names of the package's own, which a shape of that name would hide: it becomes `…Shape`.
_OUR_CLASSES = frozenset("""
    Any AsyncClient AsyncIterator Client Collection Described Field Iterator Level OpenEnum OutdatedBotocoreError
    PaginationError Place Reader Request ServiceError ServiceValidationError Since Structure TYPE_CHECKING ThrottlingError
    ValidationError Violation WaitError WaitTimeoutError
    EmptyResponse Exceptions IO Literal NotRequired PageIterator PaginatorConfig ResponseMetadata TypedDict Unpack
    WaiterConfig
    """.split())
#: What a client has besides the operations.
_OUR_METHODS = frozenset({"send"})
_OUR_PREFIXES = ("iter_", "paginate_", "wait_until_")
#: What a name of items goes without; where two would be called the same, the first of these has it.
_READING = ("list_", "describe_", "get_")
#: Names that the body of a dataclass or a client's method uses itself.
_OUR_ATTRIBUTES = frozenset("bool bytes dataclass datetime dict field float ignore int level list self str".split())
#: Of every supported Python, whichever runs.
_BUILTINS = frozenset(dir(builtins)) - {"PythonFinalizationError"}
_NO_WORD = re.compile(r"[^0-9A-Za-z]+")


def method_name(operation: str) -> str:
    """The name boto3 gives to the method of `operation`."""
    name = _snake(operation)
    if name.startswith(("_", *_OUR_PREFIXES)) or name in _OUR_METHODS:
        raise ShapegenError(f"the operation {operation!r} cannot be a method of the client")
    return identifier(name, f"operation {operation!r}")


def pages_method(operation: str) -> str:
    """The method that yields the responses of `operation`, one for each page."""
    return f"paginate_{method_name(operation)}"


def items_methods(operations: Iterable[str]) -> dict[str, str]:
    """For each of the operations, the method that yields its items.

    `ListMonitoringExecutions` has `iter_monitoring_executions`: a leading `list_`, `describe_` or `get_` is left out.
    Where that makes two of the same name, `list_` has it, else `describe_`, and the other keeps all of its own.
    """
    names: dict[str, str] = {}
    methods = {operation: method_name(operation) for operation in operations}
    for verb in (*_READING, ""):
        for operation, method in methods.items():
            if operation not in names and method.startswith(verb):
                short = f"iter_{method.removeprefix(verb)}"
                names[operation] = f"iter_{method}" if short in names.values() else short
    return names


def waiter_method(waiter: str) -> str:
    """The method that waits for what `waiter` is called: `InstanceRunning` is `wait_until_instance_running`."""
    return identifier(f"wait_until_{_snake(waiter)}", f"waiter {waiter!r}")


def async_client(client: str) -> str:
    """The class of the asynchronous client beside `client`."""
    return f"Async{client}"


def class_name(shape: str) -> str:
    """The class of the shape `shape`: its name, with a capital at the beginning, and unlike ours and Python's."""
    name = shape.lstrip("_")
    name = name[:1].upper() + name[1:]
    if name in _OUR_CLASSES or keyword.iskeyword(name) or name in _BUILTINS:
        name += "Shape"
    return identifier(name, f"shape {shape!r}")


def attribute(wire_name: str) -> str:
    """The attribute of the member `wire_name`: snake case as boto3 has it; a name in use gets `_` behind it."""
    name = _NO_WORD.sub("_", _snake(wire_name)).lstrip("_")
    if keyword.iskeyword(name) or name in _OUR_ATTRIBUTES:
        name += "_"
    return identifier(name, f"member {wire_name!r}")


def can_be_parameter(wire_name: str) -> bool:
    """Whether a method's parameter, and an annotated attribute, can have the name `wire_name`."""
    is_name = wire_name.isascii() and wire_name.isidentifier() and not keyword.iskeyword(wire_name)
    return is_name and wire_name != "self" and not wire_name.startswith("__")


def boto_waiter(name: str) -> str:
    """What boto3's `get_waiter` calls the waiter `name`."""
    return _snake(name)


def function(shape: str) -> str:
    """What the functions of the shape `shape` are called, behind a prefix such as `check_`."""
    name = _snake(shape)
    identifier(f"check_{name}", f"shape {shape!r}")
    return name


def constant(shape: str) -> str:
    """The constant that holds what belongs to the shape `shape`."""
    return identifier(_snake(shape).upper(), f"shape {shape!r}")


def enum_members(values: Iterable[str]) -> tuple[str, ...]:
    """A name for each of the values of an enum, unique among them.

    `ml.m5.xlarge` is `ML_M5_XLARGE`, `DataQuality` is `DATA_QUALITY`, `None` is `NONE`, `1` is `VALUE_1`;
    a value of signs alone is called by the names of the signs. A name that is taken gets a number.
    """
    names: list[str] = []
    for value in values:
        words = [_snake(word) for word in _NO_WORD.split(value) if word]
        if not words:
            words = [_NO_WORD.sub("_", unicodedata.ucd_3_2_0.name(sign, f"U{ord(sign):04X}")) for sign in value]
        name = "_".join(words).upper() or "EMPTY"
        if name[0].isdigit():
            name = f"VALUE_{name}"
        unique, number = name, 2
        while unique in names:
            unique, number = f"{name}_{number}", number + 1
        names.append(identifier(unique, f"value {value!r}"))
    return tuple(names)


def refuse_collisions(where: str, names: Iterable[tuple[str, str]]) -> None:
    """Raises ShapegenError when two of the pairs (wire name, Python name) have the Python name in common."""
    taken: dict[str, str] = {}
    for wire_name, name in names:
        other = taken.setdefault(name, wire_name)
        if other != wire_name:
            raise ShapegenError(f"{where}: {other!r} and {wire_name!r} would both be called {name!r}")


def _snake(name: str) -> str:
    return str(xform_name(name))


def identifier(name: str, what: str) -> str:
    """`name`, if Python takes it as a name; else raises ShapegenError, which says of what."""
    if not (name.isascii() and name.isidentifier()) or keyword.iskeyword(name) or name.startswith("__"):
        raise ShapegenError(f"the {what} cannot be a Python name")
    return name
