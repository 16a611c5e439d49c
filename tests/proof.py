"""Proves packages of whole services against botocore, and counts what was proved:

    python tests/proof.py DIR                   of what `shapegen generate --all --output DIR` wrote
    python tests/proof.py DIR --report FILE     generates it first

What is read here of a model is read without shapegen, but for the patterns, which it translates.
"""

import argparse
import fnmatch
import io
import os
import pkgutil
import platform
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args, get_type_hints, is_typeddict

import models
from boto3_calls import Calls, text_for_bytes
from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import ResponseParserError
from botocore.serialize import create_serializer
from botocore.utils import is_json_value_header
from botocore.validate import ParamValidator

from shapegen.build import patterns
from shapegen.emit.description import MANIFEST
from shapegen.errors import ShapegenError
from shapegen.runtime.categories import pattern as compiled

_REQUESTS = 1
_MUTATIONS = 6
_ODD = 4
_DEPTH = 4
_TRIES = 30
_COUNTED = (
    *("operations", "structures", "members", "enums", "values", "errors", "paginators", "iterators of items"),
    *("waiters", "TypedDicts", "keys", "Literals", "requests", "mutations", "responses", "calls through boto3"),
    "answers through boto3",
)
_KINDS = {"paginate_": "paginators", "iter_": "iterators of items", "wait_until_": "waiters"}
#: Text that botocore reads as JSON.
_ENCODED = {"TemplateBody": '{"a": 1}', "policyDocumentType": "%7B%22a%22%3A%201%7D"}
#: What may stand where something else belongs.
_VALUES: tuple[Any, ...] = (
    "",
    "x",
    0,
    -1,
    10**9,
    1.5,
    True,
    Decimal("1.5"),
    b"",
    b"b",
    [],
    ["a"],
    (),
    {},
    {"a": 1},
    {"Bucket": "b"},
)
_CODE = re.compile(r"^ *(`{3,})\n.*?^ *\1$|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)", re.MULTILINE | re.DOTALL)
_TAG = re.compile(
    r"</?(?:a|b|br|code|dd|dl|dt|em|fullname|i|important|li|note|ol|p|para|pre|strong|ul)(?:\s[^<>]*)?/?>"
)
_NOW = datetime(2020, 5, 8, 12, tzinfo=UTC)


@dataclass
class Proof:
    """What was proved of a service."""

    service: str
    counts: Counter[str] = field(default_factory=Counter[str])
    problems: list[str] = field(default_factory=list[str])
    left_out: list[str] = field(default_factory=list[str])
    """Of operations, pages and waiters."""
    unchecked: list[str] = field(default_factory=list[str])
    """Patterns."""
    seconds: float = 0


class _NoValueError(Exception):
    """No value could be made that is good."""


def prove(root: Path) -> Proof:
    """Imports the package in `root` and holds all of it against botocore's model."""
    start = time.perf_counter()
    stamp = models.stamp(root)
    service = stamp["selection"]["service"]
    found = Proof(service, left_out=stamp["unusable"], unchecked=stamp["unchecked"])
    model = ServiceModel(_data(service, "service-2"), service)
    sys.path.insert(0, str(root))
    try:
        package: Any = import_module(stamp["selection"]["package"])
        calls = Calls(package, service, stamp["service"]["client"])
        wanted = [
            name
            for name in model._service_description["operations"]
            if any(fnmatch.fnmatchcase(name, each) for each in stamp["selection"]["operations"]) and calls.has(name)
        ]
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith(".__main__"):
                import_module(module.name)
        _count(package, model, wanted, stamp, found)
        found.problems += [f"markup is left: {each}" for each in _markup_left(stamp["service"])]
        operations = import_module(f"{package.__name__}.operations").OPERATIONS
        for name in wanted:
            try:
                ours, chance = operations[name], random.Random(name)
                if not hasattr(calls.client, ours.method):
                    found.problems.append(f"{name}: boto3's client has no {ours.method}")
                _Prover(package, calls, model.operation_model(name), ours, chance, found).prove()
            except Exception as error:
                found.problems.append(f"{name}: {type(error).__name__}: {error}")
    except Exception as error:
        found.problems.append(f"{type(error).__name__}: {error}")
    finally:
        sys.path.remove(str(root))
        for name in [each for each in sys.modules if each.partition(".")[0] == stamp["selection"]["package"]]:
            del sys.modules[name]
    found.seconds = time.perf_counter() - start
    return found


