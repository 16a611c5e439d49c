"""Replays what was recorded of the SageMaker SDK: its calls are made anew, and AWS's answers fed back in order."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import sdk_adapter
from botocore.awsrequest import AWSResponse
from botocore.loaders import create_loader
from botocore.response import StreamingBody

RECORDED: Mapping[str, Any] = json.loads((Path(__file__).parent / "data/sdk/recorded-requests.json").read_text("utf-8"))
CASES: Mapping[str, Mapping[str, Any]] = {case["id"]: case for case in RECORDED["cases"]}
FROZEN: Mapping[str, str] = RECORDED["frozen"]

_BESIDE: Mapping[str, Mapping[str, Any]] = {
    "CreateBucket": {},
    "GetCallerIdentity": {"Account": FROZEN["account"]},
    "HeadBucket": {},
    "ListBuckets": {"Buckets": []},
}
"""What is asked by the way, and not compared."""

_LOADER = create_loader()
"""One for all cases: reading the models takes longer than a case."""


class Replay:
    """A case, made anew with local files in `folder`.

    `besides`: the responses to operations that the SDK did not call there, or not as often; no others may be called.
    """

    def __init__(self, case: Mapping[str, Any], folder: Path, besides: Mapping[str, Any]) -> None:
        self._steps = case["steps"]
        self._folder = folder
        self._besides = besides
        self._made: dict[str, Any] = {}
        self._answers: list[dict[str, Any]] = []
        self._sent: list[tuple[str, Any]] = []
        for name, content in RECORDED["files"].items():
            (folder / name).write_text(content)
        sdk_adapter.freeze(FROZEN["timestamp"])

    def differences(self) -> list[str]:
        """What is not as it was recorded, step by step, a line each."""
        found: list[str] = []
        for number, step in enumerate(self._steps):
            self._answers = [dict(each) for each in step["requests"] if not each.get("incidental")]
            self._sent = []
            wanted = [(each["operation"], _comparable(each["params"])) for each in self._answers]
            error, answer = None, None
            try:
                answer = self._call(step)
            except Exception as raised:
                error = raised
            lines = [*_otherwise(wanted, self._sent), *_ended_otherwise(step, error, answer)]
            found += [f"{number}: {line}" for line in lines]
        return found

    def _call(self, step: Mapping[str, Any]) -> Any:
        kwargs = {name: self._build(value) for name, value in step.get("kwargs", {}).items()}
        if "new" in step:
            answer = sdk_adapter.construct(step["new"], kwargs)
        else:
            on = step["on"]
            owner = sdk_adapter.lookup(on[1:]) if on.startswith("@") else self._made[on]
            answer = getattr(owner, step["call"])(**kwargs)
        if step.get("as"):
            self._made[step["as"]] = answer
        return answer

    def _build(self, value: Any) -> Any:
        match value:
            case list():
                return [self._build(each) for each in value]
            case {"$session": opts}:
                defaults = {"default_bucket": FROZEN["default_bucket"], "prefix": None}
                return sdk_adapter.make_session(self._boto_session(), defaults | (opts if opts is not True else {}))
            case {"$file": name}:
                return str(self._folder / name)
            case {"$time": text}:
                return datetime.fromisoformat(text)
            case {"$ref": name}:
                return self._made[name]
            case {"$static": name, "kwargs": kwargs}:
                owner, _, method = name.partition(".")
                return getattr(sdk_adapter.lookup(owner), method)(**self._build(kwargs))
            case {"$new": name}:
                return sdk_adapter.construct(name, self._build(value.get("kwargs", {})))
            case dict():
                return {name: self._build(each) for name, each in value.items()}
            case _:
                return value

    def _boto_session(self) -> Any:
        core = botocore.session.Session()
        core.register_component("data_loader", _LOADER)
        session = boto3.Session("AKID", "x", region_name=FROZEN["region"], botocore_session=core)
        session.events.register("provide-client-params.*.*", _keep_params)
        session.events.register("before-call.*.*", self._answer)
        return session

    def _answer(self, model: Any, params: Mapping[str, Any], context: Mapping[str, Any], **_: Any) -> Any:
        if model.name in _BESIDE:
            return _response(200), dict(_BESIDE[model.name])
        given = dict(context["given"])
        if model.name == "PutObject":
            body = params["body"]
            content = body if isinstance(body, bytes) else body.read()
            if not isinstance(body, bytes):
                body.seek(0)
            given["Body"] = content.decode()
        self._sent.append((model.name, _comparable(given)))
        index = next((i for i, each in enumerate(self._answers) if each["operation"] == model.name), None)
        if model.name in self._besides:
            return _response(200), _revived(self._besides[model.name])
        if index is None:
            raise AssertionError(f"unexpected request {model.name}")
        answer = self._answers.pop(index)
        if "error" in answer:
            return _response(400), {"Error": answer["error"], "ResponseMetadata": {"HTTPStatusCode": 400}}
        return _response(200), _revived(answer["response"])


def _keep_params(params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
    context["given"] = dict(params)


def _response(status: int) -> AWSResponse:
    return AWSResponse("https://aws", status, {}, None)


def _revived(value: Any) -> Any:
    match value:
        case {"$time": text}:
            return datetime.fromisoformat(text)
        case {"$stream": text}:
            return StreamingBody(io.BytesIO(text.encode()), len(text.encode()))
        case dict():
            return {name: _revived(each) for name, each in value.items()}
        case list():
            return [_revived(each) for each in value]
        case _:
            return value


def _comparable(value: Any) -> Any:
    """Without what boto3's transfer adds, and with times as they were recorded."""
    match value:
        case dict():
            return {name: _comparable(each) for name, each in value.items() if name != "ChecksumAlgorithm"}
        case list() | tuple():
            return [_comparable(each) for each in value]
        case datetime():
            return {"$time": (value.astimezone(UTC) if value.tzinfo else value).isoformat()}
        case _:
            return value


