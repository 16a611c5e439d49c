"""The clients of boto3 that a monitor uses, the default bucket, and new names."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from types import TracebackType
    from typing import Self

    from .._runtime.api import Level
    from ..client import MonitoringClient

_NAME_LENGTH = 63


class Session:
    """The settings that monitors, jobs and files share. It reads only boto3's own configuration."""

    def __init__(
        self,
        boto_session: Any = None,
        default_bucket: str | None = None,
        default_bucket_prefix: str | None = None,
        *,
        sagemaker_client: Any = None,
        level: Level = "documented",
        ignore: Collection[str] = (),
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        new_uuid: Callable[[], object] = uuid.uuid4,
    ) -> None:
        """`boto_session` is a `boto3.Session`, by default a new one; `sagemaker_client` a client of SageMaker for it.

        Files without a given place go to `default_bucket`, by default `sagemaker-<region>-<account>`, below
        `default_bucket_prefix`; the bucket is created if it does not exist. `level` and `ignore` say what is
        validated before a request is sent, as in `violations`. `clock` returns seconds since 1970, for names; `sleep`
        waits seconds; `new_uuid` makes the ids in the paths of files.
        """
        self.boto_session: Any = import_module("boto3").Session() if boto_session is None else boto_session
        self.default_bucket_prefix = default_bucket_prefix
        self.clock = clock
        self.sleep = sleep
        self.new_uuid = new_uuid
        self.level: Level = level
        self._ignore = ignore
        self._wanted_bucket = default_bucket
        self._given = sagemaker_client
        self._clients: dict[str, Any] = {} if sagemaker_client is None else {"sagemaker": sagemaker_client}

    @classmethod
    def of(cls, session: Any) -> Session:
        """The session itself; for a session of the SageMaker SDK, one with its clients and bucket; for None, a new one.

        Raises TypeError for anything else.
        """
        if session is None or isinstance(session, cls):
            return cls() if session is None else session
        if not (hasattr(session, "boto_session") and hasattr(session, "sagemaker_client")):
            raise TypeError(
                f"sagemaker_session is a Session of monitorshapes.monitors or of the SageMaker SDK, not {session!r}"
            )
        bucket = getattr(session, "_default_bucket_name_override", None) or getattr(session, "_default_bucket", None)
        prefix = getattr(session, "default_bucket_prefix", None)
        return cls(session.boto_session, bucket, prefix, sagemaker_client=session.sagemaker_client)

    @property
    def boto_region_name(self) -> str:
        """The region of all requests: that of the given client, else boto3's.

        Raises ValueError if neither has one.
        """
        region = getattr(getattr(self._given, "meta", None), "region_name", None)
        if not isinstance(region, str):
            region = self.boto_session.region_name
        if not isinstance(region, str):
            raise ValueError("no region is known: give boto3.Session a region_name, or set AWS_DEFAULT_REGION")
        return region

    def client(self, service: str) -> Any:
        """boto3's client of `service`, made once."""
        if service not in self._clients:
            self._clients[service] = self.boto_session.client(service, region_name=self.boto_region_name)
        return self._clients[service]

    @property
    def sagemaker_client(self) -> Any:
        """boto3's client of SageMaker."""
        return self.client("sagemaker")

    @cached_property
    def monitoring(self) -> MonitoringClient:
        """The typed client of SageMaker, which validates."""
        from ..client import MonitoringClient

        return MonitoringClient(self.sagemaker_client, level=self.level, ignore=self.ignore, sleep=self.sleep)

    @property
    def ignore(self) -> Collection[str]:
        """The rules that are ignored."""
        return self._ignore

    def require_valid(self, request: object) -> None:
        """Raises ValidationError for a request that `monitoring` would refuse to send."""
        from .._runtime.api import validate

        validate(request, level=self.level, ignore=self.ignore)

    @cached_property
    def _account(self) -> str:
        account: str = self.client("sts").get_caller_identity()["Account"]
        return account

    @cached_property
    def _bucket(self) -> str:
        bucket = self._wanted_bucket or f"sagemaker-{self.boto_region_name}-{self._account}"
        s3 = self.client("s3")
        try:
            s3.head_bucket(Bucket=bucket, **self._owner(bucket))
        except Exception as error:
            if error_code(error) != "404":
                error.add_note(f"{bucket} is the default bucket: Session(default_bucket=…) names another")
                raise
            # us-east-1 alone is not to be named.
            elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": self.boto_region_name}}
            s3.create_bucket(Bucket=bucket, **({} if self.boto_region_name == "us-east-1" else elsewhere))
        return bucket

    def default_bucket(self) -> str:
        """The bucket for files without a given place. It is created at first use if it does not exist.

        Raises the errors of boto3, for example if the bucket is somebody else's.
        """
        return self._bucket

    def account_id(self) -> str:
        """The AWS account of all requests."""
        return self._account

    def upload_data(self, path: str, bucket: str | None = None, key_prefix: str = "data") -> str:
        """Uploads a local file, or the files in a folder, below the prefix; returns the S3 URI of the file or folder.

        Raises FileNotFoundError if neither exists, and the errors of boto3.
        """
        folder = join("s3://", bucket, key_prefix) if bucket else self.default_s3_uri(key_prefix)
        with Uploads(self) as uploads:
            uri = uploads.plan(path, folder)
            uploads.send()
        return uri

    def read_s3_file(self, bucket: str, key_prefix: str) -> str:
        """The text of a file in S3. Raises the errors of boto3."""
        return self.read(join("s3://", bucket, key_prefix))

    def default_s3_uri(self, *parts: str) -> str:
        """The URI for a file without a given place, below the default bucket and prefix."""
        return join("s3://", self.default_bucket(), self.default_bucket_prefix or "", *parts)

    def new_name(self, base: str) -> str:
        """`base` followed by the time in milliseconds, at most 63 characters."""
        now = datetime.fromtimestamp(self.clock(), UTC)
        stamp = f"{now:%Y-%m-%d-%H-%M-%S}-{now.microsecond // 1000:03}"
        return f"{base[: _NAME_LENGTH - len(stamp) - 1]}-{stamp}"

    def role_arn(self, role: str) -> str:
        """The ARN of a role. If `role` is a bare name, IAM is asked for the ARN."""
        if "/" in role:
            return role
        arn: str = self.client("iam").get_role(RoleName=role)["Role"]["Arn"]
        return arn

    def read(self, uri: str) -> str:
        """The text of the file at the S3 URI. Raises the errors of boto3, with a note that names the file."""
        bucket, key = split(uri)
        try:
            text: str = (
                self.client("s3").get_object(Bucket=bucket, Key=key, **self._owner(bucket))["Body"].read().decode()
            )
        except Exception as error:
            error.add_note(f"reading {uri}")
            raise
        return text

    def write(self, body: str | Path, uri: str, kms_key: str | None = None) -> None:
        """Puts a text, or a local file, at the S3 URI, encrypted with `kms_key` when there is one.

        Raises the errors of boto3, with a note that names the file.
        """
        bucket, key = split(uri)
        extra: dict[str, str] = {"SSEKMSKeyId": kms_key, "ServerSideEncryption": "aws:kms"} if kms_key else {}
        extra |= self._owner(bucket)
        try:
            if isinstance(body, Path):
                self.client("s3").upload_file(str(body), bucket, key, ExtraArgs=extra)
            else:
                self.client("s3").put_object(Body=body.encode(), Bucket=bucket, Key=key, **extra)
        except Exception as error:
            error.add_note(f"writing {uri}")
            raise

    def remove(self, uri: str) -> None:
        """Deletes the file at the S3 URI. Raises the errors of boto3."""
        bucket, key = split(uri)
        self.client("s3").delete_object(Bucket=bucket, Key=key, **self._owner(bucket))

    def _owner(self, bucket: str) -> dict[str, str]:
        """Holds the bucket that nobody named to this account: another could have taken its name."""
        if self._wanted_bucket is None and bucket == f"sagemaker-{self.boto_region_name}-{self._account}":
            return {"ExpectedBucketOwner": self._account}
        return {}


