"""The changes that are tried: for every kind and each side that it concerns at least one, most in several places."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from grading import SAME, Case, Error, event, model

from shapegen.changes.grades import ChangeKind, Side

Shapes = Mapping[str, Any]


def _case(kind: Any, side: Any, *models: Any, **more: Any) -> Case:
    old, new = models
    return Case(kind, side, old, new, **more)


_TEXT = {"type": "string"}
_AB = {"A": {"shape": "Text"}, "B": {"shape": "Text"}}


def structure(members: Mapping[str, Any], **traits: Any) -> dict[str, Any]:
    return {"type": "structure", "members": dict(members), **traits}


def _list(**traits: Any) -> dict[str, Any]:
    return {"type": "list", "member": {"shape": "Text"}, **traits}


def _map(**traits: Any) -> dict[str, Any]:
    return {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}, **traits}


_PLACES = ("member", "nested", "listed", "mapped")


def _placed(place: str, value: Any) -> Any:
    return {"member": value, "nested": {"In": value}, "listed": [value], "mapped": {"k": value}}[place]


def _model(place: str, side: Side, shapes: Shapes, target: str, others: Shapes) -> Any:
    """A model that has the shape `target` at a place of the request or the response."""
    around: dict[str, Any] = {
        "member": {},
        "nested": {"Around": structure({"In": {"shape": target}})},
        "listed": {"Around": {"type": "list", "member": {"shape": target}}},
        "mapped": {"Around": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": target}}},
    }[place]
    members = {"Value": target if place == "member" else "Around", **others}
    ends = (members, {}) if side == "request" else ({}, members)
    return model(*ends, shapes={**around, **shapes})


def value(
    kind: Any,
    old: Any,
    new: Any,
    *,
    sent: Any = None,
    answered: Any = SAME,
    after: Any = SAME,
    may: Any = None,
    sides: tuple[Side, ...] = ("request", "response"),
    targets: tuple[str, str] = ("Value", "Value"),
    others: Shapes | None = None,
    places: tuple[str, ...] = _PLACES,
    programs: tuple[str, str] | None = None,
    **more: Any,
) -> Iterator[Case]:
    """One change of a value's shape, in each place, on both sides; `old` and `new` are a shape, or several by name."""
    before, now = (
        {**(more.get("shapes") or {}), **({target: shape} if "type" in shape else shape)}
        for target, shape in zip(targets, (old, new), strict=True)
    )
    for place in places:
        for side in sides:
            pair = [
                _model(place, side, shapes, target, others or {})
                for shapes, target in zip((before, now), targets, strict=True)
            ]
            if side == "request":
                yield _case(kind, side, *pair, request={"Value": _placed(place, sent)}, place=place, programs=programs)
                continue
            arrives = sent if answered is SAME else answered
            yield _case(
                kind,
                side,
                *pair,
                answer={"Value": _placed(place, arrives)},
                after=SAME if after is SAME else {"Value": _placed(place, after)},
                may=None if may is None else {"Value": _placed(place, may)},
                place=place,
                programs=programs,
            )


def _bounds() -> Iterator[Case]:
    #: What has two of something, and what has three.
    sized: list[tuple[dict[str, Any], Any, Any]] = [
        ({"type": "string"}, "ab", "abc"),
        ({"type": "integer"}, 2, 3),
        ({"type": "double"}, 2.5, 3.5),
        (_list(), ["a", "b"], ["a", "b", "c"]),
        (_map(), {"a": "1", "b": "2"}, {"a": "1", "b": "2", "c": "3"}),
    ]
    places = ("member", "nested")
    for shape, two, three in sized:
        yield from value("min-raised", {**shape, "min": 2}, {**shape, "min": 3}, sent=two, places=places)
        yield from value("min-raised", shape, {**shape, "min": 3}, sent=two, places=("member",))
        yield from value("min-lowered", {**shape, "min": 3}, {**shape, "min": 2}, sent=three, may=two, places=places)
        yield from value(
            "max-raised",
            {**shape, "max": 2.5 if shape["type"] == "double" else 2},
            {**shape, "max": 4},
            sent=two,
            may=three,
            places=places,
        )
        yield from value("max-lowered", {**shape, "max": 4}, {**shape, "max": 2}, sent=three, places=places)
        yield from value("max-lowered", shape, {**shape, "max": 2}, sent=three, places=("member",))


