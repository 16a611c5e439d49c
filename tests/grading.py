"""Tries a change of a model out: the same program before and after, through botocore and through generated packages.

A service stands in for AWS that takes what the model says, judged by jsonschema, and nothing else.
"""

import binascii
import datetime
import importlib
import io
import json
import string
import struct
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, get_args
from urllib.parse import urlsplit

import botocore.exceptions
import botocore.loaders
import botocore.session
import jsonschema
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.credentials import Credentials
from models import Model

from shapegen.build import Settings, build
from shapegen.changes import compare, normal, words
from shapegen.changes.grades import Caller, ChangeKind, Grade, Side
from shapegen.emit.packages import python_names
from shapegen.emit.render import copies, render

SAME: Any = object()


@dataclass(frozen=True)
class Case:
    """One change, the program that it is tried on, and what the service answers."""

    kind: ChangeKind
    side: Side
    old: Model
    new: Model
    request: Mapping[str, Any] = field(default_factory=dict[str, Any])
    answer: Any = field(default_factory=dict[str, Any])
    """As it is written on the wire; an `Error`; bytes for a body that is no JSON."""
    after: Any = SAME
    """What the service answers afterwards."""
    may: Any = None
    """What it may answer afterwards and could not before."""
    programs: tuple[str, str] | None = None
    """For dicts and for a package, where reading all of the answer is not the point."""
    callers: Sequence[Caller] = get_args(Caller)
    credentials: bool = True
    place: str = ""
    changed: bool = False
    """Whether the answer is another one because of the change."""


@dataclass(frozen=True)
class Error:
    """An answer of the service."""

    code: str
    status: int = 400


@dataclass
class Outcome:
    """What a program saw."""

    raised: str | None = None
    value: Any = None
    goods: dict[str, bool] = field(default_factory=dict[str, bool])
    """What is good as long as it is so."""
    facts: dict[str, Any] = field(default_factory=dict[str, Any])
    """What should stay as it is."""


def model(
    request: Mapping[str, Any] | None = None,
    response: Mapping[str, Any] | None = None,
    shapes: Mapping[str, Any] | None = None,
    **parts: Any,
) -> Model:
    """A service whose operation `Put` has members of these shapes; a key of `parts` is one of the model."""
    made: Model = {
        "metadata": {
            "apiVersion": "2020-01-01",
            "endpointPrefix": "small",
            "jsonVersion": "1.1",
            "protocol": "json",
            "serviceFullName": "Small",
            "serviceId": "Small",
            "signatureVersion": "v4",
            "targetPrefix": "Small",
        },
        "operations": {"Put": {"name": "Put", "http": {"method": "POST", "requestUri": "/"}}},
        "shapes": {"Text": {"type": "string"}, **deepcopy(dict(shapes or {}))},
    }
    for end, name, members in (("input", "PutInput", request), ("output", "PutOutput", response)):
        if members is not None:
            made["operations"]["Put"][end] = {"shape": name}
            required = [member for member, node in members.items() if isinstance(node, dict) and node.get("required")]
            nodes = {
                member: {"shape": node} if isinstance(node, str) else {k: v for k, v in node.items() if k != "required"}
                for member, node in members.items()
            }
            made["shapes"][name] = {"type": "structure", "members": nodes} | (
                {"required": required} if required else {}
            )
    for part, content in parts.items():
        if part in ("metadata", "operations"):
            for name, node in content.items():
                if node is None:
                    made[part].pop(name)
                elif isinstance(node, dict):
                    made[part][name] = made[part].get(name, {}) | node
                else:
                    made[part][name] = node
        else:
            made[part] = content
    return made


# The service


