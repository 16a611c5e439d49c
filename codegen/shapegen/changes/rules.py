"""The rules of the grades, one for each kind of change: how bad it is for callers, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Grade = Literal["breaking", "risky", "safe"]
"""breaking: a program that works can stop. risky: it works, and may meet or miss something. safe: it cannot tell."""

GRADES: tuple[Grade, ...] = ("breaking", "risky", "safe")
"""The worst first."""

Kind = Literal[  # noqa: RUF041  a group a line
    Literal["operation-added", "operation-removed", "input-added", "input-removed", "output-added", "output-removed"],
    Literal["error-added", "error-removed"],
    Literal["paginator-added", "paginator-removed", "paginator-changed"],
    Literal["waiter-added", "waiter-removed", "waiter-changed"],
    Literal["class-added", "class-removed", "class-renamed", "shape-added", "shape-removed", "shape-renamed"],
    Literal["member-added", "required-member-added", "member-removed", "member-required", "member-optional"],
    Literal["type-changed", "type-widened", "target-changed", "class-changed"],
    Literal["values-listed", "values-unlisted", "value-added", "value-removed"],
    Literal["min-raised", "min-lowered", "max-raised", "max-lowered"],
    Literal["pattern-added", "pattern-removed", "pattern-changed"],
    Literal["union-added", "union-removed", "sensitive-added", "sensitive-removed"],
    Literal["idempotency-token-added", "idempotency-token-removed"],
    Literal["encoding-changed", "deprecated", "undeprecated", "deprecation-changed", "trait-changed"],
    Literal["name-changed", "documentation"],
]
"""What can happen; there is no other."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How bad a change of a kind is."""

    request: Grade
    """Where requests reach it."""
    response: Grade
    """Where responses and errors reach it."""
    why_request: str
    why_response: str = ""
    """Empty where it is the request's reason."""


def _same(grade: Grade, why: str) -> Rule:
    return Rule(grade, grade, why)


_UNCHECKED = "nobody checks what comes in by it"

RULES: Mapping[Kind, Rule] = {
    "operation-added": _same("safe", "nobody calls it yet"),
    "operation-removed": _same("breaking", "calls of it fail: the method is gone"),
    "input-added": _same("safe", "calls without parameters still work, unless one is required"),
    "input-removed": _same("breaking", "calls that pass a parameter fail"),
    "output-added": _same("safe", "a response that was empty has members"),
    "output-removed": _same("breaking", "code that reads the response finds nothing"),
    "error-added": _same("risky", "code that handles each error by name does not handle this one"),
    "error-removed": _same("safe", "code that handles it waits in vain"),
    "paginator-added": _same("safe", "nobody pages by it yet"),
    "paginator-removed": _same("breaking", "get_paginator refuses the operation"),
    "paginator-changed": _same("risky", "pages are cut, or joined, in another way"),
    "waiter-added": _same("safe", "nobody waits by it yet"),
    "waiter-removed": _same("breaking", "get_waiter refuses the name"),
    "waiter-changed": _same("risky", "it waits for something else, or for another time"),
    "class-added": _same("safe", "nobody uses it yet"),
    "class-removed": _same("breaking", "generated packages lose the class; dicts do not notice"),
    "class-renamed": _same("breaking", "generated packages rename the class; dicts do not notice"),
    "shape-added": _same("safe", "it has no name in Python"),
    "shape-removed": _same("safe", "it has no name in Python"),
    "shape-renamed": _same("safe", "it has no name in Python"),
    "member-added": Rule("safe", "safe", "it may be left out", "code that reads the response does not look for it"),
    "required-member-added": Rule("breaking", "safe", "requests without it are refused", "it is one more to read"),
    "member-removed": Rule("breaking", "breaking", "requests with it are refused", "code that reads it finds nothing"),
    "member-required": Rule("breaking", "safe", "requests without it are refused", "it is always there now"),
    "member-optional": Rule("safe", "risky", "it may be left out now", "it was always there, and may be missing now"),
    "type-changed": _same("breaking", "what was a value of it is none now"),
    "type-widened": _same("safe", "Python has one type for both"),
    "target-changed": _same("safe", "the other shape takes the same values, and has no name in Python"),
    "class-changed": Rule("risky", "safe", "generated packages take another class", "it is another class"),
    "values-listed": Rule("breaking", "safe", "values that are not listed are refused", "the listed values arrive"),
    "values-unlisted": _same("breaking", "generated packages lose the class; any text is a value now"),
    "value-added": Rule("safe", "risky", "nobody sends it yet", "code that knows each value does not know this one"),
    "value-removed": _same("breaking", "requests with it are refused, and generated packages lose its name"),
    "min-raised": Rule("breaking", "safe", "values below it are refused", _UNCHECKED),
    "min-lowered": Rule("safe", "safe", "more values are taken", _UNCHECKED),
    "max-raised": Rule("safe", "safe", "more values are taken", _UNCHECKED),
    "max-lowered": Rule("breaking", "safe", "values above it are refused", _UNCHECKED),
    "pattern-added": Rule("breaking", "safe", "any text was taken; what does not match is refused", _UNCHECKED),
    "pattern-removed": Rule("safe", "safe", "any text is taken", _UNCHECKED),
    "pattern-changed": Rule("risky", "safe", "values that matched may not match now", _UNCHECKED),
    "union-added": Rule("breaking", "safe", "requests with more than one member are refused", "one member is set"),
    "union-removed": Rule("safe", "risky", "more than one member may be set", "more than one member may be set"),
    "sensitive-added": _same("safe", "generated packages hide it from repr"),
    "sensitive-removed": _same("risky", "generated packages show it in repr, and so in logs"),
    "idempotency-token-added": _same("safe", "botocore fills it in"),
    "idempotency-token-removed": _same("risky", "botocore fills it in no more: a retry may do a thing twice"),
    "encoding-changed": _same("breaking", "it is another type in Python"),
    "deprecated": _same("risky", "it works, and is announced to go"),
    "undeprecated": _same("safe", "it stays"),
    "deprecation-changed": _same("safe", "only the words changed"),
    "trait-changed": _same("risky", "shapegen does not know this trait"),
    "name-changed": _same("breaking", "generated packages call it by another name"),
    "documentation": _same("safe", "words for people"),
}


def table(examples: Mapping[Kind, Sequence[str]]) -> str:
    """The rules as docs/changes.md shows them, in Markdown.

    Of a kind there may be an example: two releases of botocore, and a path that the second changed.
    """
    lines = ["| kind | in requests | in responses and errors | example |", "|---|---|---|---|"]
    for kind, rule in RULES.items():
        sides = [f"**{rule.request}**: {rule.why_request}"]
        sides.append(
            "the same"
            if rule == _same(rule.request, rule.why_request)
            else f"**{rule.response}**: {rule.why_response or rule.why_request}"
        )
        example = "none yet"
        if kind in examples:
            old, new, path = examples[kind]
            example = f"{old} to {new}: `{path}`"
        lines.append(f"| `{kind}` | {' | '.join(sides)} | {example} |")
    return "\n".join(lines)