def _values() -> Iterator[Case]:
    colors = {"type": "string", "enum": ["red", "dark-blue"]}
    yield from value("value-added", colors, {**colors, "enum": ["red", "dark-blue", "lime"]}, sent="red", may="lime")
    yield from value("value-removed", colors, {**colors, "enum": ["red"]}, sent="dark-blue", answered="red")
    yield from value("values-listed", _TEXT, colors, sent="lime", answered="red")
    yield from value("values-unlisted", colors, _TEXT, sent="red", may="lime")
    yield from value("pattern-added", _TEXT, {**_TEXT, "pattern": "[a-y]+"}, sent="z")
    yield from value("pattern-removed", {**_TEXT, "pattern": "[a-y]+"}, _TEXT, sent="a", may="z")
    secret, shown = {**_TEXT, "sensitive": True}, (
        "bool(client.put(Value='s3cret'))",
        "bool(shown(ms.PutInput(value='s3cret')))",
    )
    for kind, old, new in (("sensitive-added", _TEXT, secret), ("sensitive-removed", secret, _TEXT)):
        yield from value(kind, old, new, sent="s3cret", sides=("response",))
        yield from value(kind, old, new, sent="s3cret", sides=("request",), places=("member",), programs=shown)
    yield from value("sparse-added", _list(), _list(sparse=True), sent=["a"], may=[None])
    yield from value("sparse-removed", _list(sparse=True), _list(), sent=["a"])
    yield from value(
        "wire-changed",
        structure(_AB),
        structure({"A": {"shape": "Text", "locationName": "a"}, "B": {"shape": "Text"}}),
        sent={"A": "x"},
        answered={"A": "x"},
        after={"a": "x"},
    )


def _patterns() -> Iterator[Case]:
    """Narrower, wider, and the same in other words: which one it is, nobody finds out."""
    for sent, pattern in (("z", "[a-y]+"), ("a", "[a-z0-9]+"), ("a", "[a-z][a-z]*")):
        yield from value("pattern-changed", {**_TEXT, "pattern": "[a-z]+"}, {**_TEXT, "pattern": pattern}, sent=sent)


_WIRE: Mapping[str, Any] = {
    "string": "a",
    "blob": "YQ==",
    "boolean": True,
    "integer": 2,
    "long": 2,
    "float": 2.5,
    "double": 2.5,
    "timestamp": 5,
}
_PYTHON: Mapping[str, Any] = {**_WIRE, "blob": b"a", "timestamp": datetime(2020, 1, 1, tzinfo=UTC)}
_FAMILY = {"integer": 0, "long": 1, "float": 10, "double": 11}


def kind_of(old: str, new: str) -> ChangeKind:
    """What a change of type is called."""
    one, other = _FAMILY.get(old), _FAMILY.get(new)
    if one is None or other is None:
        return "type-changed"
    if one // 10 == other // 10:
        return "type-widened" if one < other else "type-narrowed"
    return "integer-to-float" if one < other else "float-to-integer"


def types() -> Iterator[tuple[str, str, Case]]:
    """Every change of one scalar type to another."""
    for old in _WIRE:
        for new in _WIRE:
            if old == new:
                continue
            largest = {"long": 2**40, "double": 1e300}.get(old) if kind_of(old, new) == "type-narrowed" else None
            for case in value(
                kind_of(old, new),
                {"type": old},
                {"type": new},
                sent=_PYTHON[old] if largest is None else largest,
                answered=_WIRE[old],
                after=(
                    SAME
                    if new in _FAMILY
                    and old in _FAMILY
                    and (kind_of(old, new) not in ("integer-to-float", "float-to-integer"))
                    else _WIRE[new]
                ),
                places=("member",),
            ):
                yield old, new, case