class Uploads:
    """Files that a request names: planned with it, sent when it was found good, deleted when it fails after all.

    with Uploads(session) as uploads:
        uri = uploads.plan(path, folder)
        …
        uploads.send()
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._planned: dict[str, tuple[str | Path, str | None]] = {}
        self._sent: list[str] = []

    def plan(self, path: str, folder: str, kms_key: str | None = None) -> str:
        """The URI that the local file or folder will have in the folder of S3.

        Raises FileNotFoundError when there is none.
        """
        local = Path(path)
        if local.is_dir():
            for each in sorted(each for each in local.rglob("*") if each.is_file()):
                self._planned[join(folder, each.relative_to(local).as_posix())] = each, kms_key
            return folder
        if not local.is_file():
            raise FileNotFoundError(f"{path!r} is neither a local file nor an S3 URI, such as s3://bucket/key")
        uri = join(folder, local.name)
        self._planned[uri] = local, kms_key
        return uri

    def plan_text(self, text: str, uri: str, kms_key: str | None = None) -> str:
        """The `uri`, where the text will be."""
        self._planned[uri] = text, kms_key
        return uri

    def send(self) -> None:
        """Sends what was planned."""
        for uri, (body, kms_key) in self._planned.items():
            self._session.write(body, uri, kms_key)
            self._sent.append(uri)

    def keep(self) -> None:
        """Leaves what was sent, whatever fails."""
        self._sent.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is None:
            return
        for uri in self._sent:
            try:
                self._session.remove(uri)
            except Exception:
                error.add_note(f"left behind, as it could not be deleted: {uri}")


def join(folder: str, *parts: str) -> str:
    """An S3 URI with the parts behind it, a slash between."""
    rest = [part.strip("/") for part in parts if part.strip("/")]
    return folder + "/".join(rest) if folder == "s3://" else "/".join([folder.rstrip("/"), *rest])


def split(uri: str) -> tuple[str, str]:
    """The bucket and the key of an S3 URI. Raises ValueError when it is none."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    if not (is_s3(uri) and bucket):
        raise ValueError(f"{uri!r} is no S3 URI, such as s3://bucket/key")
    return bucket, key


def is_s3(path: str) -> bool:
    """Whether it is an S3 URI; a local path otherwise."""
    return path.startswith("s3://")


def error_code(error: Exception) -> str | None:
    """The service's code of an error of boto3; None for any other error."""
    response: Any = getattr(error, "response", None)
    try:
        code: str = response["Error"]["Code"]
    except (KeyError, TypeError):
        return None
    return code