def _otherwise(recorded: Sequence[tuple[str, Any]], sent: Sequence[tuple[str, Any]]) -> Iterator[str]:
    """Where requests differ: `-` what was not sent again, `+` what was sent besides, and each part that is another."""
    names = [operation for operation, _ in recorded], [operation for operation, _ in sent]
    for tag, start, end, start_sent, end_sent in SequenceMatcher(None, *names, autojunk=False).get_opcodes():
        if tag == "equal":
            for (operation, one), (_, other) in zip(recorded[start:end], sent[start_sent:end_sent], strict=True):
                yield from _parts_otherwise(operation, one, other)
        else:
            yield from (f"- {operation}" for operation, _ in recorded[start:end])
            for operation, params in sent[start_sent:end_sent]:
                yield f"+ {operation} {json.dumps(params)}"


def _parts_otherwise(path: str, one: Any, other: Any) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for name in one | other:
            yield from _parts_otherwise(f"{path}.{name}", one.get(name), other.get(name))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _parts_otherwise(f"{path}[{index}]", left, right)
    elif one != other:
        yield f"{path}: {json.dumps(one)} -> {json.dumps(other)}"


def _ended_otherwise(step: Mapping[str, Any], error: Exception | None, answer: Any) -> Iterator[str]:
    """Whether a call raised another error than it was recorded to raise, or returned something else."""
    wanted = step["raises"]["type"] if "raises" in step else None
    raised = {cls.__name__ for cls in type(error).__mro__} if error is not None else {None}
    if wanted not in raised:
        yield f"raised {error!r} instead of {wanted}"
    elif error is None and "returns" in step and (given := _told(answer, step["returns"])) != step["returns"]:
        yield f"returned {given!r} instead of {step['returns']!r}"


def _told(answer: Any, recorded: Any) -> Any:
    """An answer in the form in which it was recorded: of an object its class, and the attributes that were noted."""
    if isinstance(recorded, list) and isinstance(answer, list | tuple):
        if len(answer) != len(recorded):
            return answer
        return [_told(one, other) for one, other in zip(answer, recorded, strict=True)]
    if isinstance(recorded, dict) and "$type" in recorded:
        noted = {name: getattr(answer, name, None) for name in recorded if name != "$type"}
        return {"$type": type(answer).__name__} | noted
    return _comparable(answer)