def _structures() -> Iterator[Case]:
    one = structure({"A": {"shape": "Text"}})
    both = structure(_AB)
    yield from value("member-added", one, both, sent={"A": "x"}, may={"A": "x", "B": "y"})
    yield from value(
        "required-member-added", one, {**both, "required": ["B"]}, sent={"A": "x"}, after={"A": "x", "B": "y"}
    )
    token = {"shape": "Text", "idempotencyToken": True}
    yield from value(
        "required-member-added",
        one,
        structure({"A": {"shape": "Text"}, "Token": token}, required=["Token"]),
        sent={"A": "x"},
        after={"A": "x", "Token": "y"},
        sides=("request",),
    )
    yield from value("member-removed", both, one, sent={"A": "x", "B": "y"}, after={"A": "x"})
    yield from value(
        "member-required", both, {**both, "required": ["B"]}, sent={"A": "x"}, answered={"A": "x", "B": "y"}
    )
    yield from value("member-optional", {**both, "required": ["B"]}, both, sent={"A": "x", "B": "y"}, may={"A": "x"})
    choice = {**both, "union": True}
    more = structure({**_AB, "C": {"shape": "Text"}}, union=True)
    yield from value("union-member-added", choice, more, sent={"A": "x"}, may={"C": "x"})
    yield from value("union-member-removed", more, choice, sent={"C": "x"}, answered={"A": "x"})
    yield from value("union-added", both, choice, sent={"A": "x", "B": "y"}, answered={"A": "x"})
    yield from value("union-removed", choice, both, sent={"A": "x"}, may={"A": "x", "B": "y"})
    for name, shape, sent in (("Part", both, {"A": "x"}), ("Tint", {"type": "string", "enum": ["red"]}, "red")):
        yield from value(
            "class-renamed", {name: shape}, {f"Other{name}": shape}, sent=sent, targets=(name, f"Other{name}")
        )
        yield from value(
            "class-changed" if name == "Part" else "enum-class-changed",
            {name: shape, f"Other{name}": shape},
            {name: shape, f"Other{name}": shape},
            sent=sent,
            targets=(name, f"Other{name}"),
            others={"Keep": name, "Hold": f"Other{name}"},
        )
    yield from value(
        "target-changed",
        {"One": _TEXT, "Two": _TEXT},
        {"One": _TEXT, "Two": _TEXT},
        sent="a",
        targets=("One", "Two"),
        others={"Keep": "One", "Hold": "Two"},
    )
    yield from value("shape-renamed", {"One": _TEXT}, {"Two": _TEXT}, sent="a", targets=("One", "Two"))
    yield from value(
        "shape-added",
        structure({"A": {"shape": "Text"}}),
        {"Value": structure({"A": {"shape": "Text"}, "B": {"shape": "New"}}), "New": _TEXT},
        sent={"A": "x"},
        may={"A": "x", "B": "y"},
    )
    yield from value(
        "class-added",
        structure({"A": {"shape": "Text"}}),
        {"Value": structure({"A": {"shape": "Text"}, "B": {"shape": "New"}}), "New": one},
        sent={"A": "x"},
        may={"A": "x", "B": {"A": "y"}},
    )
    was = {"Value": structure({"A": {"shape": "Text"}, "B": {"shape": "Part"}}), "Part": one}
    names = ("read(client.put())", "bool(ms.Part)")
    yield from value("class-removed", was, one, sent={}, programs=names)
    old = {"Value": structure({"A": {"shape": "Text"}, "B": {"shape": "Name"}}), "Name": _TEXT}
    yield from value("shape-removed", old, structure(_AB), sent={"A": "x"})
    for before, now, kind in (
        ({}, {"deprecated": True, "deprecatedMessage": "no"}, "deprecated"),
        ({"deprecated": True}, {}, "undeprecated"),
        (
            {"deprecated": True, "deprecatedMessage": "a"},
            {"deprecated": True, "deprecatedMessage": "b"},
            "deprecation-changed",
        ),
    ):
        pair = [structure({"A": {"shape": "Text"}, "B": {"shape": "Text", **traits}}) for traits in (before, now)]
        yield from value(kind, *pair, sent={"B": "x"})
    yield from value(
        "documentation",
        structure({"A": {"shape": "Text", "documentation": "<p>One.</p>"}}),
        structure({"A": {"shape": "Text", "documentation": "<p>Two.</p>"}}),
        sent={"A": "x"},
    )
    yield from value(
        "default-changed",
        structure({"A": {"shape": "Text", "default": "x"}}),
        structure({"A": {"shape": "Text", "default": "y"}}),
        sent={},
        answered={"A": "x"},
        sides=("response",),
    )
    defaults = [model({"A": {"shape": "Text", "default": each}}, {"A": "Text"}) for each in "xy"]
    yield _case("default-changed", "request", *defaults, answer={"A": "x"}, after={"A": "y"}, changed=True)


