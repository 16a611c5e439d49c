"""The types that Python code says a value has."""

from collections.abc import Mapping

from shapegen.build.analysis import Facts
from shapegen.build.symbols import Symbols
from shapegen.errors import ModelError

_NESTED = 20
_SCALARS = {
    "string": "str",
    "character": "str",
    "integer": "int",
    "long": "int",
    "float": "float",
    "double": "float",
    "boolean": "bool",
    "timestamp": "datetime",
    "blob": "bytes",
    "document": "Any",
}
#: As boto3 gives them, and takes them back; and as it takes them in requests, where it is less particular.
GIVEN = _SCALARS
TAKEN = _SCALARS | {"timestamp": "datetime | str | float", "blob": "bytes | bytearray | str | IO[bytes]"}


def annotation(
    facts: Facts,
    symbols: Symbols,
    name: str,
    within: tuple[str, ...] = (),
    *,
    scalars: Mapping[str, str] = _SCALARS,
    quote: str = "",
) -> str:
    """The type of a value of the shape `name`, as Python writes it; structures between quotes where they may be
    defined later."""
    if name in within:
        raise ModelError(f"shape {name!r} holds itself with no structure between, which no type can say")
    if len(within) > _NESTED:
        raise ModelError(f"shape {within[0]!r} holds lists or maps in one another, more than {_NESTED} deep")
    shape = facts.shapes[name]

    def inner(part: str) -> str:
        deeper = (*within, name)
        item = annotation(facts, symbols, shape[part]["shape"], deeper, scalars=scalars, quote=quote)
        return _or_none(item) if shape.get("sparse") else item

    match facts.kind(name):
        case "structure":
            return f"{quote}{symbols.classes[name]}{quote}"
        case "enum":
            return symbols.classes[name]
        case "list":
            return f"list[{inner('member')}]"
        case "map":
            return f"dict[str, {inner('value')}]"
        case other:
            return scalars[other]


def _or_none(annotation: str) -> str:
    # A text has no `|` when it is run: what stands between quotes has to say it all.
    return f'"{annotation[1:-1]} | None"' if annotation.startswith('"') else f"{annotation} | None"
