"""What botocore's handlers make of values before botocore checks them, and what they refuse.

Each takes a value, its place, what was found so far, and what its operation takes beside it. It returns what is
checked, and appends to what was found. A value of a type that it does not expect it leaves as it is: that is checked
next.
"""

from collections.abc import Mapping
from re import fullmatch, search
from typing import Any

from .violations import Finding, Place, cut, missing

# As botocore has them, `$` included, which takes a line's end.
_BUCKET = r"^[a-zA-Z0-9.\-_]{1,255}$"
_ACCESS_POINT = r"^arn:(aws).*:(s3|s3-object-lambda):[a-z\-0-9]*:[0-9]{12}:accesspoint[/:][a-zA-Z0-9\-.]{1,63}$"
_OUTPOST = (
    r"^arn:(aws).*:s3-outposts:[a-z\-0-9]+:[0-9]{12}:outpost[/:][a-zA-Z0-9\-]{1,63}[/:]accesspoint[/:]"
    r"[a-zA-Z0-9\-]{1,63}$"
)


def bucket_name(value: Any, place: Place, found: list[Finding]) -> Any:
    """The name of a bucket, or the ARN of an access point that stands for one."""
    if isinstance(value, str) and not any(search(each, value) for each in (_BUCKET, _ACCESS_POINT, _OUTPOST)):
        said = f"{cut(str.__str__(value))} is neither the name of a bucket nor the ARN of an access point"
        found.append((place, "pattern", said, value))
    return value


def ascii_metadata(value: Any, place: Place, found: list[Finding]) -> Any:
    """Metadata, which travel in headers."""
    if isinstance(value, Mapping):
        for key, text in value.items():  # pyright: ignore[reportUnknownVariableType]
            for each in (key, text):  # pyright: ignore[reportUnknownVariableType]
                if isinstance(each, str) and not each.isascii():
                    said = f"{cut(str.__str__(each))} has characters that are not ASCII; metadata of S3 must be ASCII"
                    found.append(((place, (key,)), "pattern", said, each))
    return value  # pyright: ignore[reportUnknownVariableType]


def copy_source(value: Any, place: Place, found: list[Finding]) -> Any:
    """`bucket/key`, which may be given as a dict."""
    if not isinstance(value, dict):
        return value
    absent = [each for each in ("Bucket", "Key") if each not in value]
    for member in absent:
        missing(found, (place, member))
    return "bucket/key" if absent else f"{value['Bucket']}/{value['Key']}"


def encoded_data(value: Any, *_: object) -> Any:
    """Text or bytes, which botocore encodes in Base64."""
    return _base64(value)


def encoded_key(value: Any, _place: Place, _found: list[Finding], digest: Any) -> Any:
    """Text or bytes, which botocore encodes in Base64 where nobody gave the digest of the key."""
    return value if digest is not None else _base64(value)


def last_step(value: Any, *_: object) -> Any:
    """An id, which responses have behind a path: `/hostedzone/Z1`."""
    return str.__str__(value).rpartition("/")[2] if isinstance(value, str) else value


def account_of_arn(value: Any, place: Place, found: list[Finding], *arns: Any) -> Any:
    """An account, which the ARN of a bucket or access point of S3 on Outposts says too."""
    for arn in arns:
        parts = str.__str__(arn).split(":", 5) if isinstance(arn, str) else []
        if len(parts) < 6:
            continue
        _, _, service, _, account, resource = parts
        if service != "s3-outposts" or not fullmatch(r"outpost[/:][^/:]*[/:](bucket|accesspoint)[/:][^/:]*", resource):
            found.append((place, "pattern", f"{cut(arn)} is not an ARN of S3 on Outposts", arn))
        elif value is not None and value != account:
            found.append((place, "pattern", f"{cut(value)} is not the account in {cut(arn)}", value))
        return account
    if value is None:
        missing(found, place)
    return value


def _base64(value: Any) -> Any:
    from base64 import b64encode  # few structures have any of it

    try:
        plain = value.encode() if isinstance(value, str) else value
    except UnicodeEncodeError:
        return value
    return b64encode(plain).decode() if isinstance(plain, bytes | bytearray) else value