def _inputs() -> Iterator[Case]:
    token = {"shape": "Text", "idempotencyToken": True}
    needed = {**token, "required": True}
    bare = model(None, {})

    def sent(kind: ChangeKind, old: Any, new: Any, **request: Any) -> Case:
        return _case(kind, "request", old, new, request=request)

    yield sent("input-added", bare, model({"A": "Text"}, {}))
    yield sent("required-input-added", bare, model({"A": {"shape": "Text", "required": True}}, {}))
    yield sent("input-added", bare, model({"Token": needed}, {}))
    yield sent("input-removed", model({"A": "Text"}, {}), bare, A="x")
    yield sent("empty-input-removed", model({}, {}), bare)
    yield sent("member-added", model({}, {}), model({"A": "Text"}, {}))
    yield sent("required-member-added", model({}, {}), model({"A": {"shape": "Text", "required": True}}, {}))
    yield sent("member-removed", model({"A": "Text", "B": "Text"}, {}), model({"A": "Text"}, {}), B="x")
    yield sent("member-required", model({"A": "Text"}, {}), model({"A": {"shape": "Text", "required": True}}, {}))
    yield sent(
        "member-optional", model({"A": {"shape": "Text", "required": True}}, {}), model({"A": "Text"}, {}), A="x"
    )
    yield sent("idempotency-token-member-added", model({}, {}), model({"Token": needed}, {}))
    yield sent("idempotency-token-required", model({"Token": token}, {}), model({"Token": needed}, {}))
    yield sent("idempotency-token-added", model({"Token": "Text"}, {}), model({"Token": token}, {}))
    yield sent("idempotency-token-removed", model({"Token": token}, {}), model({"Token": "Text"}, {}))
    yield sent(
        "required-idempotency-token-removed",
        model({"Token": needed}, {}),
        model({"Token": {"shape": "Text", "required": True}}, {}),
    )
    #: Of a structure that a request and a response share.
    for kind, old, new in (
        ("idempotency-token-member-added", {"A": "Text"}, {"A": "Text", "Token": needed}),
        ("idempotency-token-required", {"Token": token}, {"Token": needed}),
        ("idempotency-token-added", {"Token": "Text"}, {"Token": token}),
        ("idempotency-token-removed", {"Token": token}, {"Token": "Text"}),
        ("required-idempotency-token-removed", {"Token": needed}, {"Token": {"shape": "Text", "required": True}}),
    ):
        pair = []
        for members in (old, new):
            made = model(members, None)
            made["operations"]["Put"]["output"] = {"shape": "PutInput"}
            pair.append(made)
        yield _case(
            kind,
            "response",
            *pair,
            request={"Token": "t"} if "Token" in old else {},
            answer={"A": "x"} if "A" in old else {"Token": "t"},
            after={"A": "x", "Token": "t"} if "A" in old else SAME,
        )


