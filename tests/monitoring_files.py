"""Files of Model Monitor for tests: by their schemas, and by their schemas with anything somewhere in them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from monitorshapes.monitors import Constraints, ConstraintViolations, Statistics

SCHEMAS = Path(__file__).parent / "data/sdk/schemas"
KINDS: Mapping[str, Any] = {
    "statistics": Statistics,
    "constraints": Constraints,
    "constraint_violations": ConstraintViolations,
}

NUMBERS = st.one_of(st.integers(), st.floats(), st.just(10**400))
TEXTS = st.one_of(st.text(max_size=12), st.sampled_from(["NaN", "$a$b$", "<b>", "\ud800", "x" * 500, ""]))
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=8,
)


def by_schema(name: str, *, anything: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Bodies that the schema of the file takes; if `anything`, with what it does not take in any place."""
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    return st.composite(lambda draw: _drawn(draw, schema, 1 if anything else 0))()


def _drawn(draw: Any, schema: Mapping[str, Any], odd: int, depth: int = 0) -> Any:
    # The file itself is always an object.
    if odd and depth and draw(st.integers(0, 9)) == 0:
        return draw(ANYTHING)
    if "enum" in schema:
        return draw(st.sampled_from(schema["enum"]))
    if "anyOf" in schema:
        return _drawn(draw, draw(st.sampled_from(schema["anyOf"])), odd, depth + 1)
    kinds = schema.get("type", "string")
    kind = draw(st.sampled_from(kinds)) if isinstance(kinds, list) else kinds
    match kind:
        case "object":
            required = set(schema.get("required", ()))
            wanted = {name for name in schema.get("properties", {}) if name in required or draw(st.booleans())}
            if odd:
                wanted -= {name for name in required if draw(st.integers(0, 9)) == 0}
            found = {name: _drawn(draw, schema["properties"][name], odd, depth + 1) for name in sorted(wanted)}
            more = schema.get("additionalProperties", False)
            for name in draw(st.lists(TEXTS, max_size=2)) if more or odd else ():
                found[name] = _drawn(draw, more, odd, depth + 1) if isinstance(more, dict) else draw(ANYTHING)
            return found
        case "array":
            count = draw(st.integers(0, 3))
            return [_drawn(draw, schema["items"], odd, depth + 1) for _ in range(count)]
        case "number":
            return draw(st.floats(allow_nan=False, allow_infinity=False))
        case "integer":
            return draw(st.integers(0, 1000))
        case "boolean":
            return draw(st.booleans())
        case "null":
            return None
        case _:
            return draw(TEXTS)
