"""Wire name -> Python name. The only module that knows keywords and cases."""

import builtins
import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping

from botocore import xform_name  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

from shapegen.errors import ModelError

#: Names of the package's own, and what its modules import, which a shape of that name would hide: it becomes `…Shape`.
_OUR_CLASSES = frozenset("""
    Any AsyncClient AsyncIterator Awaitable Callable Client Collection Described EmptyResponse EventStream Exceptions
    Field Generic IO Iterable Iterator Level Literal Mapping NULL NotRequired OpenEnum Operation OutdatedBotocoreError
    PageIterator PaginationError Paginator PaginatorConfig Pattern Place Reader Request ResponseMetadata Self Sequence
    ServiceError ServiceValidationError Session Since StreamingBody Structure TYPE_CHECKING ThrottlingError TypedDict
    Unpack ValidationError Violation WaitError WaitTimeoutError Waiter WaiterConfig
    """.split())
#: What a client has besides the operations.
_OUR_METHODS = frozenset({"client", "send"})
_OUR_PREFIXES = ("iter_", "paginate_", "wait_until_")
#: What a name of items goes without; where two would be called the same, the first of these has it.
_READING = ("list_", "describe_", "get_")
#: Names that the body of a dataclass or a client's method uses itself.
_OUR_ATTRIBUTES = frozenset(
    "bool bytearray bytes dataclass datetime deprecated dict field float ignore int level list self str".split()
)
#: Of every supported Python, whichever runs.
_BUILTINS = frozenset(dir(builtins)) - {"PythonFinalizationError"}
_NO_WORD = re.compile(r"[^0-9A-Za-z]+")


def method_name(operation: str) -> str:
    """The client's method for `operation`: as boto3 has it; a name in use gets `_` behind it."""
    name = boto3_name(operation)
    if name in _OUR_METHODS or name.startswith(_OUR_PREFIXES) or keyword.iskeyword(name):
        name += "_"
    return name


def boto3_name(operation: str) -> str:
    """The name boto3 gives to the method of `operation`."""
    name = _snake(operation)
    if name.startswith("_") or not (name.isascii() and name.isidentifier()):
        raise ModelError(f"the operation {operation!r} cannot be a method of the client")
    return name


def client_name(service_id: str) -> str:
    """The class of the client of a service: `S3` has the `S3Client`, `Auto Scaling` the `AutoScalingClient`."""
    return identifier(f"{_NO_WORD.sub('', service_id)}Client", f"client of {service_id!r}")


def pages_method(method: str) -> str:
    """The method that yields the responses of `method`, one for each page."""
    return f"paginate_{method}"


def items_methods(methods: Mapping[str, str]) -> dict[str, str]:
    """For each of the operations, which have their `methods`, the method that yields its items.

    `ListThings` has `iter_things`: a leading `list_`, `describe_` or `get_` is left out.
    Where that makes two of the same name, `list_` has it, else `describe_`, and the other keeps all of its own.
    """
    names: dict[str, str] = {}
    for verb in (*_READING, ""):
        for operation, method in methods.items():
            if operation not in names and method.startswith(verb):
                short = f"iter_{method.removeprefix(verb)}"
                names[operation] = _free(f"iter_{method}", names.values()) if short in names.values() else short
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
    return identifier(_snake(shape).lstrip("_").upper(), f"shape {shape!r}")


def enum_member(value: str) -> str:
    """The name of a value of an enum.

    `ml.m5.xlarge` is `ML_M5_XLARGE`, `DataQuality` is `DATA_QUALITY`, `None` is `NONE`, `1` is `VALUE_1`;
    a value of signs alone is called by the names of the signs.
    """
    name = _in_capitals(value)
    if not name:
        words = [_NO_WORD.sub("_", unicodedata.ucd_3_2_0.name(sign, f"U{ord(sign):04X}")) for sign in value]
        name = "_".join(words).upper() or "EMPTY"
    if name[0].isdigit():
        name = f"VALUE_{name}"
    return identifier(name, f"value {value!r}")


def unique(
    make: Callable[[str], str],
    wire_names: Iterable[str],
    *,
    published: Mapping[str, str],
    before: Mapping[str, str],
    taken: Collection[str] = (),
) -> tuple[dict[str, str], dict[str, str]]:
    """A Python name for each of the wire names, and those of them that a collision decided.

    A `published` name stays. A name that `make` gives to one wire name alone is its own. Of several that it gives the
    same name, that one has it which had it `before`, else the first; the others get a number. What is `taken` is
    nobody's.
    """
    wanted = {wire_name: published.get(wire_name) or make(wire_name) for wire_name in wire_names}
    claims = Counter(wanted.values())
    names = {wire_name: name for wire_name, name in wanted.items() if wire_name in published}
    used = {*taken, *names.values()}
    for wire_name, name in wanted.items():
        if claims[name] == 1 and name not in used:
            names[wire_name] = name
    used.update(names.values())
    decided: dict[str, str] = {}
    contested = [wire_name for wire_name in wanted if wire_name not in names]
    had = {each: name for each in contested if (name := before.get(each, "")).startswith(wanted[each])}
    for wire_name in sorted(contested, key=lambda each: each not in had):
        name = had.get(wire_name, wanted[wire_name])
        name = _free(wanted[wire_name], used) if name in used else name
        used.add(name)
        names[wire_name] = decided[wire_name] = name
    return {wire_name: names[wire_name] for wire_name in wanted}, decided


def _free(name: str, used: Collection[str]) -> str:
    """The name, or the first with a number behind it that is not used."""
    free, number = name, 2
    while free in used:
        free, number = f"{name}_{number}", number + 1
    return free


def refuse_collisions(names: Iterable[tuple[str, str]]) -> None:
    """Raises ModelError when two of the pairs (wire name, Python name) have the Python name in common."""
    taken: dict[str, str] = {}
    for wire_name, name in names:
        other = taken.setdefault(name, wire_name)
        if other != wire_name:
            raise ModelError(f"{other!r} and {wire_name!r} would both be called {name!r}")


def is_obvious(kind: str, wire_name: str, name: str) -> bool:
    """Whether the Python name of an operation, shape, member or value is what a reader of the API would guess."""
    match kind:
        case "shapes":
            return name == wire_name
        case "values":
            return name == _in_capitals(wire_name)
        case _:
            return name == _snake(wire_name)


def _in_capitals(value: str) -> str:
    return "_".join(_snake(word) for word in _NO_WORD.split(value) if word).upper()


def _snake(name: str) -> str:
    return str(xform_name(name))


def is_class_name(name: str) -> bool:
    """Whether a class of the package may be called so."""
    return _is_name(name) and name[0].isupper() and class_name(name) == name


def can_be_published(kind: str, name: str) -> bool:
    """Whether an operation, shape, member or value may have a Python name that somebody chose."""
    if not _is_name(name) or name.startswith("_"):
        return False
    match kind:
        case "operations":
            return method_name(name) == name
        case "shapes":
            return is_class_name(name)
        case "values":
            return name == name.upper()  # enums have str's names, which are of small letters
        case _:
            return name not in _OUR_ATTRIBUTES


def _is_name(name: str) -> bool:
    return name.isascii() and name.isidentifier() and not keyword.iskeyword(name)


def identifier(name: str, what: str) -> str:
    """`name`, if Python takes it as a name; else raises ModelError, which says of what."""
    if not (name.isascii() and name.isidentifier()) or keyword.iskeyword(name) or name.startswith("__"):
        raise ModelError(f"the {what} cannot be a Python name")
    return name