def schema(shapes: Mapping[str, Any], name: str) -> Any:
    """What the service takes of a shape."""
    shape = shapes[name]
    bounds = {key: shape[key] for key in ("min", "max") if key in shape}
    match shape["type"]:
        case "structure" if shape.get("document"):
            return {}
        case "structure":
            members = {
                member.get("locationName", key): schema(shapes, member["shape"])
                for key, member in shape["members"].items()
            }
            wire = {key: member.get("locationName", key) for key, member in shape["members"].items()}
            made = {
                "type": "object",
                "properties": members,
                "required": [wire[key] for key in shape.get("required", ())],
            }
            return made | ({"minProperties": 1, "maxProperties": 1} if shape.get("union") else {})
        case "list":
            item = schema(shapes, shape["member"]["shape"])
            items = {"anyOf": [item, {"type": "null"}]} if shape.get("sparse") else item
            return {"type": "array", "items": items, **{f"{key}Items": each for key, each in bounds.items()}}
        case "map":
            sizes = {f"{key}Properties": each for key, each in bounds.items()}
            value, key = (schema(shapes, shape[part]["shape"]) for part in ("value", "key"))
            return {"type": "object", "additionalProperties": value, "propertyNames": key, **sizes}
        case "string":
            made = {"type": "string", **{f"{key}Length": each for key, each in bounds.items()}}
            made |= {"pattern": f"^(?:{shape['pattern']})$"} if "pattern" in shape else {}
            return made | ({"enum": shape["enum"]} if "enum" in shape else {})
        case "blob":
            return {"type": "string"}
        case "boolean":
            return {"type": "boolean"}
        case "timestamp":
            return {"type": "number"}
        case kind:
            largest = {"integer": 2**31 - 1, "long": 2**63 - 1, "float": 3.5e38, "double": 1.8e308}[kind]
            limits = {"minimum": shape.get("min", -largest), "maximum": shape.get("max", largest)}
            return {"type": "integer" if kind in ("integer", "long") else "number", **limits}


class _Body(io.BytesIO):
    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        yield self.read()


def event(name: str, content: object) -> bytes:
    """An event on the wire."""
    headers = b""
    for key, value in ((":message-type", "event"), (":event-type", name), (":content-type", "application/json")):
        headers += struct.pack("!B", len(key)) + key.encode() + struct.pack("!BH", 7, len(value)) + value.encode()
    payload = json.dumps(content).encode()
    prelude = struct.pack("!II", 16 + len(headers) + len(payload), len(headers))
    message = prelude + struct.pack("!I", binascii.crc32(prelude)) + headers + payload
    return message + struct.pack("!I", binascii.crc32(message))


class _Files:
    """Reads what botocore brings once, which takes a third of a second."""

    def __init__(self) -> None:
        files: Any = botocore.loaders.JSONFileLoader()
        self.exists = files.exists
        self.load_file = cache(files.load_file)


_FILES = _Files()


