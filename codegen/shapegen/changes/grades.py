"""How bad a change of each kind is, for each caller: code with boto3's dicts and code with a generated package."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Grade = Literal["breaking", "risky", "safe"]
"""breaking: a call that worked fails, or its answer cannot be read as before. risky: the call works, and the answer or
what the call does may be something that the program does not expect. safe: the program cannot tell."""

GRADES: tuple[Grade, ...] = get_args(Grade)
"""The worst first."""

Caller = Literal["dicts", "package"]
"""Code that calls boto3 with dicts, and code that uses a package that shapegen generated."""

CALLERS: tuple[Caller, ...] = get_args(Caller)
CALLER_NAMES: Mapping[Caller, str] = {"dicts": "dicts", "package": "generated packages"}

Side = Literal["request", "response"]
"""What a program does: it sends a request, or it reads a response or an error."""

SIDES: tuple[Side, ...] = get_args(Side)
SIDE_NAMES: Mapping[Side, str] = {"request": "requests", "response": "answers"}

ChangeKind = Literal[  # noqa: RUF041  a group a line
    Literal["operation-added", "operation-removed", "input-added", "required-input-added", "input-removed"],
    Literal["empty-input-removed", "output-added", "output-removed", "empty-output-removed"],
    Literal["error-added", "error-removed", "error-class-removed", "error-class-renamed", "error-code-changed"],
    Literal["error-status-changed"],
    Literal["paginator-added", "paginator-removed", "paginator-limit-added", "paginator-limit-removed"],
    Literal["paginator-result-changed", "paginator-tokens-changed", "paginator-changed"],
    Literal["waiter-added", "waiter-removed", "waiter-changed"],
    Literal["class-added", "class-removed", "class-renamed", "shape-added", "shape-removed", "shape-renamed"],
    Literal["member-added", "required-member-added", "idempotency-token-member-added", "member-removed"],
    Literal["member-required", "idempotency-token-required", "member-optional"],
    Literal["union-member-added", "union-member-removed", "event-added", "event-removed"],
    Literal["type-changed", "type-widened", "type-narrowed", "integer-to-float", "float-to-integer"],
    Literal["target-changed", "class-changed", "enum-class-changed"],
    Literal["values-listed", "values-unlisted", "value-added", "value-removed"],
    Literal["min-raised", "min-lowered", "max-raised", "max-lowered"],
    Literal["pattern-added", "pattern-removed", "pattern-changed"],
    Literal["union-added", "union-removed", "sensitive-added", "sensitive-removed", "sparse-added", "sparse-removed"],
    Literal["idempotency-token-added", "idempotency-token-removed", "required-idempotency-token-removed"],
    Literal["json-text-added", "json-text-removed", "streaming-added", "streaming-removed", "payload-changed"],
    Literal["document-added", "document-removed", "event-stream-added", "event-stream-removed"],
    Literal["default-changed", "operation-deprecated", "deprecated", "undeprecated", "deprecation-changed"],
    Literal["trait-changed", "name-changed", "documentation", "example-changed"],
    Literal["wire-changed", "retry-changed", "auth-changed", "auth-required", "endpoint-changed"],
    Literal["endpoint-rules-changed", "protocol-changed", "api-version-changed", "service-id-changed"],
    Literal["metadata-changed"],
]
"""What can happen; there is no other."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to one caller."""

    grade: Grade
    reason: str


@dataclass(frozen=True, slots=True)
class Grading:
    """The effect of one change on one caller, where it sends or where it reads."""

    caller: Caller
    side: Side
    grade: Grade
    reason: str


Effects = Mapping[tuple[Caller, Side], Effect]
"""What a kind of change does; a side that it cannot concern is absent."""


def _safe(reason: str) -> Effect:
    return Effect("safe", reason)


def _risky(reason: str) -> Effect:
    return Effect("risky", reason)


def _breaking(reason: str) -> Effect:
    return Effect("breaking", reason)


