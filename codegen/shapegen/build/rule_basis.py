"""Which of a profile's rules the model says."""

import difflib
import re
from collections.abc import Mapping
from typing import Any

from shapegen.build import markup
from shapegen.build.analysis import Facts
from shapegen.build.settings import DocumentedRule

_SENTENCE = re.compile(r"(?<=[.:!?]) ")


def not_said(facts: Facts, rule: DocumentedRule) -> str | None:
    """Why `rule` cannot be applied to the model; None when it can."""
    if rule.shape not in facts.scope.shapes:
        return f"the shape {rule.shape!r} is not generated"
    if facts.shapes[rule.shape]["type"] not in ("structure", "list"):
        return f"{rule.shape!r} is neither a structure nor a list"
    if rule.where is None or rule.sentence is None:
        return None
    text = _documentation(facts.model, rule.where)
    if text is None:
        return f"the model has no {rule.where!r}"
    if rule.sentence in text:
        return None
    near = difflib.get_close_matches(rule.sentence, _SENTENCE.split(text), n=1, cutoff=0)
    return f"the documentation of {rule.where} no longer says {rule.sentence!r}; the nearest it says is {near[0]!r}"


def _documentation(model: Mapping[str, Any], where: str) -> str | None:
    """The documentation of a shape, `Structure.Member` or an operation, on one line; None when there is none such."""
    owner, _, member = where.partition(".")
    node = model["shapes"].get(owner) or model["operations"].get(owner)
    if member and node is not None:
        node = node.get("members", {}).get(member)
    return None if node is None else " ".join(markup.text(node.get("documentation", "")).split())