class Service:
    """Many cases' models as one: a client of botocore, and the package that is generated."""

    def __init__(self, folder: Path, package: str, models: Mapping[str, Model]) -> None:
        self.model = _merged(models)
        self.answers: dict[str, Any] = {}
        self.seen: list[dict[str, Any]] = []
        self._package = package
        self.data = folder / package / "data"
        for version in (self.model["metadata"]["apiVersion"], *self.model.get("versions", ())):
            self._write(self.data / "small" / version)
        self.schemas = {
            name: schema(self.model["shapes"], operation["input"]["shape"])
            for name, operation in self.model["operations"].items()
            if "input" in operation
        }
        wanted = Settings(
            service="small",
            package=package,
            client="SmallClient",
            operations=["*"],
            release=None,
            names=self.model.get("names", {}),
        )
        parts = {"paginators": self.model.get("pagination", {}), "waiters": self.model.get("waiters", {})}
        self.ir = service = build(self.model, wanted, **parts).service
        self.names = python_names(service)
        for path, text in {**copies(service, {}), **render(service)}.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
        sys.path.insert(0, str(folder))
        try:
            importlib.invalidate_caches()
            self.package: ModuleType = importlib.import_module(package)
        finally:
            sys.path.remove(str(folder))

    def _write(self, data: Path) -> None:
        data.mkdir(parents=True)
        files = {"service-2": {part: self.model[part] for part in ("metadata", "operations", "shapes")}}
        files["paginators-1"] = {"pagination": self.model.get("pagination", {})}
        files["waiters-2"] = {"version": 2, "waiters": self.model.get("waiters", {})}
        if "endpoint_rules" in self.model:
            files["endpoint-rule-set-1"] = self.model["endpoint_rules"]
        for name, content in files.items():
            (data / f"{name}.json").write_text(json.dumps(content))

    @property
    def asked(self) -> Any:
        """What the last request said."""
        return self.seen[-1]["body"]

    @cache  # noqa: B019  as long as the test
    def client(self, *, credentials: bool = True, api_version: str | None = None) -> Any:
        """A client of botocore that reaches this service."""
        session: Any = botocore.session.Session()
        session.register_component("data_loader", botocore.loaders.Loader([str(self.data)], _FILES))
        session.get_credentials = lambda: Credentials("a", "b") if credentials else None
        url = None if "endpoint_rules" in self.model else "https://small.example"
        config = Config(retries={"mode": "standard", "total_max_attempts": 2})
        client = session.create_client("small", "us-east-1", endpoint_url=url, config=config, api_version=api_version)
        client.meta.events.register("before-send", self._receive)
        return client

    def _receive(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        headers = {name.lower(): _text(value) for name, value in request.headers.items()}
        operation = headers.get("x-amz-target", "").partition(".")[2] or urlsplit(request.url).path.strip("/")
        raw: Any = request.body
        raw = raw.read() if hasattr(raw, "read") else raw
        body = _json(raw)
        self.seen.append(
            {
                "host": urlsplit(request.url).hostname,
                # By what, and for which service.
                "signed": [*headers.get("authorization", "").partition(", ")[0].split("/")[::3]],
                "header": headers.get("x-json"),
                "unsigned": "UNSIGNED" in headers.get("x-amz-content-sha256", ""),
                "body": body,
            }
        )
        answer = self.answers[operation]
        said = self.schemas.get(operation)
        if said is not None and self.model["metadata"]["protocol"] == "json":
            refusal = next(jsonschema.Draft202012Validator(said).iter_errors(body), None)
            if refusal is not None:
                answer = Error("ValidationException")
        status, content = 200, answer if isinstance(answer, bytes) else json.dumps(answer, default=str).encode()
        if isinstance(answer, Error):
            status, content = answer.status, json.dumps({"__type": answer.code, "message": "no"}).encode()
        kind = "application/vnd.amazon.eventstream" if isinstance(answer, bytes) else "application/x-amz-json-1.1"
        return AWSResponse(request.url, status, {"content-type": kind, **_headers(answer)}, _Body(content))


def _headers(answer: Any) -> dict[str, str]:
    return dict(answer.get("headers", {})) if isinstance(answer, dict) else {}


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _json(raw: Any) -> Any:
    try:
        return json.loads(raw or b"{}")
    except ValueError:
        return raw


def prefix(number: int) -> str:
    """What the names of a case begin with in the model of all."""
    letters = string.ascii_lowercase
    return f"X{letters[number // 676]}{letters[number // 26 % 26]}{letters[number % 26]}"


def _merged(models: Mapping[str, Model]) -> Model:
    made: Model = {}
    for start, each in models.items():
        for part in ("operations", "shapes", "pagination", "waiters"):
            for name, node in each.get(part, {}).items():
                made.setdefault(part, {})[f"{start}{name}"] = _renamed(node, start)
        for part in ("metadata", "endpoint_rules", "versions", "names"):
            if part in each:
                made[part] = each[part]
    return made


def _renamed(node: Any, start: str) -> Any:
    if isinstance(node, dict):
        return {
            key: (
                f"{start}{value}"
                if key in ("shape", "operation", "name") and isinstance(value, str)
                else f"/{start}Put" if key == "requestUri" and value == "/Put" else _renamed(value, start)
            )
            for key, value in node.items()
        }
    return [_renamed(each, start) for each in node] if isinstance(node, list) else node


# The program


class _Prefixed:
    """Gives what is named in a program the name that it has in the model of all cases."""

    def __init__(self, of: Any, start: str) -> None:
        self._of = of
        self._start = start

    def __getattr__(self, name: str) -> Any:
        if name == "exceptions":
            return _Prefixed(self._of.exceptions, self._start)
        if name in ("get_paginator", "get_waiter"):
            return lambda what: getattr(self._of, name)(f"{self._start.lower()}_{what}")
        if name[0].isupper():
            return getattr(self._of, name if name == "ServiceError" else f"{self._start}{name}")
        for head in ("iter_", "paginate_", "wait_until_", ""):
            if name.startswith(head):
                made = f"{head}{self._start.lower()}_{name.removeprefix(head)}"
                return getattr(self._of, name if name in ("meta", "violations") else made)
        raise AttributeError(name)


class Reader:
    """Reads all of an answer as the old model promises it, and knows each value of an enum and member of a union."""

    def __init__(self, shapes: Mapping[str, Any], names: Mapping[str, Mapping[str, str]], start: str, ms: Any) -> None:
        self._shapes = shapes
        self._names = names
        self._start = start
        self._ms = ms
        """None for dicts."""
        self.wanted: set[str] = set()
        """What was there when the program worked, and what it reads ever since."""
        self.learns = True
        self.instances = True

    def read(self, name: str, value: Any) -> Any:
        shape = self._shapes[name]
        match shape["type"]:
            case "structure" if shape.get("document"):
                return self._typed(value, (dict, list, str, int, float))
            case "structure" if shape.get("eventstream"):
                return [self._choice(name, shape, each) for each in value]
            case "structure" if shape.get("union"):
                return self._choice(name, shape, value)
            case "structure":
                needed = {key for key in shape["members"] if f"{name}.{key}" in self.wanted} | {
                    *shape.get("required", ())
                }
                return {
                    key: self._member(name, key, member, value, needed=key in needed)
                    for key, member in shape["members"].items()
                }
            case "list":
                read = (
                    (self.read(shape["member"]["shape"], each) for each in value)
                    if not shape.get("sparse")
                    else (None if each is None else self.read(shape["member"]["shape"], each) for each in value)
                )
                return list(read)
            case "map":
                return {key: self.read(shape["value"]["shape"], each) for key, each in value.items()}
            case "string" if shape.get("enum"):
                known = [self._value(name, each) for each in shape["enum"]]
                self._is_of(name, value)
                return {str(each): str(each) for each in known}[value]
            case kind:
                return _DO[kind](value)

    def _value(self, name: str, value: str) -> Any:
        return (
            value
            if self._ms is None
            else getattr(self._class(name), self._names["values"][f"{self._of(name)}.{value}"])
        )

    def _of(self, name: str) -> str:
        return f"{self._start}{name}"

    def _class(self, name: str) -> Any:
        return getattr(self._ms, self._names["shapes"][self._of(name)])

    def _is_of(self, name: str, value: Any) -> None:
        self.instances &= self._ms is None or isinstance(value, self._class(name))

    def _member(self, name: str, key: str, member: Any, value: Any, *, needed: bool) -> Any:
        if self._ms is None:
            found = value[key] if needed else value.get(key)
        else:
            self._is_of(name, value)
            found = getattr(value, self._names["members"][f"{self._of(name)}.{key}"])
            if needed and found is None:
                raise TypeError(f"{key} is None")
        if found is None:
            return None
        if self.learns:
            self.wanted.add(f"{name}.{key}")
        if member.get("jsonvalue") and member.get("location"):
            return self._typed(found, dict)
        shape = self._shapes[name]
        if shape.get("payload") == key and self._shapes[member["shape"]]["type"] == "blob":
            return found.read()
        return self.read(member["shape"], found)

    def _choice(self, name: str, shape: Any, value: Any) -> Any:
        found = {key: self._member(name, key, member, value, needed=False) for key, member in shape["members"].items()}
        [only] = [key for key, each in found.items() if each is not None]
        return {only: found[only]}

    def _typed(self, value: Any, types: Any) -> Any:
        if not isinstance(value, types):
            raise TypeError(f"{value!r} is no {types}")
        return value


def _needs(*names: str) -> Callable[[Any], Any]:
    def do(value: Any) -> Any:
        for name in names:
            getattr(value, name)
        return value

    return do


#: What a program does with a value of its type, which fails for others.
_DO: Mapping[str, Callable[[Any], Any]] = {
    "blob": _needs("decode"),
    "boolean": lambda value: {True: True, False: False}[value] if isinstance(value, bool) else int("no"),
    "double": lambda value: float(value + 0.5) and value,
    "float": lambda value: float(value + 0.5) and value,
    "integer": lambda value: range(value) and value,
    "long": lambda value: range(value) and value,
    "string": _needs("casefold"),
    "timestamp": _needs("isoformat"),
}


class Program:
    """One way to call: writes the program for it, and runs it."""

    def __init__(self, caller: Caller, names: Mapping[str, Mapping[str, str]], case: Case, start: str) -> None:
        self.caller = caller
        self._names = names
        self._case = case
        self._start = start
        self._wanted: set[str] | None = None

    @property
    def program(self) -> str:
        if self._case.programs is not None:
            return self._case.programs[self.caller == "package"]
        return f"read(client.put({self.arguments()}))"

    def arguments(self) -> str:
        shape = self._case.old["operations"]["Put"].get("input", {}).get("shape")
        pairs = []
        for key, value in self._case.request.items():
            name = key if self.caller == "dicts" else self._names["members"][f"{self._start}{shape}.{key}"]
            member = self._case.old["shapes"][shape]["members"][key]
            pairs.append(f"{name}={self._text(member['shape'], value)}")
        return ", ".join(pairs)

    def _text(self, name: str, value: Any) -> str:
        shape = self._case.old["shapes"][name]
        if value is None or self.caller == "dicts" or shape.get("document"):
            return repr(value)
        match shape["type"]:
            case "structure":
                named = {key: self._names["members"][f"{self._start}{name}.{key}"] for key in value}
                inner = ", ".join(
                    f"{named[key]}={self._text(shape['members'][key]['shape'], each)}" for key, each in value.items()
                )
                return f"ms.{self._class(name)}({inner})"
            case "list":
                return f"[{', '.join(self._text(shape['member']['shape'], each) for each in value)}]"
            case "map":
                inner = ", ".join(f"{k!r}: {self._text(shape['value']['shape'], v)}" for k, v in value.items())
                return f"{{{inner}}}"
            case "string" if shape.get("enum"):
                return f"ms.{self._class(name)}.{self._names['values'][f'{self._start}{name}.{value}']}"
            case _:
                return repr(value)

    def _class(self, name: str) -> str:
        return self._names["shapes"][f"{self._start}{name}"].removeprefix(self._start)

    def run(self, service: Service, answer: Any) -> Outcome:
        """The program against a service that answers `answer`."""
        service.answers[f"{self._start}Put"] = _renamed_error(answer, self._start)
        service.seen.clear()
        outcome = Outcome()
        ms: Any = _Prefixed(service.package, self._start) if self.caller == "package" else None
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            try:
                plain = service.client(credentials=self._case.credentials)
                client = plain if self.caller == "dicts" else service.package.SmallClient(plain, sleep=lambda _: None)
                operation = self._case.old["operations"]["Put"]
                output = operation.get("output", {}).get("shape")
                reader = Reader(self._case.old["shapes"], self._names, self._start, service.package if ms else None)
                reader.learns, reader.wanted = self._wanted is None, self._wanted or set()

                def read(answer: Any, name: str | None = output) -> Any:
                    outcome.goods["hidden"] = ms is None or "s3cret" not in repr(answer)
                    return None if name is None else reader.read(name, answer)

                def code(call: Callable[[], object]) -> str:
                    error: Any = _thrown(call, service.package.ServiceError if ms else botocore.exceptions.ClientError)
                    outcome.facts["status"] = error.response["ResponseMetadata"]["HTTPStatusCode"]
                    return str(error.response["Error"]["Code"]).removeprefix(self._start)

                def shown(value: Any) -> Any:
                    outcome.goods["hidden"] = "s3cret" not in repr(value)
                    return value

                def heard(event: str) -> int:
                    calls: list[Any] = []
                    plain.meta.events.register(event, lambda **_: calls.append(1), unique_id="heard")
                    getattr(plain, f"{self._start.lower()}_put")()
                    plain.meta.events.unregister(event, unique_id="heard")
                    return len(calls)

                given = {
                    "client": _Prefixed(client, self._start),
                    "datetime": datetime,
                    "ms": ms,
                    "read": read,
                    "code": code,
                    "shown": shown,
                    "heard": heard,
                    "versioned": lambda version: service.client(api_version=version) and True,
                    "service": service,
                    "waited": lambda wait: [wait()] and True,
                }
                outcome.value = eval(self.program, given)  # noqa: S307
                outcome.goods["instances"] = reader.instances
                self._wanted = reader.wanted
            except Exception as error:
                outcome.raised = f"{type(error).__name__}: {error}".replace(self._start, "")
        outcome.goods["quiet"] = not [each for each in warned if issubclass(each.category, DeprecationWarning)]
        outcome.goods["token"] = any(isinstance(s["body"], dict) and "Token" in s["body"] for s in service.seen)
        outcome.facts |= {key: [seen[key] for seen in service.seen] for key in ("host", "signed", "unsigned", "header")}
        if self._case.kind not in ("wire-changed", "payload-changed"):
            outcome.facts["said"] = [_without_token(seen["body"]) for seen in service.seen]
        return outcome


def _without_token(body: Any) -> Any:
    return {key: value for key, value in body.items() if key != "Token"} if isinstance(body, dict) else body


def _thrown(call: Callable[[], object], of: type[Exception]) -> Exception:
    try:
        call()
    except of as error:
        return error
    raise AssertionError("nothing was raised")


def _renamed_error(answer: Any, start: str) -> Any:
    known = isinstance(answer, Error) and answer.code[0].isupper()
    return Error(f"{start}{answer.code}", answer.status) if known else answer


@dataclass(frozen=True)
class Tried:
    """What a change did to one caller's program."""

    case: Case
    caller: Caller
    grade: Grade
    program: str
    seen: str
    """What became of it, in words."""


def tried(case: Case, caller: Caller, start: str, old: Service, new: Service) -> Tried:
    """Runs the program before and after the change."""
    program = Program(caller, old.names, case, start)
    before = program.run(old, case.answer)
    assert before.raised is None, (case.kind, case.side, program.program, before.raised)
    after = case.answer if case.after is SAME else case.after
    now = program.run(new, after)

    def made(grade: Grade, seen: str, answer: Any = after) -> Tried:
        said = program.program.removeprefix("read(").removesuffix(")") if case.programs is None else program.program
        reads = case.side == "response" and case.programs is None and not isinstance(answer, bytes | Error)
        return Tried(case, caller, grade, f"{said} == {answer!r}" if reads else said, seen)

    if now.raised is not None:
        return made("breaking", now.raised.partition(":")[0])
    if lost := [name for name, good in before.goods.items() if good and not now.goods.get(name, False)]:
        return made("risky", _LOST[lost[0]])
    if (case.after is SAME or case.changed) and now.value != before.value:
        return made("risky", "another result")
    if differing := [name for name, fact in before.facts.items() if fact != now.facts.get(name)]:
        return made("risky", _DIFFERS[differing[0]])
    if case.may is not None:
        possible = program.run(new, case.may)
        if possible.raised is not None:
            return made("risky", possible.raised.partition(":")[0], case.may)
    return made("safe", "works", after if case.may is None else case.may)


_LOST = {
    "hidden": "repr shows it",
    "instances": "an instance of another class",
    "quiet": "DeprecationWarning",
    "token": "sent without a token",
}
_DIFFERS = {
    "header": "another header is sent",
    "host": "another host, or another number of calls",
    "said": "something else is sent",
    "signed": "signed otherwise",
    "status": "another HTTP status",
    "unsigned": "signed otherwise",
}


def all_tried(folder: Path, part: str, cases: Sequence[Case]) -> Iterator[Tried]:
    """Every case, with one pair of services for all."""
    old, new = (
        Service(folder, f"{part}{side}shapes", {prefix(at): getattr(case, side) for at, case in enumerate(cases)})
        for side in ("old", "new")
    )
    for at, case in enumerate(cases):
        yield from (tried(case, caller, prefix(at), old, new) for caller in case.callers)


def kinds_found(case: Case) -> set[str]:
    """What the differ says of the case."""
    apis = [
        normal.api(
            each,
            each.get("pagination"),
            each.get("waiters"),
            examples=each.get("examples"),
            endpoint_rules=each.get("endpoint_rules"),
        )
        for each in (case.old, case.new)
    ]
    found: set[str] = {change.kind for change in compare.compare(apis[0], apis[1])}
    told = words.changed(words.of_model(apis[0]), words.of_model(apis[1]), (apis[0], apis[1]))
    return found | {change.kind for change in told}