def _sent(dicts: Effect, package: Effect | None = None) -> Effects:
    return {("dicts", "request"): dicts, ("package", "request"): package or dicts}


def _read(dicts: Effect, package: Effect | None = None) -> Effects:
    return {("dicts", "response"): dicts, ("package", "response"): package or dicts}


def _both(dicts: Effect, package: Effect | None = None) -> Effects:
    return {**_sent(dicts, package), **_read(dicts, package)}


_UNREFUSED = "requests that were accepted still are"
_UNCHECKED = _safe("answers are not checked against it")
_NAMELESS = _safe("it has no name in Python")
_NO_CLASS = _safe("dicts name no class")
_LACKING = _breaking("a request without it is refused")
_WITH_IT = _breaking("a request with it is refused")
_FILLED = _safe("botocore fills it in when it is left out")
_SAME_CALL = _safe("botocore writes and reads it; only recordings, proxies and fakes see HTTP")
_NAME_GONE = _breaking("its name is gone from the class")

EFFECTS: Mapping[ChangeKind, Effects] = {
    "operation-added": _sent(_safe("nobody calls it yet")),
    "operation-removed": _sent(_breaking("a call of it fails: the method is gone")),
    "input-added": _sent(_safe("a call without parameters works")),
    "required-input-added": _sent(_breaking("a call without parameters is refused")),
    "input-removed": _sent(
        _risky("botocore drops the parameters without a word"), _breaking("a call with a parameter is refused")
    ),
    "empty-input-removed": _sent(_safe("there was no parameter to pass")),
    "output-added": _read(_safe("a response that was empty has members")),
    "output-removed": _read(_breaking("code that reads a member of the response finds nothing")),
    "empty-output-removed": _read(_safe("there was nothing to read")),
    "error-added": _read(_risky("code that handles each error by name does not handle this one")),
    "error-removed": _read(_safe("this operation no longer raises the error")),
    "error-class-removed": _read(
        _breaking("client.exceptions no longer has it"), _breaking("the class of the error is gone")
    ),
    "error-class-renamed": _read(
        _breaking("client.exceptions has it by another name"), _breaking("the class of the error has another name")
    ),
    "error-code-changed": _read(_breaking("code that compares error codes does not know this one")),
    "error-status-changed": _read(_risky("code that compares HTTP statuses meets another one")),
    "paginator-added": _sent(_safe("nobody pages by it yet")),
    "paginator-removed": _sent(_breaking("get_paginator refuses the operation"), _breaking("paginate_… is gone")),
    "paginator-limit-added": _sent(_safe("PageSize is taken now")),
    "paginator-limit-removed": _sent(
        _breaking("botocore refuses PageSize"), _safe("a package passes the member itself")
    ),
    "paginator-result-changed": _read(
        _breaking("build_full_result and MaxItems use another list"), _breaking("iter_… yields something else")
    ),
    "paginator-tokens-changed": _sent(
        _risky("a StartingToken that was kept is refused or misread"), _safe("pages are fetched by the new tokens")
    ),
    "paginator-changed": _read(
        _risky("build_full_result has other members beside the items"), _safe("iter_… yields the same")
    ),
    "waiter-added": _sent(_safe("nobody waits by it yet")),
    "waiter-removed": _sent(_breaking("get_waiter refuses the name"), _breaking("wait_until_… is gone")),
    "waiter-changed": _sent(_risky("it waits for something else, or for a different time")),
    "class-added": _both(_safe("nobody uses it yet")),
    "class-removed": _both(_NO_CLASS, _breaking("the class is gone")),
    "class-renamed": _both(_NO_CLASS, _breaking("the class has another name")),
    "shape-added": _both(_NAMELESS),
    "shape-removed": _both(_NAMELESS),
    "shape-renamed": _both(_NAMELESS),
    "member-added": {
        **_sent(_safe("it may be left out")),
        **_read(_safe("code that reads the answer does not use it yet")),
    },
    "required-member-added": {**_sent(_LACKING), **_read(_safe("it is one more member to read"))},
    "idempotency-token-member-added": {**_sent(_FILLED), **_read(_safe("it is one more member to read"))},
    "member-removed": {**_sent(_WITH_IT), **_read(_breaking("code that reads it finds nothing"))},
    "member-required": {**_sent(_LACKING), **_read(_safe("it is always there now"))},
    "idempotency-token-required": {**_sent(_FILLED), **_read(_safe("it is always there now"))},
    "member-optional": {
        **_sent(_safe("it may be left out now")),
        **_read(_risky("it was always there, and may be missing now")),
    },
    "union-member-added": {
        **_sent(_safe("nobody sends it yet")),
        **_read(_risky("code that knows each member of the union does not know this one")),
    },
    "union-member-removed": {
        **_sent(_WITH_IT),
        **_read(_safe("it no longer arrives"), _breaking("the attribute is gone from the class")),
    },
    # boto3 has no method for an operation whose request is a stream of events.
    "event-added": _read(_risky("code that knows each event does not know this one")),
    "event-removed": _read(_safe("it no longer arrives"), _breaking("the attribute is gone from the class")),
    "type-changed": _both(_breaking("a value of the former type no longer fits")),
    "type-widened": {
        **_sent(_safe(_UNREFUSED)),
        **_read(_safe("Python has one type for both")),
    },
    "type-narrowed": {
        **_sent(_breaking("values outside the smaller type are refused")),
        **_read(_safe("Python has one type for both")),
    },
    "integer-to-float": {
        **_sent(_safe("an int is accepted as a float")),
        **_read(_breaking("a float arrives; range and indexing do not accept floats")),
    },
    "float-to-integer": {
        **_sent(_breaking("a number with a fraction is refused")),
        **_read(_safe("an int can be used as a float")),
    },
    "target-changed": _both(_safe("the other shape takes the same values, and has no name in Python")),
    "class-changed": {
        **_sent(_NO_CLASS, _breaking("an instance of the former class is refused")),
        **_read(_NO_CLASS, _risky("an instance of another class arrives, with the same attributes")),
    },
    "enum-class-changed": {
        **_sent(_NO_CLASS, _safe("a value of the former class is text, and is accepted")),
        **_read(_NO_CLASS, _risky("a value of another class arrives, which equals the same text")),
    },
    "values-listed": {
        **_sent(_breaking("a value that is not listed is refused")),
        **_read(_safe("the listed values arrive")),
    },
    "values-unlisted": {
        **_sent(_safe("any text is accepted now"), _breaking("the class is gone")),
        **_read(_risky("values that were not listed may arrive"), _breaking("the class is gone")),
    },
    "value-added": {
        **_sent(_safe("nobody sends it yet")),
        **_read(_risky("code that knows each value does not know this one")),
    },
    "value-removed": {
        **_sent(_WITH_IT, _NAME_GONE),
        **_read(_safe("it no longer arrives"), _NAME_GONE),
    },
    "min-raised": {**_sent(_breaking("values below it are refused")), **_read(_UNCHECKED)},
    "min-lowered": {**_sent(_safe("more values are accepted")), **_read(_UNCHECKED)},
    "max-raised": {**_sent(_safe("more values are accepted")), **_read(_UNCHECKED)},
    "max-lowered": {**_sent(_breaking("values above it are refused")), **_read(_UNCHECKED)},
    "pattern-added": {
        **_sent(_breaking("any text was accepted; now text that does not match is refused")),
        **_read(_UNCHECKED),
    },
    "pattern-removed": {**_sent(_safe("any text is accepted")), **_read(_UNCHECKED)},
    "pattern-changed": {**_sent(_risky("values that matched may not match now")), **_read(_UNCHECKED)},
    "union-added": {
        **_sent(_breaking("a request with more than one of its members is refused")),
        **_read(_safe("one member is set")),
    },
    "union-removed": {
        **_sent(_safe("more than one member may be set")),
        **_read(_risky("more than one member may be set")),
    },
    "sensitive-added": _both(_safe("dicts show it as before"), _safe("repr hides it now")),
    "sensitive-removed": _both(_safe("dicts show it as before"), _risky("repr shows it, and so do logs")),
    "sparse-added": {
        **_sent(_safe("botocore never accepts None as an item")),
        **_read(_risky("items may be None now")),
    },
    "sparse-removed": {
        **_sent(_safe("botocore never accepts None as an item")),
        **_read(_safe("items are no longer None")),
    },
    "idempotency-token-added": {**_sent(_FILLED), **_read(_safe("answers do not contain tokens"))},
    "idempotency-token-removed": {
        **_sent(_risky("botocore no longer fills it in: a retry may do something twice")),
        **_read(_safe("answers do not contain tokens")),
    },
    "required-idempotency-token-removed": {
        **_sent(_breaking("botocore no longer fills it in, and a request without it is refused")),
        **_read(_safe("answers do not contain tokens")),
    },
    "json-text-added": {
        **_sent(_risky("text is sent as a JSON string")),
        **_read(_breaking("it was text, and is the parsed JSON now")),
    },
    "json-text-removed": _both(_breaking("it was the parsed JSON, and is text now")),
    "streaming-added": _both(_safe("botocore streams a body that is a blob, with or without this trait")),
    "streaming-removed": _both(_safe("botocore streams a body that is a blob, with or without this trait")),
    "payload-changed": {
        **_sent(_safe("botocore writes it")),
        **_read(_risky("a blob that is the body arrives as a stream")),
    },
    "document-added": _both(_safe("dicts are accepted and arrive as before"), _breaking("the class is gone")),
    "document-removed": {
        **_sent(_breaking("anything was accepted; now only what the structure has is")),
        **_read(
            _risky("members that the structure does not have do not arrive"),
            _breaking("it was any value, and is an instance of a class now"),
        ),
    },
    "event-stream-added": {
        **_sent(_breaking("boto3 has no method for an operation whose request is a stream of events")),
        **_read(_breaking("it was a structure, and is a stream of events now")),
    },
    # boto3 has no method for an operation whose request is a stream of events.
    "event-stream-removed": _read(_breaking("it was a stream of events, and is a structure now")),
    "default-changed": {
        **_sent(_risky("the service assumes another value where it is left out")),
        **_read(_safe("the service returns the value")),
    },
    "operation-deprecated": _sent(
        _safe("it works, and is announced to be removed"), _risky("the method warns (DeprecationWarning)")
    ),
    "deprecated": _both(_safe("it works, and is announced to be removed")),
    "undeprecated": _both(_safe("it stays")),
    "deprecation-changed": _both(_safe("only the words changed")),
    "trait-changed": _both(_risky("shapegen does not know what this trait does")),
    "name-changed": _both(_safe("dicts have the service's names"), _breaking("it has another name in Python")),
    "documentation": _both(_safe("words for people")),
    "example-changed": _both(_safe("words for people")),
    "wire-changed": _both(_SAME_CALL),
    "retry-changed": _read(_risky("botocore tries again more often, or less often, before it raises")),
    "auth-changed": _sent(_risky("requests are signed in another way: keys, proxies and policies may depend on it")),
    "auth-required": _sent(_breaking("a call without credentials fails")),
    "endpoint-changed": _sent(_risky("another host may be called: firewalls and proxies may depend on it")),
    "endpoint-rules-changed": _sent(
        _risky("another host may be called, or another region be signed for; the rules are not compared")
    ),
    "protocol-changed": _both(
        _risky("botocore reads and writes it differently, including error codes and empty values")
    ),
    "api-version-changed": _sent(
        _risky("client(…, api_version=…) works only while botocore keeps the old model beside it")
    ),
    "service-id-changed": _sent(_risky("botocore's events, AWS_ENDPOINT_URL_… and configuration are named after it")),
    "metadata-changed": _sent(_safe("names that botocore only shows, or does not read")),
}