def _outputs() -> Iterator[Case]:
    yield _case("output-added", "response", model({}, None), model({}, {"A": "Text"}), after={"A": "x"})
    yield _case("output-removed", "response", model({}, {"A": "Text"}), model({}, None), answer={"A": "x"}, after={})
    yield _case("empty-output-removed", "response", model({}, {}), model({}, None))


_KNOWS = ("{'InUse': 1, 'used': 2}[code(client.put)]",) * 2


def _errors() -> Iterator[Case]:
    def failing(*errors: str, **shapes: Any) -> Any:
        known = {name: structure({}, exception=True) for name in errors} | shapes
        return model({}, {}, shapes=known, operations={"Put": {"errors": [{"shape": name} for name in known]}})

    one = failing("InUse")
    yield _case(
        "error-added",
        "response",
        one,
        failing("InUse", "Gone"),
        answer=Error("InUse"),
        may=Error("Gone"),
        programs=_KNOWS,
    )
    kept = failing("InUse")
    kept["operations"]["Put"].pop("errors")
    # Another operation has it still.
    two, less = failing("InUse"), kept
    for each in (two, less):
        each["operations"]["Ask"] = {
            "name": "Ask",
            "http": {"method": "POST", "requestUri": "/"},
            "errors": [{"shape": "InUse"}],
        }
    named = ("bool(client.exceptions.InUse)", "bool(ms.InUse)")
    yield _case("error-removed", "response", two, less, answer={}, programs=named)
    yield _case("error-class-removed", "response", one, model({}, {}), programs=named)
    pair = [failing(name, Why=structure({"Cause": {"shape": name}})) for name in ("InUse", "Used")]
    yield _case("error-class-renamed", "response", *pair, programs=named)
    coded = failing(InUse=structure({}, exception=True, error={"code": "used"}))
    recoded = failing(InUse=structure({}, exception=True, error={"code": "taken"}))
    yield _case(
        "error-code-changed", "response", coded, recoded, answer=Error("used"), after=Error("taken"), programs=_KNOWS
    )
    statuses = [failing(InUse=structure({}, exception=True, error={"httpStatusCode": each})) for each in (400, 409)]
    yield _case(
        "error-status-changed",
        "response",
        *statuses,
        answer=Error("InUse", 400),
        after=Error("InUse", 409),
        programs=_KNOWS,
    )
    tries = [
        failing(InUse=structure({}, exception=True, **each)) for each in ({}, {"retryable": {"throttling": False}})
    ]
    for pair in (tries, tries[::-1]):
        yield _case("retry-changed", "response", *pair, answer=Error("InUse"), programs=_KNOWS)


def _operations() -> Iterator[Case]:
    put = model({"A": "Text"}, {})
    more = model({"A": "Text"}, {}, operations={"Ask": {"name": "Ask", "http": {"method": "POST", "requestUri": "/"}}})
    yield _case("operation-added", "request", put, more, request={"A": "x"})
    asks = model(
        {"A": "Text"},
        {},
        operations={
            "Ask": {"name": "Ask", "http": {"method": "POST", "requestUri": "/"}, "output": {"shape": "PutOutput"}}
        },
    )
    yield _case("operation-removed", "request", asks, put, programs=("bool(client.ask)", "bool(client.ask)"))
    old = model({"A": "Text"}, {"A": "Text"}, operations={"Put": {"deprecated": True}})
    yield _case("undeprecated", "request", old, model({"A": "Text"}, {"A": "Text"}), request={"A": "x"})
    yield _case(
        "operation-deprecated",
        "request",
        model({"A": "Text"}, {}),
        model({"A": "Text"}, {}, operations={"Put": {"deprecated": True, "deprecatedMessage": "no"}}),
        request={"A": "x"},
    )
    yield _case(
        "documentation",
        "request",
        put,
        model({"A": "Text"}, {}, operations={"Put": {"documentation": "<p>Puts.</p>"}}),
        request={"A": "x"},
    )
    yield _case(
        "example-changed",
        "request",
        {**put, "examples": {"Put": [{"title": "one"}]}},
        {**put, "examples": {"Put": [{"title": "two"}]}},
        request={"A": "x"},
    )
    yield _case(
        "example-changed",
        "response",
        {**put, "examples": {"Put": [{"title": "one"}]}},
        {**put, "examples": {"Put": [{"title": "two"}]}},
        request={"A": "x"},
    )
    unsigned, signed = (model({"A": "Text"}, {}, operations={"Put": each}) for each in ({"authtype": "none"}, {}))
    yield _case("auth-required", "request", unsigned, signed, request={"A": "x"}, credentials=False)
    yield _case("auth-changed", "request", signed, unsigned, request={"A": "x"})
    yield _case(
        "auth-changed",
        "request",
        signed,
        model({"A": "Text"}, {}, operations={"Put": {"authtype": "v4-unsigned-body"}}),
        request={"A": "x"},
    )
    yield _case(
        "endpoint-changed",
        "request",
        signed,
        model({"A": "Text"}, {}, operations={"Put": {"endpoint": {"hostPrefix": "data."}}}),
        request={"A": "x"},
    )


