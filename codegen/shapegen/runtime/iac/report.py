"""The results of `check`, as text, JSON, commands of GitHub's workflows, and SARIF."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..console import PACKAGE, document, printable
from ..versions import version
from .diagnostics import Diagnostic, Result

FORMATS = ("text", "json", "github", "sarif")
_MEANINGS = {
    "required": "A required member is missing",
    "type": "A value is of the wrong type",
    "unknown": "There is no such member",
    "union": "Not exactly one member of a union is given",
    "min": "A value is too small, or too short",
    "max": "A value is too large, or too long",
    "pattern": "A text does not match the pattern of its shape",
    "duplicate": "A key appears twice, and only one of the two counts",
    "null": "A template cannot contain null",
    "enum": "A value is not in the enum",
    "documented": "The documentation of the service rules it out",
}
"""What a rule refuses, by its name or what stands before the colon."""


def report(results: Mapping[str, Result], form: str) -> str:
    """The results by file, in one of FORMATS; nothing where there is nothing to say."""
    match form:
        case "json":
            return document(_json(results))
        case "sarif":
            return document(_sarif(results))
        case "github":
            return "\n".join(_commands(results))
        case _:
            return "\n".join(_lines(results))


def summary(results: Mapping[str, Result]) -> str:
    """What was looked at, in a sentence."""
    checked = sum(len(result.subjects) for result in results.values())
    wrong = sum(len(result.diagnostics) for result in results.values())
    unseen = sum(len(result.unseen) for result in results.values())
    subjects = _count(checked, "resource or request", "resources and requests")
    parts = [f"{_count(len(results), 'file')}: {subjects} checked"]
    parts += [_count(wrong, "mistake")] if wrong else ["nothing wrong" if checked else "nothing to check"]
    parts += [f"{_count(unseen, 'part')} not checked"] if unseen else []
    return ", ".join(parts)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _lines(results: Mapping[str, Result]) -> Iterator[str]:
    for file, result in results.items():
        for each in result.diagnostics:
            yield printable(f"{file}:{each.line}:{each.column}: {each.path}: {each.message} ({each.rule})")
        for reason in result.unseen:
            yield printable(f"{file}: not checked: {reason}")


def _json(results: Mapping[str, Result]) -> dict[str, Any]:
    names = ("file", "line", "column", "path", "rule", "message")
    return {
        "files": len(results),
        "checked": [{"file": file, "what": what} for file, result in results.items() for what in result.subjects],
        "diagnostics": [{name: getattr(each, name) for name in names} for each in _all(results)],
        "unseen": [{"file": file, "reason": reason} for file, result in results.items() for reason in result.unseen],
    }


def _commands(results: Mapping[str, Result]) -> Iterator[str]:
    for each in _all(results):
        place = f"file={_property(each.file)},line={each.line},col={each.column},title={_property(each.rule)}"
        yield f"::error {place}::{_message(f'{each.path}: {each.message}')}"
    for file, result in results.items():
        for reason in result.unseen:
            yield f"::error file={_property(file)},title=not checked::{_message(reason)}"


def _message(text: str) -> str:
    return printable(text).replace("%", "%25")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def _sarif(results: Mapping[str, Result]) -> dict[str, Any]:
    unseen = [(file, reason) for file, result in results.items() for reason in result.unseen]
    rules = sorted({each.rule for each in _all(results)})
    run: dict[str, Any] = {
        "tool": {"driver": {"name": PACKAGE, "version": version(), "rules": [_rule(rule) for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "results": [
            {
                "ruleId": each.rule,
                "level": "error",
                "message": {"text": f"{each.path}: {each.message}"},
                "locations": [_location(each.file, each)],
            }
            for each in _all(results)
        ],
        "invocations": [
            {
                "executionSuccessful": not unseen,
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": f"not checked: {reason}"}, "locations": [_location(file)]}
                    for file, reason in unseen
                ],
            }
        ],
    }
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }


def _rule(rule: str) -> dict[str, Any]:
    """The rule as GitHub wants it, with a text in three places."""
    kind, _, of = rule.partition(":")
    meaning = {"text": f"{_MEANINGS[kind]}{f': {of}' if of else ''}."}
    return {"id": rule, "shortDescription": meaning, "fullDescription": meaning, "help": meaning}


def _location(file: str, at: Diagnostic | None = None) -> dict[str, Any]:
    from pathlib import PurePath
    from urllib.parse import quote

    place: dict[str, Any] = {"artifactLocation": {"uri": quote(PurePath(file).as_posix())}}
    if at is not None:
        place["region"] = {"startLine": at.line, "startColumn": at.column}
    return {"physicalLocation": place}


def _all(results: Mapping[str, Result]) -> Iterator[Diagnostic]:
    return (each for result in results.values() for each in result.diagnostics)
