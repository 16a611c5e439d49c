"""Calls through boto3's own client with all its handlers, and the network cut: what would go out, what comes back."""

import io
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from unittest.mock import patch
from uuid import UUID

import boto3
from botocore import UNSIGNED, xform_name
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import ParamValidationError

#: These have a number of the call, or what botocore has been used for so far.
_VOLATILE = {"amz-sdk-invocation-id", "amz-sdk-request", "user-agent"}
#: They make a signed URL out of the request.
_SIGNED = {"docdb", "ec2", "neptune", "rds"}
_NOW = datetime(2020, 5, 8, 12, tzinfo=UTC)


class CutError(Exception):
    """What would have gone out went no further."""


@dataclass(frozen=True)
class Sent:
    """What would have gone out."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True)
class Refused:
    """Nothing would have: an error came before."""

    error: str
    by_validation: bool
    """Whether botocore or the package said that the request is wrong."""


def client(service: str) -> Any:
    """boto3's client of a service; nothing that it is told goes out."""
    session = boto3.Session("a", "b", region_name="us-east-1")
    found: Any = session.client(
        service,
        endpoint_url=None if not _is_discovered(service) else "https://service.example.com",
        config=Config(
            signature_version=None if service in _SIGNED else UNSIGNED,
            retries={"total_max_attempts": 1, "mode": "standard"},
        ),
    )
    found.meta.events.register_first("before-send", _cut)
    return found


def _is_discovered(service: str) -> bool:
    return service in ("timestream-query", "timestream-write", "dynamodb")


_line: list[Any] = []
_answer: list[AWSResponse] = []


def _cut(request: Any, **_: object) -> Any:
    _line.append(request)
    if _answer:
        return _answer[0]
    raise CutError


@contextmanager
def _still() -> Generator[None]:
    """Time and chance stand still."""
    with ExitStack() as stack:
        stack.enter_context(patch("uuid.uuid4", lambda: UUID(int=7)))
        for module in ("auth", "signers"):
            stack.enter_context(patch(f"botocore.{module}.get_current_datetime", _now))
        yield


def _now(remove_tzinfo: bool = True) -> datetime:
    return _NOW.replace(tzinfo=None) if remove_tzinfo else _NOW


def outcome(call: Callable[[], object], refusal: type[Exception] = ParamValidationError) -> Sent | Refused:
    """What a call would send, or why nothing; `refusal` is what says that the request is wrong."""
    _line.clear()
    with _still():
        try:
            call()
        except CutError:
            return _sent(_line[0])
        except Exception as error:
            return Refused(f"{type(error).__name__}: {error}", isinstance(error, refusal))
    raise AssertionError("nothing was cut")


def _sent(request: Any) -> Sent:
    headers = {str(name): _text(value) for name, value in request.headers.items()}
    body = request.body
    if hasattr(body, "read"):
        body = body.read()
    return Sent(
        request.method,
        request.url,
        tuple(sorted((name, value) for name, value in headers.items() if name.lower() not in _VOLATILE)),
        body.encode() if isinstance(body, str) else bytes(body or b""),
    )


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def answered(raw: tuple[bytes, Mapping[str, str], int], call: Callable[[], Any]) -> Any:
    """What a call returns when the service answers so."""
    body, headers, status = raw
    _line.clear()
    _answer[:] = [AWSResponse("https://service.example.com", status, {**headers}, _Raw(body))]
    try:
        return call()
    finally:
        _answer.clear()


class _Raw(io.BytesIO):
    """A body as urllib3 has it."""

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        yield self.read()


@cache
def _of_moto(service: Any) -> Any:
    """moto's model of a service of botocore's."""
    model: Any = import_module("moto.core.model")
    return model.ServiceModel(service._service_description, service.service_name)


def raw_answer(operation: Any, result: Mapping[str, Any]) -> tuple[bytes, dict[str, str], int] | None:
    """The answer in which a service would say `result`, by moto's serializer; None where that has none for it."""
    serialize: Any = import_module("moto.core.serialize")
    service = operation.service_model
    try:
        serializer = serialize.get_serializer_class(service.service_name, service.resolved_protocol)
        made = serializer(_of_moto(service).operation_model(operation.name)).serialize(result)
    except (KeyError, AssertionError, NotImplementedError, TypeError, ValueError, AttributeError):
        return None  # a protocol that moto does not write, or a thing of it
    body = made["body"]
    return body if isinstance(body, bytes) else str(body).encode(), dict(made["headers"]), int(made["status_code"])