_ITEMS = {
    "Things": {"type": "list", "member": {"shape": "Thing"}},
    "Thing": structure({"Name": {"shape": "Text"}}),
    "Names": {"type": "list", "member": {"shape": "Text"}},
    "Size": {"type": "integer"},
}


def _pages() -> Iterator[Case]:
    def paged(paginator: Any, **response: Any) -> Any:
        members = {"Things": "Things", "Names": "Names", "Next": "Text", "After": "Text", "Total": "Size", **response}
        made = model({"From": "Text", "Start": "Text", "Limit": "Size"}, members, shapes=_ITEMS)
        return made | ({} if paginator is None else {"pagination": {"Put": paginator}})

    base = {"input_token": "From", "output_token": "Next", "result_key": "Things", "limit_key": "Limit"}
    answer = {"Things": [{"Name": "a"}], "Names": ["b"], "Total": 1}
    lists = ("len(list(client.get_paginator('put').paginate()))", "len(list(client.paginate_put()))")
    sized = (
        "len(list(client.get_paginator('put').paginate(PaginationConfig={'PageSize': 1})))",
        "len(list(client.paginate_put(limit=1)))",
    )
    whole = (
        "[each['Name'] for each in client.get_paginator('put').paginate().build_full_result()['Things']]",
        "[each.name for each in client.iter_put()]",
    )

    def case(kind: ChangeKind, side: Side, old: Any, new: Any, programs: tuple[str, str], **more: Any) -> Case:
        return _case(kind, side, paged(old), paged(new), answer=more.pop("answer", answer), programs=programs, **more)

    yield case("paginator-added", "request", None, base, ("read(client.put())", "read(client.put())"))
    yield case("paginator-removed", "request", base, None, lists)
    unlimited = {key: each for key, each in base.items() if key != "limit_key"}
    yield case("paginator-limit-removed", "request", base, unlimited, sized)
    yield case("paginator-limit-added", "request", unlimited, base, lists)
    yield case("paginator-result-changed", "response", base, {**base, "result_key": "Names"}, whole)
    started = "[list(client.get_paginator('put').paginate(PaginationConfig={'StartingToken': 't'})), service.asked]"
    yield case(
        "paginator-tokens-changed",
        "request",
        base,
        {**base, "input_token": "Start", "output_token": "After"},
        (started, lists[1]),
    )
    aggregate = ("client.get_paginator('put').paginate().build_full_result().get('Total')", whole[1])
    yield case("paginator-changed", "response", {**base, "non_aggregate_keys": ["Total"]}, base, aggregate)


