"""Who calls, for what, and in which of AWS's protocols."""

import json
import re
import struct
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Literal
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

Protocol = Literal["json", "cbor", "query", "ec2", "rest-json", "rest-xml", "s3"]

_SCOPE = re.compile(r"Credential=([^/,\s]*)/\d*/([^/,\s]*)/([^/,\s]*)/aws4_request")
_CBOR_PATH = re.compile(r"/service/(\w+)/operation/(\w+)")
_XML_SERVICES = ("cloudfront", "route53", "s3-control")


@dataclass(frozen=True, slots=True)
class Caller:
    """What a request says about who sends it."""

    access_key: str
    region: str
    """By the signature; "" without one, as the key and the service are."""
    service: str
    operation: str
    protocol: Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes
    content_type: str = "application/x-amz-json-1.1"
    headers: tuple[tuple[str, str], ...] = ()
    manner: str | None = None
    """How it is spoilt: one of `faults.MANNERS`."""


def identify(method: str, path: str, headers: Message, body: bytes) -> Caller:
    """Reads signature, path, headers and, of a query, the body."""
    scope = _SCOPE.search(headers.get("Authorization", ""))
    access_key, region, service = scope.groups() if scope else ("", "", "")
    target = headers.get("X-Amz-Target")
    if target is not None:
        return Caller(access_key, region, service or target.rpartition(".")[0], target.rpartition(".")[2], "json")
    cbor = _CBOR_PATH.search(path)
    if cbor is not None:
        return Caller(access_key, region, service or cbor[1], cbor[2], "cbor")
    if headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
        action = parse_qs(body.decode("utf-8", "replace")).get("Action", [""])[0]
        if action:
            return Caller(access_key, region, service, action, "ec2" if service == "ec2" else "query")
    protocol: Protocol = "rest-json"
    if service in ("s3", "s3express", "s3-object-lambda"):
        protocol = "s3"
    elif service in _XML_SERVICES:
        protocol = "rest-xml"
    elif service in ("", "sagemaker") and method == "POST" and path in ("", "/"):
        protocol = "json"
    operation = "" if protocol == "json" else f"{method} {path.partition('?')[0]}"
    return Caller(access_key, region, service, operation, protocol)


def refusal(caller: Caller, code: str, message: str, status: int = 400) -> Answer:
    """An error in the caller's protocol."""
    request = f"{uuid.uuid4()}"
    text, name = escape(message), escape(code)
    match caller.protocol:
        case "json":
            return Answer(status=status, body=written({"__type": code, "message": message}))
        case "rest-json":
            body = json.dumps({"message": message, "Message": message}).encode()
            return Answer(
                status=status, body=body, content_type="application/json", headers=(("x-amzn-ErrorType", code),)
            )
        case "cbor":
            body = _cbor({"__type": code, "message": message})
            headers = (("smithy-protocol", "rpc-v2-cbor"),)
            return Answer(status=status, body=body, content_type="application/cbor", headers=headers)
        case "s3":
            xml = f"<Error><Code>{name}</Code><Message>{text}</Message><RequestId>{request}</RequestId></Error>"
        case "ec2":
            error = f"<Errors><Error><Code>{name}</Code><Message>{text}</Message></Error></Errors>"
            xml = f"<Response>{error}<RequestID>{request}</RequestID></Response>"
        case "query" | "rest-xml":
            error = f"<Error><Type>Sender</Type><Code>{name}</Code><Message>{text}</Message></Error>"
            xml = f"<ErrorResponse>{error}<RequestId>{request}</RequestId></ErrorResponse>"
    return Answer(
        status=status, body=f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}'.encode(), content_type="text/xml"
    )


def unknown(caller: Caller) -> Answer:
    """The answer to a call for which the fake is not made."""
    if caller.service in ("", "sagemaker", "SageMaker"):
        message = (
            f"The operation {caller.operation!r} is unknown to the fake. It has SageMaker's operations on monitoring, "
            "processing jobs, endpoints and tags: call others through another client, with the URL of moto."
        )
    else:
        variable = f"AWS_ENDPOINT_URL_{re.sub('[^A-Z0-9]', '_', caller.service.upper())}"
        message = (
            f"The fake is no {caller.service} and does not know {caller.operation!r}: start moto, and set {variable} "
            "to its URL. Of STS it has GetCallerIdentity and AssumeRole."
        )
    code = {"json": "UnknownOperationException", "cbor": "UnknownOperationException", "query": "InvalidAction"}
    return refusal(
        caller, code.get(caller.protocol, "NotImplemented"), message, 501 if caller.protocol == "s3" else 400
    )


def written(value: object) -> bytes:
    """JSON as the service writes it."""
    return json.dumps(value).encode()


def _cbor(texts: Mapping[str, str]) -> bytes:
    """A short map of text to text."""
    return bytes([0xA0 + len(texts)]) + b"".join(_cbor_text(key) + _cbor_text(value) for key, value in texts.items())


def _cbor_text(text: str) -> bytes:
    data = text.encode()
    return b"\x79" + struct.pack(">H", len(data)) + data
