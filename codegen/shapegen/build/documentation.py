"""What stands in docstrings beside the service's own words: constraints, users, since when, deprecation."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shapegen.build import markup
from shapegen.build.analysis import Facts
from shapegen.build.symbols import Symbols
from shapegen.build.settings import Settings

#: Columns of documentation: black's line less the indentation of a class body.
WIDTH = 92
_USERS_NAMED = 2
_VALUES_NAMED = 12


def lines(*texts: str) -> tuple[str, ...]:
    """The texts as paragraphs, in lines that fit into a class body."""
    text = "\n\n".join(filter(None, texts))
    return markup.wrap(text, WIDTH) if text else ()


def sentences(*texts: str) -> str:
    """The sentences as one paragraph."""
    return " ".join(filter(None, texts))


def of_member(facts: Facts, structure: str, wire_name: str) -> str:
    """The service's words on a member, which fall back on those on the shape that it targets."""
    member = facts.shapes[structure]["members"][wire_name]
    html = member.get("documentation") or facts.shapes[member["shape"]].get("documentation", "")
    return markup.text(str(html))


def released(settings: Settings, path: str) -> tuple[str, str] | None:
    """The release of botocore that brought `path`, and its date; None when nobody knows."""
    version, date = settings.since.get(path, (settings.release, ""))
    return (version, date) if settings.since and version is not None else None


def since(settings: Settings, path: str) -> str:
    """Since when the service has `path`, in words; of a part, nothing where it came with what it is a part of."""
    found = released(settings, path)
    owner, _, part = path.partition(".")
    if found is None or (part and found == released(settings, owner)):
        return ""
    version, date = found
    return f"Since botocore {version} ({date})." if date else f"Since botocore {version}."


def deprecated(node: Mapping[str, Any]) -> str:
    """That the operation, shape or member is deprecated, and why."""
    if not node.get("deprecated"):
        return ""
    return f"Deprecated: {markup.text(node.get('deprecatedMessage', 'the model does not say why'))}".rstrip(".") + "."


def users(facts: Facts, symbols: Symbols, name: str) -> str:
    """Which operations use the shape `name`."""
    if name in facts.requests:
        return f"The request of `{symbols.methods[facts.requests[name]]}`."
    if name in facts.responses:
        return f"The response of `{symbols.methods[facts.responses[name]]}`."
    using = sorted({*facts.scope.requested.get(name, ()), *facts.scope.responded.get(name, ())})
    if not using:
        return ""
    shown = [f"`{symbols.methods[user]}`" for user in using[:_USERS_NAMED]]
    if len(using) > _USERS_NAMED:
        return f"Used by {', '.join(shown)} and {len(using) - _USERS_NAMED} more."
    return f"Used by {' and '.join(shown)}."


def constraint(facts: Facts, name: str) -> str:
    """What the model demands of a value of the shape `name`."""
    return sentences(*_constraints(facts, facts.shapes[name]))


def _constraints(facts: Facts, shape: Mapping[str, Any]) -> Iterator[str]:
    low, high = shape.get("min") or None, shape.get("max")
    match shape["type"]:
        case "string" if "enum" in shape:
            values = list(dict.fromkeys(shape["enum"]))
            if len(values) <= _VALUES_NAMED:
                yield f"One of {_alternatives(values)}."
            return
        case "string" | "blob" | "character":
            yield _bounds("Length", low, high)
        case "list":
            yield _bounds("Items:", low, high)
            yield _inner("Each:", constraint(facts, shape["member"]["shape"]))
        case "map":
            yield _bounds("Entries:", low, high)
            yield _inner("Keys:", constraint(facts, shape["key"]["shape"]))
            yield _inner("Values:", constraint(facts, shape["value"]["shape"]))
        case "integer" | "long" | "float" | "double":
            yield _range(shape.get("min"), high)
        case _:
            pass
    if "pattern" in shape:
        yield f"Pattern {_code(shape['pattern'])}."


def _code(text: str) -> str:
    if "`" in text:
        return f"`` {text} ``"
    # In one pair of backquotes Sphinx reads a backslash as an escape; Markdown takes two for the same.
    return f"``{text}``" if "\\" in text else f"`{text}`"


def _alternatives(values: Sequence[str]) -> str:
    *first, last = map(_code, values)
    return f"{', '.join(first)} or {last}" if first else last


def _inner(what: str, constraint: str) -> str:
    return f"{what} {constraint[0].lower()}{constraint[1:]}" if constraint else ""


def _bounds(what: str, low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return ""
    if low == high:
        return f"{what} {low}."
    if low is None:
        return f"{what} at most {high}."
    return f"{what} at least {low}." if high is None else f"{what} {low} to {high}."


def _range(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    if low is None:
        return f"At most {high}."
    return f"At least {low}." if high is None else f"Between {low} and {high}."