def _waiters() -> Iterator[Case]:
    def waiting(**waiter: Any) -> Any:
        return model({}, {"State": "Text"}) | ({"waiters": {"There": waiter}} if waiter else {})

    def until(state: str) -> Any:
        return {
            "operation": "Put",
            "delay": 1,
            "maxAttempts": 2,
            "acceptors": [{"matcher": "path", "argument": "State", "expected": state, "state": "success"}],
        }

    named = ("bool(client.get_waiter('there'))", "bool(client.wait_until_there)")
    waits = ("waited(client.get_waiter('there').wait)", "waited(client.wait_until_there)")
    plain = ("read(client.put())", "read(client.put())")
    yield _case("waiter-added", "request", waiting(), waiting(**until("ok")), answer={"State": "ok"}, programs=plain)
    yield _case("waiter-removed", "request", waiting(**until("ok")), waiting(), programs=named)
    for now in (until("fine"), until("ok") | {"delay": 2}):
        yield _case(
            "waiter-changed", "request", waiting(**until("ok")), waiting(**now), answer={"State": "ok"}, programs=waits
        )


_HTTP = {
    "metadata": {"protocol": "rest-json"},
    "operations": {"Put": {"http": {"method": "POST", "requestUri": "/Put"}}},
}
_REST_MEMBER = {"shape": "Json", "location": "header", "locationName": "x-json"}


def rest_cases() -> Iterator[Case]:
    """Those that need a protocol which has headers, bodies and events."""

    def rest(request: Any, response: Any, **shapes: Any) -> Any:
        return model(request, response, shapes={"Json": _TEXT, **shapes}, **_HTTP)

    plain, json_text = _REST_MEMBER, {**_REST_MEMBER, "jsonvalue": True}
    answers: list[tuple[Any, Any]] = [
        ({"headers": {"x-json": "e30="}}, plain),
        ({"headers": {"x-json": "e30="}}, json_text),
    ]
    for kind, (answer, old), (_, new) in (("json-text-added", *answers), ("json-text-removed", *answers[::-1])):
        yield _case(kind, "response", rest({}, {"Value": old}), rest({}, {"Value": new}), answer=answer)
        yield _case(
            kind,
            "request",
            rest({"Value": old}, {}),
            rest({"Value": new}, {}),
            request={"Value": "{}" if old is plain else {}},
        )

    def bodies(blob: Any, end: str, *, payload: bool = True) -> Any:
        made = rest({"Value": "Body"}, {}, Body=blob) if end == "PutInput" else rest({}, {"Value": "Body"}, Body=blob)
        made["shapes"][end] |= {"payload": "Value"} if payload else {}
        return made

    blob, stream = {"type": "blob"}, {"type": "blob", "streaming": True}
    for kind, (old, new) in (("streaming-added", (blob, stream)), ("streaming-removed", (stream, blob))):
        yield _case(kind, "response", bodies(old, "PutOutput"), bodies(new, "PutOutput"), answer=b"a")
        yield _case(kind, "request", bodies(old, "PutInput"), bodies(new, "PutInput"), request={"Value": b"a"})
    for end, side in (("PutInput", "request"), ("PutOutput", "response")):
        body: dict[str, Any] = {"request": {"Value": b"a"}}
        if side == "response":
            body = {"answer": {"Value": "YQ=="}, "after": b"a"}
        yield _case("payload-changed", side, bodies(blob, end, payload=False), bodies(blob, end), **body)
    part = structure({"A": {"shape": "Text"}})
    pair = [rest({}, {"Value": "Part"}, Part=part) for _ in range(2)]
    pair[1]["shapes"]["PutOutput"]["payload"] = "Value"
    yield _case("payload-changed", "response", *pair, answer={"Value": {"A": "x"}}, after={"A": "x"})
    documents = [structure({"A": {"shape": "Text"}}), structure({}, document=True)]
    for kind, (old, new) in (("document-added", documents), ("document-removed", documents[::-1])):
        yield _case(
            kind,
            "response",
            rest({}, {"Value": "Any"}, Any=old),
            rest({}, {"Value": "Any"}, Any=new),
            answer={"Value": {"A": "x"} if old is documents[0] else {"Z": "x"}},
        )
        yield _case(
            kind,
            "request",
            rest({"Value": "Any"}, {}, Any=old),
            rest({"Value": "Any"}, {}, Any=new),
            request={"Value": {"A": "x"} if old is documents[0] else ["x"]},
        )
    one, two = ({"A": {"shape": "Part"}}, {"A": {"shape": "Part"}, "B": {"shape": "Part"}})
    part = structure({"Text": {"shape": "Text"}}, event=True)
    streams = [
        rest({}, {"Value": "Events"}, Events=structure(each, eventstream=True), Part=part) for each in (one, two)
    ]
    for each in streams:
        each["shapes"]["PutOutput"]["payload"] = "Value"
    first, other = (event(name, {"Text": "x"}) for name in "AB")
    yield _case("event-added", "response", *streams, answer=first, may=first + other)
    yield _case("event-removed", "response", *streams[::-1], answer=first)
    for end, side in (("input", "request"), ("output", "response")):
        events = [rest({}, {}, Part=part, Events=structure(one, **each)) for each in ({}, {"eventstream": True})]
        for each in events:
            name = each["operations"]["Put"][end]["shape"]
            each["shapes"][name] = structure({"Value": {"shape": "Events"}}, payload="Value")
        sent = {"Value": {"A": {"Text": "x"}}}
        wires: list[Any] = [sent["Value"], first]
        more: dict[str, Any] = (
            {"request": sent, "callers": ["package"]} if side == "request" else {"answer": wires[0], "after": wires[1]}
        )
        yield _case("event-stream-added", side, *events, **more)
        if side == "response":
            yield _case("event-stream-removed", side, *events[::-1], answer=wires[1], after=wires[0])