def ordered_as(data: Any, like: Any) -> Any:
    """`data` with its keys in the order of `like`, which is equal: the order decides bytes."""
    if isinstance(data, dict) and isinstance(like, dict):
        return {key: ordered_as(data[key], like[key]) for key in like if key in data}
    if isinstance(data, list) and isinstance(like, list) and len(data) == len(like):
        return [ordered_as(*each) for each in zip(data, like, strict=True)]
    return data


def is_of(value: Any, hint: Any) -> bool:
    """Whether a value is what an annotation says, in all its parts that are no dataclass of their own."""
    if hint is Any or value is None:
        return True
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(is_of(value, each) for each in arguments)
    if origin is list:
        return isinstance(value, list) and all(is_of(each, arguments[0]) for each in value)
    if origin is dict:
        return isinstance(value, dict) and all(is_of(each, arguments[1]) for each in value.values())
    if isinstance(origin or hint, type) and not getattr(origin or hint, "_is_protocol", False):
        return isinstance(value, origin or hint)
    return hasattr(value, "read")


class Calls:
    """The same calls with dicts through boto3's client, and with structures through a package's: both see the same."""

    def __init__(self, package: Any, service: str, client_class: str) -> None:
        self.package = package
        self.client = client(service)
        self.ours = getattr(package, client_class)(self.client, level="botocore")

    def has(self, operation: str) -> bool:
        """Whether boto3's client has a method for an operation."""
        return hasattr(self.client, str(xform_name(operation)))

    def request(self, operation: str, data: dict[str, Any], cls: type) -> Iterator[str]:
        """What differs, in a call with `data`, of what goes out and of who refuses it."""
        request = self.package.from_dict(cls, deepcopy(data))
        ordered = ordered_as(data, self.package.to_dict(request))
        theirs = outcome(lambda: self.client._make_api_call(operation, ordered))
        ours = outcome(lambda: self.ours.send(request), self.package.ValidationError)
        match theirs, ours:
            case Refused(by_validation=True), Refused(by_validation=True):
                pass
            case Refused(by_validation=False), Refused():
                pass
            case _ if theirs != ours:
                yield f"boto3: {theirs!r:.400}, the package: {ours!r:.400}"
            case _:
                pass

    def is_sent(self, operation: str, data: dict[str, Any]) -> bool:
        """Whether boto3 would send it."""
        return isinstance(outcome(lambda: self.client._make_api_call(operation, deepcopy(data))), Sent)

    def answer(
        self, operation: Any, request: dict[str, Any], result: Mapping[str, Any], request_class: type, cls: type
    ) -> Iterator[str] | None:
        """What is wrong with the answer that says `result`, as boto3 and the package give it; None without one."""
        raw = raw_answer(operation, result)
        return None if raw is None else self._answer(operation.name, raw, request, request_class, cls)

    def _answer(self, name: str, raw: Any, request: dict[str, Any], request_class: type, cls: type) -> Iterator[str]:
        structure = self.package.from_dict(request_class, deepcopy(request))
        parsed = answered(raw, lambda: self.client._make_api_call(name, deepcopy(request)))
        parsed.pop("ResponseMetadata", None)
        read = self.package.from_dict(cls, parsed)
        if self.package.to_dict(read) != parsed:
            yield f"the answer {parsed!r:.200} comes back as {self.package.to_dict(read)!r:.200}"
        for violation in self.package.violations(read):
            # What is required, a length or a value, moto's answer may lack.
            if violation.rule in ("type", "unknown", "union"):
                yield f"the answer is called wrong: {violation}"
        yield from self._annotations(read)
        given = answered(raw, lambda: self.ours.send(structure, level="off"))
        if not any(hasattr(each, "read") or hasattr(each, "source") for each in _values(read)) and given != read:
            yield f"the client gives {given!r:.200}, not {read!r:.200}"

    def _annotations(self, value: Any) -> Iterator[str]:
        if is_dataclass(value):
            for name, hint in get_type_hints(type(value)).items():
                held = getattr(value, name, None)
                if not is_of(held, hint):
                    yield f"{type(value).__name__}.{name} is {held!r:.80}, not {hint}"
                yield from self._annotations(held)
        elif isinstance(value, list | dict):
            for each in value.values() if isinstance(value, dict) else value:
                yield from self._annotations(each)


def _values(structure: Any) -> list[Any]:
    return [getattr(structure, each.name) for each in fields(structure)]


def text_for_bytes(data: Any) -> Any:
    """`data` with text wherever there are bytes."""
    if isinstance(data, dict):
        return {key: text_for_bytes(each) for key, each in data.items()}
    if isinstance(data, list):
        return [text_for_bytes(each) for each in data]
    return data.decode() if isinstance(data, bytes) else data