def _data(service: str, kind: str) -> Any:
    """What botocore has of a service; nothing where it has no such file."""
    try:
        loader = Loader([Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
        return loader.load_service_model(service, kind)
    except UnknownServiceError:
        return {}


# Counts


def _count(package: Any, model: ServiceModel, wanted: list[str], stamp: Mapping[str, Any], found: Proof) -> None:
    """Compares the classes of the package with the model."""
    raw = model._service_description
    expected = _expected(raw, wanted)
    classes = [getattr(package, name) for name in dir(package)]
    classes = [each for each in classes if isinstance(each, type) and each.__module__.startswith(package.__name__)]
    enums = [each for each in classes if issubclass(each, Enum) and len(each)]
    structures = [each for each in classes if each.__module__ == f"{package.__name__}.shapes"]
    there = {
        "structures": len(structures),
        "members": sum(len(fields(each)) for each in structures),
        "enums": len(enums),
        "values": sum(len(each) for each in enums),
        "operations": len(stamp["service"]["operations"]),
        **_client(package, stamp),
        **_stubs(package, structures, enums),
    }
    expected |= _expected_of_client(raw, wanted, stamp) | {
        "TypedDicts": expected["structures"],
        "Literals": expected["enums"],
        "keys": expected["members"],
    }
    found.counts.update(there)
    for what, number in expected.items():
        if there[what] != number:
            found.problems.append(f"{there[what]} {what}, and the model has {number}")


def _client(package: Any, stamp: Mapping[str, Any]) -> dict[str, int]:
    """What there is of errors, pages and waiters: the same in both clients."""
    errors = [each for each in vars(import_module(f"{package.__name__}.errors")).values() if isinstance(each, type)]
    methods: list[Counter[str]] = []
    for name in (stamp["service"]["client"], stamp["service"]["async_client"]):
        own = vars(getattr(package, name))
        methods.append(Counter(kind for each in own for kind in _KINDS if each.startswith(kind)))
    if methods[0] != methods[1]:
        raise AssertionError(f"the clients differ: {methods}")
    return {
        "errors": sum(each.__module__ == f"{package.__name__}.errors" for each in errors),
        **{what: methods[0][kind] for kind, what in _KINDS.items()},
    }


def _markup_left(node: Any) -> Iterator[str]:
    """Where tags of AWS's are left in documentation, outside of code."""
    if isinstance(node, list):
        for each in node:
            yield from _markup_left(each)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in ("documentation", "description"):
                text = _CODE.sub("", "\n".join(value))
                if left := _TAG.search(text):
                    owner = node.get("name") or node.get("wire_name")
                    yield f"{owner}: {text[max(0, left.start() - 40) : left.end()]!r}"
            else:
                yield from _markup_left(value)


def _expected_of_client(raw: Mapping[str, Any], wanted: list[str], stamp: Mapping[str, Any]) -> dict[str, int]:
    service = stamp["selection"]["service"]
    pages = _data(service, "paginators-1").get("pagination", {}).keys() & set(wanted)
    waiters = [each for each in _data(service, "waiters-2").get("waiters", {}).values() if each["operation"] in wanted]
    left_out = Counter(each.split()[0] for each in stamp["unusable"])
    return {
        "errors": len(_errors(raw, wanted)),
        "paginators": len(pages) - left_out["pages"],
        "iterators of items": len(pages) - left_out["pages"] - left_out["items"],
        "waiters": len(waiters) - left_out["waiter"],
    }


def _errors(raw: Mapping[str, Any], wanted: list[str]) -> set[str]:
    """The errors that operations name, and those that end their streams."""
    shapes = raw["shapes"]
    named = {each["shape"] for name in wanted for each in raw["operations"][name].get("errors", ())}
    for shape in _reached(raw, wanted):
        if shapes[shape].get("eventstream"):
            named |= {each for each in map(_target, shapes[shape]["members"].values()) if shapes[each].get("exception")}
    return named


def _stubs(package: Any, structures: list[type], enums: list[Any]) -> dict[str, int]:
    """The TypedDicts and Literals beside the classes, with all that they refer to; a Literal has the enum's values."""
    stubs = import_module(f"{package.__name__}.stubs")
    dicts = [getattr(stubs, each.__name__) for each in structures]
    hints = [get_type_hints(each) for each in dicts if is_typeddict(each)]
    literals = [get_args(getattr(stubs, each.__name__)) for each in enums]
    return {
        "TypedDicts": len(hints),
        "keys": sum(len(each.keys() - {"ResponseMetadata"}) for each in hints),
        "Literals": sum(texts == tuple(map(str, each)) for texts, each in zip(literals, enums, strict=True)),
    }


def _expected(raw: Mapping[str, Any], wanted: list[str]) -> dict[str, int]:
    shapes = raw["shapes"]
    reached, own = _reached(raw, wanted), _own(raw, wanted)
    structures = [shapes[n] for n in reached if shapes[n]["type"] == "structure" and not shapes[n].get("document")]
    enums = [shapes[name] for name in reached if "enum" in shapes[name] and shapes[name]["type"] == "string"]
    return {
        "structures": len(structures) + len(own),
        "members": sum(len(each.get("members", {})) for each in [*structures, *own]) + _added(raw, wanted),
        "enums": len(enums),
        "values": sum(len(set(each["enum"])) for each in enums),
        "operations": len(wanted),
    }


def _added(raw: Mapping[str, Any], wanted: list[str]) -> int:
    """How many members botocore's handlers add to responses: `ExpiresString`, beside what is sent as `Expires`."""
    if raw["metadata"]["serviceId"] != "S3":
        return 0
    has_expires: Any = import_module("botocore.handlers")._has_expires_shape
    shapes: list[Any] = [ServiceModel(raw).operation_model(name).output_shape for name in wanted]
    outputs = {shape.name: shape for shape in shapes if shape}
    return sum(map(has_expires, outputs.values()))


def _own(raw: Mapping[str, Any], wanted: list[str]) -> list[Mapping[str, Any]]:
    """The requests of operations that have none in the model, or share it."""
    operations, shapes = raw["operations"], raw["shapes"]
    inputs = Counter(each["input"]["shape"] for each in operations.values() if "input" in each)
    found: list[Mapping[str, Any]] = []
    for name in wanted:
        request = operations[name].get("input", {}).get("shape")
        if request is None:
            found.append({})
        elif inputs[request] > 1 and request != f"{name}Request":
            found.append(shapes[request])
    return found


def _reached(raw: Mapping[str, Any], wanted: list[str]) -> set[str]:
    """The shapes that the operations reach, by the requests that are in the model and not shared."""
    operations, shapes = raw["operations"], raw["shapes"]
    inputs = Counter(each["input"]["shape"] for each in operations.values() if "input" in each)
    starts = [_target(member) for own in _own(raw, wanted) for member in own.get("members", {}).values()]
    for name in wanted:
        request = operations[name].get("input", {}).get("shape")
        if request is not None and (inputs[request] == 1 or request == f"{name}Request"):
            starts.append(request)
        if "output" in operations[name]:
            starts.append(operations[name]["output"]["shape"])
        for error in operations[name].get("errors", ()):
            starts += map(_target, shapes[error["shape"]].get("members", {}).values())
    reached: set[str] = set()
    waiting = deque(starts)
    while waiting:
        if (name := waiting.popleft()) not in reached and name:
            reached.add(name)
            shape = shapes[name]
            parts = [shape[part] for part in ("member", "key", "value") if part in shape]
            waiting.extend(map(_target, [*shape.get("members", {}).values(), *parts]))
    return reached


def _target(member: Mapping[str, Any]) -> str:
    """What a member holds; nothing for a header of JSON, of which the shape that it is written as is not seen."""
    return "" if member.get("jsonvalue") and member.get("location") == "header" else str(member["shape"])


# Requests and responses


@dataclass
class _Prover:
    package: Any
    calls: Calls
    operation: Any
    """botocore's model of it; neither it nor its shapes have types."""
    ours: Any
    random: random.Random
    found: Proof

    def prove(self) -> None:
        """Good requests are good to all, mutations to none; responses survive a journey."""
        data: dict[str, Any] = {}
        for _ in range(_REQUESTS):
            shape = self.operation.input_shape
            try:
                data = self.good(shape, 0) if shape else {}
            except _NoValueError as error:
                self.found.counts["requests not made"] += 1
                self.found.counts[f"not made: {error}"] += 1
                break
            self.request(data)
            if shape:
                self.mutations(shape, data)
                self.odd(shape, data)
        if self.operation.output_shape:
            said = self.any(self.operation.output_shape, 0)
            back = self.package.to_dict(self.package.from_dict(self.ours.response, said))
            self.expect("the response", back, said)
            self.found.counts["responses"] += 1
            self.answer(data)

    def answer(self, request: dict[str, Any]) -> None:
        """An answer over the network, with boto3's handlers."""
        said = _without_files(self.any(self.operation.output_shape, 0))
        found = self.calls.answer(self.operation, request, said, self.ours.request, self.ours.response)
        if found is None or not self.calls.is_sent(self.operation.name, request):
            self.found.counts["answers not made"] += 1
            return
        try:
            self.found.problems += [f"{self.operation.name}: {problem}" for problem in found]
            self.found.counts["answers through boto3"] += 1
        except ResponseParserError:
            self.found.counts["answers not made"] += 1

    def expect(self, what: str, got: object, wanted: object) -> None:
        if got != wanted:
            self.found.problems.append(f"{self.operation.name}: {what}: {got!r:.300}, not {wanted!r:.300}")

    def request(self, data: dict[str, Any]) -> None:
        request = self.package.from_dict(self.ours.request, data)
        self.expect("violations of a good request", [str(each) for each in self.package.violations(request)], [])
        self.expect("violations as of botocore", self.package.violations(request, level="botocore"), ())
        sent = self.package.to_dict(request)
        self.expect("the request", sent, data)
        if shape := self.operation.input_shape:
            self.expect("botocore's report", ParamValidator().validate(sent, shape).generate_report(), "")
        protocol = self.operation.service_model.resolved_protocol
        create_serializer(protocol, include_validation=False).serialize_to_request(sent, self.operation)
        self.found.counts["requests"] += 1
        self.call(data)
        if (texts := text_for_bytes(data)) != data:
            self.call(texts)

    def call(self, data: dict[str, Any]) -> None:
        """boto3 takes what the package takes at the level "botocore", and sends the same."""
        found = self.calls.request(self.operation.name, data, self.ours.request)
        self.found.problems += [f"{self.operation.name}: {problem}" for problem in found]
        self.found.counts["calls through boto3"] += 1

    def mutations(self, shape: Any, data: dict[str, Any]) -> None:
        everything = list(self.mutants(shape, data, ()))
        for path, rule, value in self.random.sample(everything, min(_MUTATIONS, len(everything))):
            mutant = deepcopy(data)
            inner: Any = mutant
            for step in path[:-1]:
                inner = inner[step]
            if rule == "required":
                del inner[path[-1]]
            else:
                inner[path[-1]] = value
            found = self.package.violations(self.package.from_dict(self.ours.request, mutant))
            self.call(mutant)
            if not any(each.rule.partition(":")[0] == rule for each in found):
                if rule == "required" and self.calls.is_sent(self.operation.name, mutant):
                    continue  # boto3 fills it in
                self.found.problems.append(f"{self.operation.name}: {path}: {value!r:.80} is not refused ({rule})")
            self.found.counts["mutations"] += 1

    def odd(self, shape: Any, data: dict[str, Any]) -> None:
        """What stands somewhere in a good request where something else belongs, both refuse, or both send."""
        places = list(self.places(shape, data, ()))
        for path in self.random.sample(places, min(_ODD, len(places))):
            mutant = deepcopy(data)
            inner: Any = mutant
            for step in path[:-1]:
                inner = inner[step]
            inner[path[-1]] = deepcopy(self.random.choice(_VALUES))
            self.call(mutant)

    def places(self, shape: Any, value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        """Each place in a value, but those of times, of which botocore reads more than the package."""
        if path and shape.type_name != "timestamp":
            yield path
        if is_open(shape):
            return
        if shape.type_name == "structure":
            for name, item in value.items():
                yield from self.places(shape.members[name], item, (*path, name))
        elif shape.type_name == "list":
            for index, item in enumerate(value):
                yield from self.places(shape.member, item, (*path, index))
        elif shape.type_name == "map":
            for key, item in value.items():
                yield from self.places(shape.value, item, (*path, key))

    def mutants(self, shape: Any, value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str, Any]]:
        """Each place in a good value with what breaks one constraint there."""
        traits: Mapping[str, Any] = shape.metadata
        if is_open(shape):
            return
        match shape.type_name:
            case "structure":
                for name, item in value.items():
                    member = shape.members[name]
                    if name in shape.required_members and not member.metadata.get("idempotencyToken"):
                        yield (*path, name), "required", None
                    if not is_open(member):
                        yield (*path, name), "type", object()
                        yield from self.mutants(member, item, (*path, name))
            case "list":
                for index, item in enumerate(value):
                    yield from self.mutants(shape.member, item, (*path, index))
                if value and traits.get("max") is not None and traits["max"] < 1000:
                    yield path, "max", [value[0]] * (traits["max"] + 1)
                if traits.get("min"):
                    yield path, "min", []
            case "map":
                for key, item in value.items():
                    yield from self.mutants(shape.value, item, (*path, key))
            case "string" if "enum" in traits:
                # A member may say values that its target does not; `traits` names that as ignored.
                if "enum" in self.operation.service_model._service_description["shapes"][shape.name]:
                    yield path, "enum", "none of these"
            case "string":
                if traits.get("max") is not None and traits["max"] < 10**6:
                    yield path, "max", "a" * (traits["max"] + 1)
                if traits.get("min"):
                    yield path, "min", ""
            case "integer" | "long" | "float" | "double":
                if traits.get("max") is not None:
                    yield path, "max", _number(shape, traits["max"] + 1)
                if traits.get("min") is not None:
                    yield path, "min", _number(shape, traits["min"] - 1)
            case _:
                pass

    def good(self, shape: Any, depth: int) -> Any:
        """A value that breaks nothing."""
        traits: Mapping[str, Any] = shape.metadata
        low = traits.get("min") or 0
        if is_json(shape):
            return {"a": [1, "b", None, True]}
        match shape.type_name:
            case "structure":
                return self.good_structure(shape, depth)
            case "list":
                size = low if depth > _DEPTH else max(low, min(traits.get("max", 2), 2))
                return [self.good(shape.member, depth + 1) for _ in range(size)]
            case "map":
                size = low if depth > _DEPTH else max(low, 1)
                for _ in range(_TRIES):
                    made = {self.good(shape.key, depth): self.good(shape.value, depth + 1) for _ in range(size)}
                    if len(made) == size:
                        return made
                raise _NoValueError(f"keys of {shape.name}")
            case "string" if "enum" in traits:
                return self.random.choice(traits["enum"])
            case "string" | "character":
                return self.text(shape.name, low, traits.get("max"), traits.get("pattern"))
            case "integer" | "long" | "float" | "double":
                least = traits.get("min", min(0, traits.get("max", 0)))
                return _number(shape, least)
            case "boolean":
                return self.random.random() < 0.5
            case "timestamp":
                return _NOW
            case _:
                return b"a" * max(low, 1)

    def good_structure(self, shape: Any, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        names = list(shape.members)
        if shape.metadata.get("union") or getattr(shape, "is_tagged_union", False):
            if depth > 3 * _DEPTH:
                raise _NoValueError(f"{shape.name}, which does not end")
            self.random.shuffle(names)
            for name in names:
                try:
                    return {name: self.good(shape.members[name], depth + 1)}
                except _NoValueError:
                    continue
            raise _NoValueError(shape.name)
        for name in names:
            if name in shape.required_members:
                if depth > 5 * _DEPTH:
                    raise _NoValueError(f"{shape.name}, which does not end")
                made[name] = self.good(shape.members[name], depth + 1)
            elif depth < _DEPTH and self.random.random() < 0.6:
                try:
                    made[name] = self.good(shape.members[name], depth + 1)
                except _NoValueError:
                    continue
        return made

    def text(self, name: str, low: int, high: int | None, pattern: str | None) -> str:
        if pattern is None:
            return "a" * max(low, min(3, 3 if high is None else high))
        try:
            python = patterns.translate(pattern)
            fullmatch = _compiled(python)
            for number in range(_TRIES):
                for made in _candidates(python, self.random, low, number):
                    if low <= len(made) <= (len(made) if high is None else high) and fullmatch(made):
                        return made
        except ShapegenError:
            return "a" * max(low, 1)  # it is not checked
        except (re.error, RecursionError, ValueError, OverflowError):
            pass
        raise _NoValueError(f"text for {name}, {pattern}")

    def any(self, shape: Any, depth: int) -> Any:
        """What a response may hold: no limit holds, and there are values and members that are new."""
        if is_json(shape):
            return {"a": [1, None]}
        if shape.metadata.get("streaming") or shape.serialization.get("streaming"):
            return io.BytesIO(b"a")
        match shape.type_name:
            case "structure" if getattr(shape, "is_eventstream", False) or shape.serialization.get("eventstream"):
                return iter([])
            case "structure":
                members: Any = shape.members
                if depth > _DEPTH:
                    return {}
                chosen = [each for each in members if self.random.random() < 0.7]
                # Of two members with one name in XML botocore gives its own elements, where there are several.
                names = Counter(member.serialization.get("name", each) for each, member in members.items())
                chosen = [each for each in chosen if names[members[each].serialization.get("name", each)] == 1]
                if getattr(shape, "is_tagged_union", False):
                    chosen = chosen[:1] or [self.random.choice(list(members))]
                return {each: self.any(members[each], depth + 1) for each in chosen} | {"NewMember1": {"a": [1]}}
            case "list":
                return [self.any(shape.member, depth + 1) for _ in range(2 if depth < _DEPTH else 0)]
            case "map":
                return {"a": self.any(shape.value, depth + 1)}
            case "string" if shape.name in _ENCODED:
                return _ENCODED[shape.name]
            case "string" | "character":
                return self.random.choice([*shape.metadata.get("enum", ()), "a new value"])
            case "integer" | "long":
                return self.random.randint(-9, 9)
            case "float" | "double":
                return self.random.random()
            case "boolean":
                return self.random.random() < 0.5
            case "timestamp":
                return _NOW
            case _:
                return b"\0a"


def _without_files(data: Any) -> Any:
    """`data` with the bytes that its files hold."""
    if isinstance(data, dict):
        return {key: _without_files(each) for key, each in data.items()}
    if isinstance(data, list):
        return [_without_files(each) for each in data]
    return data.read() if hasattr(data, "read") else data


def is_json(shape: Any) -> bool:
    """Whether a shape holds whatever JSON can say."""
    return bool(getattr(shape, "is_document_type", False) or is_json_value_header(shape))


def is_open(shape: Any) -> bool:
    """Whether a shape may hold what its type does not say."""
    return is_json(shape) or bool(shape.serialization.get("eventstream"))


def _number(shape: Any, value: float) -> Any:
    return float(value) if shape.type_name in ("float", "double") else int(value)


# Text that matches a pattern

_PARSER: Any = import_module("re._parser")
_CONSTANTS: Any = import_module("re._constants")


@cache
def _compiled(python: str) -> Any:
    return compiled(python)


def _candidates(python: str, source: random.Random, low: int, number: int) -> Iterator[str]:
    """Texts that may match a translated pattern; what looks around is not looked at."""
    plain = re.sub(r"\[\^\\p\{\w+\}\]", "-", python)
    plain = re.sub(r"\\p\{\w+\}", "A-Za-z", plain)
    plain = re.sub(r"\\P\{\w+\}", "-", plain)
    tree = _PARSER.parse(plain, re.ASCII)
    yield _sample(tree, source, number % 3, {})
    if low:
        yield _sample(tree, source, low, {})
        yield _sample(tree, source, max(1, low // 3), {})


def _sample(tree: Any, source: random.Random, repeats: int, groups: dict[int, str]) -> str:
    made: list[str] = []
    for kind, value in tree:
        if kind is _CONSTANTS.LITERAL:
            made.append(chr(value))
        elif kind is _CONSTANTS.NOT_LITERAL:
            made.append("a" if value != ord("a") else "b")
        elif kind is _CONSTANTS.ANY:
            made.append("a")
        elif kind is _CONSTANTS.IN:
            made.append(_member(value, source))
        elif kind is _CONSTANTS.BRANCH:
            made.append(_sample(source.choice(value[1]), source, repeats, groups))
        elif kind in (_CONSTANTS.MAX_REPEAT, _CONSTANTS.MIN_REPEAT, _CONSTANTS.POSSESSIVE_REPEAT):
            least, most, inner = value
            times = min(max(least, repeats), int(most))
            made.append("".join(_sample(inner, source, repeats, groups) for _ in range(min(times, 5000))))
        elif kind is _CONSTANTS.SUBPATTERN:
            text = _sample(value[3], source, repeats, groups)
            groups[value[0]] = text
            made.append(text)
        elif kind is _CONSTANTS.ATOMIC_GROUP:
            made.append(_sample(value, source, repeats, groups))
        elif kind is _CONSTANTS.GROUPREF:
            made.append(groups.get(value, ""))
    return "".join(made)


def _member(items: Any, source: random.Random) -> str:
    """A character of a class."""
    negated = items[0][0] is _CONSTANTS.NEGATE
    held: list[str] = []
    for kind, value in items[negated:]:
        if kind is _CONSTANTS.LITERAL:
            held.append(chr(value))
        elif kind is _CONSTANTS.RANGE:
            low, high = value
            held += [chr(code) for code in {low, high, source.randint(low, high)}]
        elif kind is _CONSTANTS.CATEGORY:
            held.append(
                {_CONSTANTS.CATEGORY_DIGIT: "5", _CONSTANTS.CATEGORY_WORD: "w", _CONSTANTS.CATEGORY_SPACE: " "}.get(
                    value, "-"
                )
            )
    if not negated:
        likely = [each for each in held if each.isascii() and each.isalnum()]
        return source.choice(likely if likely and source.random() < 0.8 else held)
    text = "".join(held)
    return next((each for each in "abz09-_./ :AZ@#\u00e9" if not _holds(items[1:], each)), text[:1] or "a")


def _holds(items: Any, char: str) -> bool:
    for kind, value in items:
        if kind is _CONSTANTS.LITERAL and chr(value) == char:
            return True
        if kind is _CONSTANTS.RANGE and value[0] <= ord(char) <= value[1]:
            return True
        if kind is _CONSTANTS.CATEGORY:
            sets = {_CONSTANTS.CATEGORY_DIGIT: r"\d", _CONSTANTS.CATEGORY_WORD: r"\w", _CONSTANTS.CATEGORY_SPACE: r"\s"}
            if re.match(sets.get(value, "."), char, re.ASCII):
                return True
    return False


# All of them


@dataclass
class Run:
    """What a command took."""

    seconds: float
    processor: float
    """Seconds, of all processes."""
    memory: float
    """MiB that the greatest process held, of this command or one before."""


def timed(command: list[str], environment: Mapping[str, str]) -> Run:
    """Runs a command, which has to succeed."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env={**os.environ, **environment}, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(time.perf_counter() - start, processor, after.ru_maxrss / 1024)


def mypy(root: Path) -> str:
    """What mypy --strict says of the package in `root`; nothing when it is clean."""
    package = models.stamp(root)["selection"]["package"]
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", os.devnull, package]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr


def main() -> int:
    """Proves every package in a folder, and writes the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--report", type=Path, metavar="FILE", help="generate DIR first, twice, and write a report")
    parser.add_argument("--types", action="store_true", help="run mypy --strict over every package too")
    options = parser.parse_args()
    root: Path = options.folder
    runs: dict[str, Run] = {}
    if options.report:
        if root.exists():
            parser.error(f"{root} exists; what is measured is generated anew")
        generate = [sys.executable, "-m", "shapegen", "generate", "--all", "--output", str(root)]
        with tempfile.TemporaryDirectory() as cache:
            for name in ("generate, with an empty cache", "generate, nothing changed"):
                runs[name] = timed(generate, {"SHAPEGEN_CACHE": cache})
    start = time.perf_counter()
    roots = sorted(path.parents[1] for path in root.glob(f"*/*/{MANIFEST}"))
    proofs: list[Proof] = []
    with ProcessPoolExecutor() as pool:
        for proof in pool.map(prove, roots):
            proofs.append(proof)
            print(f"{proof.service}: {proof.seconds:.1f} s", *proof.problems[:5], sep="\n    ", flush=True)
    runs["proof"] = Run(time.perf_counter() - start, 0, 0)
    if options.types:
        start = time.perf_counter()
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            for proof, said in zip(proofs, threads.map(mypy, roots), strict=True):
                proof.problems += said.splitlines()[:5]
                print(f"{proof.service}: {said or 'clean'}", flush=True)
        runs["mypy --strict"] = Run(time.perf_counter() - start, 0, 0)
    text = _report(proofs, runs)
    if options.report:
        options.report.write_text(text, "utf-8")
    print(text)
    return 1 if any(proof.problems for proof in proofs) else 0


def _report(proofs: list[Proof], runs: Mapping[str, Run]) -> str:
    counts = Counter[str]()
    for proof in proofs:
        counts.update(proof.counts)
    failed = [proof for proof in proofs if proof.problems]
    left_out = [f"{proof.service}: {each}" for proof in proofs for each in proof.left_out]
    unchecked = [f"{proof.service}: {each}" for proof in proofs for each in proof.unchecked]
    times = [
        (name, f"{run.seconds / 60:.1f}", _or(run.processor / 60, ".1f"), _or(run.memory, ".0f"))
        for name, run in runs.items()
    ]
    unmade = [f"{what.removeprefix('not made: ')}" for what in counts if what.startswith("not made: ")]
    return f"""# Every service of botocore

Written by `python tests/proof.py --report`, about all {len(proofs)} packages that `shapegen generate --all` writes
from botocore {version("botocore")}. Each module of each package was imported and compared with botocore:

| what | how many |
|---|---:|
{_rows((what, f"{counts[what]:,}") for what in _COUNTED)}

The operations, structures, members, enums and values are those of the package's classes. They are as many as were
counted in the model without shapegen, except for what is left out below. The same holds for the TypedDicts, their
keys and the Literals of the stubs, which all resolve at run time, and for the errors, paginators and waiters. A
request is random and valid: it has no violation, goes through botocore's validator and serializer, and is the same
after the conversion to a dict and back. A mutation of it breaks one constraint and is refused for that, unless it
lacks a required member that boto3 fills in. A response is random, with new members and new values of enums, and is
the same after the conversion too.

No tag of AWS's markup is left in the documentation.

Each call goes twice through boto3's client, with all its handlers and with the network cut just before something is
sent: as dicts, and as structures through the package's client at the level `"botocore"`. The calls are requests,
mutations, requests with text in place of bytes, and requests with something odd in place of any value. Both clients
refuse them, or both send the same bytes. Answers were written by moto and came through boto3's client. They have no
violation of type and no unknown member, they are the same after the conversion, and their values are what the
annotations say. Each operation has a method in boto3's client, and each such method has an operation.
{counts["answers not made"]:,} answers were not made, because moto does not write every protocol.

Services with a problem: {", ".join(proof.service for proof in failed) or "none"}.

## Times

{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; {_load()}.

| what | minutes | minutes of processor | MiB, greatest process |
|---|---:|---:|---:|
{_rows(times)}

## Left out

Operations, pages, items and waiters that could not be generated ({len(left_out)}):

{_list(left_out)}

Patterns that are not checked, because Python cannot match them ({len(unchecked)}):

{_list(unchecked)}

Requests of {counts["requests not made"]:,} operations could not be made for the proof, because no text was found
that matches a pattern ({len(unmade)} patterns).
"""


def _load() -> str:
    return f"load {os.getloadavg()[2]:.1f} at the end, over 15 minutes"


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _or(number: float, form: str) -> str:
    return format(number, form) if number else ""


def _list(items: list[str]) -> str:
    return "\n".join(f"- `{each.replace('`', '')}`" for each in items) or "none"


if __name__ == "__main__":
    raise SystemExit(main())