def alone_cases() -> Iterator[Case]:
    """Those that are of the whole service."""

    def rules(url: str) -> Any:
        rule = {"type": "endpoint", "conditions": [], "endpoint": {"url": url, "properties": {}, "headers": {}}}
        return {
            "endpoint_rules": {
                "version": "1.0",
                "parameters": {"Region": {"type": "String", "builtIn": "AWS::Region"}},
                "rules": [rule],
            }
        }

    def said(**metadata: Any) -> Any:
        return model({}, {}, metadata=metadata)

    yield _case(
        "endpoint-rules-changed",
        "request",
        model({}, {}) | rules("https://one.example"),
        model({}, {}) | rules("https://two.example"),
    )
    versioned = ("versioned('2020-01-01')",) * 2
    for kept in ((), ("2020-01-01",)):
        yield _case(
            "api-version-changed",
            "request",
            said(),
            said(apiVersion="2021-01-01") | {"versions": kept},
            programs=versioned,
        )
    yield _case(
        "service-id-changed", "request", said(), said(serviceId="Tiny"), programs=("heard('before-call.small')",) * 2
    )
    yield _case("metadata-changed", "request", said(), said(serviceFullName="Large"))
    yield _case("wire-changed", "request", said(), said(targetPrefix="Large"))
    yield _case("auth-changed", "request", said(), said(signingName="large"))
    named = {"names": {"members": {"XaaaPart.A": "other"}}}
    for side in ("request", "response"):
        ends = ({"Value": "Part"}, {}) if side == "request" else ({}, {"Value": "Part"})
        old = model(*ends, shapes={"Part": structure({"A": {"shape": "Text"}})})
        value = {"Value": {"A": "x"}}
        yield _case(
            "name-changed", side, old, old | named, **({"request": value} if side == "request" else {"answer": value})
        )


#: What is tried with one pair of packages; those of `alone_cases` have one each.
PARTS: Mapping[str, Callable[[], Iterator[Case]]] = {
    "bounds": _bounds,
    "values": lambda: chain(_values(), _patterns()),
    "structures": _structures,
    "types": lambda: (case for _, _, case in types()),
    "operations": lambda: chain(_inputs(), _outputs(), _errors(), _operations(), _pages(), _waiters()),
    "rest": rest_cases,
}
