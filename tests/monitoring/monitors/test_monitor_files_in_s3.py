"""Where a session puts files in S3, what it asks for them, and what is taken back when something fails."""

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from aws import BUCKET, Scripted
from botocore.exceptions import ClientError
from botocore.response import StreamingBody

import monitorshapes as ms
from monitorshapes.monitors import Session
from monitorshapes.monitors.session import Uploads, error_code, join, split

ACCOUNT = "123456789012"
NOW = datetime(2026, 1, 2, 3, 4, 5, 678_900, tzinfo=UTC).timestamp()


def _asked_who(aws: Scripted) -> None:
    aws.expect("sts", "get_caller_identity", {}, {"Account": ACCOUNT})


@pytest.mark.parametrize(
    ("region", "where"),
    [
        ("us-east-1", {}),
        ("eu-west-1", {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}),
    ],
)
def test_the_default_bucket_is_looked_for_and_made_once(region: str, where: Mapping[str, Any]) -> None:
    aws = Scripted("s3", "sts", region=region, default_bucket=None)
    name = f"sagemaker-{region}-{ACCOUNT}"
    _asked_who(aws)
    aws.refuse("s3", "head_bucket", {"Bucket": name, "ExpectedBucketOwner": ACCOUNT}, "404", 404)
    aws.expect("s3", "create_bucket", {"Bucket": name, **where}, {})
    assert aws.session.default_bucket() == name
    assert aws.session.default_s3_uri("a", "b.json") == f"s3://{name}/a/b.json"
    aws.done()
    # What lies in it is asked of its owner, and of that of another bucket nothing is known.
    for bucket, owner in ((name, {"ExpectedBucketOwner": ACCOUNT}), ("other", {})):
        place = {"Bucket": bucket, "Key": "a", **owner}
        aws.expect("s3", "put_object", place | {"Body": b"text"}, {})
        aws.session.write("text", f"s3://{bucket}/a")
        aws.expect("s3", "get_object", place, {"Body": StreamingBody(io.BytesIO("t\xe4xt".encode()), 5)})
        assert aws.session.read(f"s3://{bucket}/a") == "t\xe4xt"
        aws.expect("s3", "delete_object", place, {})
        aws.session.remove(f"s3://{bucket}/a")
    aws.done()


def test_a_bucket_that_was_named_is_not_held_to_an_owner() -> None:
    aws = Scripted("s3", default_bucket_prefix="team")
    aws.expect("s3", "head_bucket", {"Bucket": BUCKET}, {})
    assert aws.session.default_s3_uri("x") == f"s3://{BUCKET}/team/x"
    aws.expect("s3", "put_object", {"Bucket": BUCKET, "Key": "a", "Body": b""}, {})
    aws.session.write("", f"s3://{BUCKET}/a")
    aws.done()


def test_a_bucket_that_is_somebody_elses_is_not_made_anew() -> None:
    aws = Scripted("s3")
    aws.refuse("s3", "head_bucket", {"Bucket": BUCKET}, "403", 403)
    with pytest.raises(ClientError, match="403") as raised:
        aws.session.default_bucket()
    assert raised.value.__notes__ == [f"{BUCKET} is the default bucket: Session(default_bucket=…) names another"]
    aws.done()


def test_a_file_that_cannot_be_read_or_written_is_named(tmp_path: Path) -> None:
    aws = Scripted("s3")
    key = {"Bucket": "b", "Key": "c/d.json"}
    encrypted = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "key"}
    aws.refuse("s3", "get_object", key, "NoSuchKey", 404)
    with pytest.raises(ClientError) as raised:
        aws.session.read("s3://b/c/d.json")
    assert raised.value.__notes__ == ["reading s3://b/c/d.json"]
    aws.refuse("s3", "put_object", key | {"Body": b"text"} | encrypted, "AccessDenied", 403)
    with pytest.raises(ClientError) as raised:
        aws.session.write("text", "s3://b/c/d.json", "key")
    assert raised.value.__notes__ == ["writing s3://b/c/d.json"]
    with pytest.raises(FileNotFoundError) as missing:
        aws.session.write(tmp_path / "none", "s3://b/c/d.json")
    assert missing.value.__notes__ == ["writing s3://b/c/d.json"]
    aws.done()


class Kept(Session):
    """A session that notes what is sent and deleted; what is called `bad` cannot be sent, and `stuck` not deleted."""

    def __init__(self) -> None:
        super().__init__(boto_session=object(), default_bucket="b")
        self.files: dict[str, tuple[str, str | None]] = {}

    def default_s3_uri(self, *parts: str) -> str:
        return join("s3://b", *parts)

    def write(self, body: str | Path, uri: str, kms_key: str | None = None) -> None:
        if uri.endswith("bad"):
            raise OSError(uri)
        self.files[uri] = (body if isinstance(body, str) else body.read_text()), kms_key

    def remove(self, uri: str) -> None:
        if uri.endswith("stuck"):
            raise OSError(uri)
        del self.files[uri]


def test_what_is_planned_is_sent_when_it_is_said_and_not_before(tmp_path: Path) -> None:
    session = Kept()
    (tmp_path / "in/more").mkdir(parents=True)
    (tmp_path / "in/b.txt").write_text("b")
    (tmp_path / "in/more/a.txt").write_text("a")
    with Uploads(session) as uploads:
        assert uploads.plan(str(tmp_path / "in"), "s3://b/folder/", "key") == "s3://b/folder/"
        assert uploads.plan(str(tmp_path / "in/b.txt"), "s3://b/file", "other") == "s3://b/file/b.txt"
        assert uploads.plan_text("t", "s3://b/t.json", "third") == "s3://b/t.json"
        with pytest.raises(FileNotFoundError, match="'none' is neither a local file nor an S3 URI, such as s3://b"):
            uploads.plan("none", "s3://b")
        assert session.files == {}
        uploads.send()
    assert session.files == {
        "s3://b/folder/b.txt": ("b", "key"),
        "s3://b/folder/more/a.txt": ("a", "key"),
        "s3://b/file/b.txt": ("b", "other"),
        "s3://b/t.json": ("t", "third"),
    }


@pytest.mark.parametrize(
    ("names", "kept", "left", "notes"),
    [
        # What was not sent yet is not deleted: it may be somebody's.
        (["one", "bad", "two"], False, {"two"}, []),
        (["one", "stuck", "two"], False, {"stuck"}, ["left behind, as it could not be deleted: s3://b/stuck"]),
        (["one", "two"], True, {"one", "two"}, []),
    ],
)
def test_what_was_sent_is_deleted_when_something_fails(
    names: list[str], kept: bool, left: set[str], notes: list[str]
) -> None:
    session = Kept()
    if "bad" in names:
        session.files["s3://b/two"] = ("somebody's", None)
    uploads = Uploads(session)
    for name in names:
        uploads.plan_text(name, f"s3://b/{name}")

    def fail() -> None:
        uploads.send()
        if kept:
            uploads.keep()
        raise OSError("later")

    with pytest.raises(OSError, match=r"s3://b/bad|later") as raised, uploads:
        fail()
    assert session.files.keys() == {f"s3://b/{name}" for name in left}
    assert getattr(raised.value, "__notes__", []) == notes


def test_local_files_are_uploaded_for_whoever_asks(tmp_path: Path) -> None:
    session = Kept()
    (tmp_path / "a.csv").write_text("1")
    assert session.upload_data(str(tmp_path / "a.csv")) == "s3://b/data/a.csv"
    assert session.upload_data(str(tmp_path / "a.csv"), "other", "in") == "s3://other/in/a.csv"
    assert session.files.keys() == {"s3://b/data/a.csv", "s3://other/in/a.csv"}


@pytest.mark.parametrize(
    ("base", "name"),
    [
        ("a", "a-2026-01-02-03-04-05-678"),
        ("b" * 39, f"{'b' * 39}-2026-01-02-03-04-05-678"),
        ("b" * 40, f"{'b' * 39}-2026-01-02-03-04-05-678"),
    ],
)
def test_a_new_name_has_the_time_and_is_as_long_as_a_name_may_be(base: str, name: str) -> None:
    assert Session(boto_session=object(), clock=lambda: NOW).new_name(base) == name
    assert len(name) <= 63


@pytest.mark.parametrize(
    ("parts", "uri"),
    [
        (("s3://", "b", "c"), "s3://b/c"),
        (("s3://", "b", "", "/c/", "//", "d"), "s3://b/c/d"),
        (("s3://b/", "c"), "s3://b/c"),
        (("s3://b/c", "", "d"), "s3://b/c/d"),
        (("s3://b",), "s3://b"),
    ],
)
def test_parts_are_joined_with_one_slash(parts: tuple[str, ...], uri: str) -> None:
    assert join(*parts) == uri


@pytest.mark.parametrize(
    ("uri", "found"),
    [
        ("s3://b/c/d", ("b", "c/d")),
        ("s3://b", ("b", "")),
        ("s3:///c", None),
        ("b/c", None),
        ("https://b/c", None),
    ],
)
def test_a_uri_is_a_bucket_and_a_key(uri: str, found: tuple[str, str] | None) -> None:
    if found is not None:
        assert split(uri) == found
        return
    with pytest.raises(ValueError, match=f"'{uri}' is no S3 URI, such as s3://bucket/key"):
        split(uri)


@pytest.mark.parametrize(
    ("response", "code"),
    [({"Error": {"Code": "NoSuchKey"}}, "NoSuchKey"), ({"Error": {}}, None), ({}, None), (None, None), ("x", None)],
)
def test_an_error_of_boto3_has_a_code_and_others_have_none(response: Any, code: str | None) -> None:
    error: Any = OSError("x")
    assert error_code(error) is None
    error.response = response
    assert error_code(error) == code


def test_a_session_of_the_sdk_is_taken_with_its_bucket_and_its_client() -> None:
    client = SimpleNamespace(meta=SimpleNamespace(region_name="eu-west-1"))
    told = {"boto_session": object(), "sagemaker_client": client}
    for buckets, bucket in (
        ({"_default_bucket_name_override": "b", "_default_bucket": "c"}, "b"),
        ({"_default_bucket_name_override": None, "_default_bucket": "c"}, "c"),
        ({}, None),
    ):
        session = Session.of(SimpleNamespace(**told, **buckets))
        assert session._wanted_bucket == bucket
        assert session.default_bucket_prefix is None
        assert (session.boto_session, session.sagemaker_client) == (told["boto_session"], client)
        assert session.boto_region_name == "eu-west-1"
        assert Session.of(session) is session
    for name, value in told.items():
        with pytest.raises(TypeError, match="sagemaker_session is a Session of"):
            Session.of(SimpleNamespace(**{name: value}))


@pytest.mark.parametrize(
    ("client", "of_boto3", "region"),
    [
        ({"meta": SimpleNamespace(region_name="eu-west-1")}, "us-west-2", "eu-west-1"),
        ({"meta": SimpleNamespace(region_name=None)}, "us-west-2", "us-west-2"),
        ({}, "us-west-2", "us-west-2"),
        ({}, None, None),
    ],
)
def test_the_region_is_that_of_the_client_or_of_boto3(client: Any, of_boto3: str | None, region: str | None) -> None:
    session = Session(SimpleNamespace(region_name=of_boto3), sagemaker_client=SimpleNamespace(**client))
    if region is not None:
        assert session.boto_region_name == region
        return
    with pytest.raises(ValueError, match=r"no region is known: give boto3\.Session a region_name"):
        _ = session.boto_region_name


def test_a_client_is_made_once_and_in_the_region_of_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    def client(service: str, **options: Any) -> object:
        made.append((service, options))
        return object()

    monkeypatch.setattr(boto3, "Session", lambda: SimpleNamespace(region_name="eu-west-3", client=client))
    session = Session.of(None)
    assert session.client("s3") is session.client("s3")
    assert session.sagemaker_client is session.client("sagemaker")
    assert made == [(each, {"region_name": "eu-west-3"}) for each in ("s3", "sagemaker")]


def test_a_role_that_is_a_path_is_not_asked_for() -> None:
    aws = Scripted("iam")
    arn = f"arn:aws:iam::{ACCOUNT}:role/service-role/monitor"
    assert aws.session.role_arn(arn) == arn
    role = {"Path": "/", "RoleName": "monitor", "RoleId": "A" * 16, "Arn": arn, "CreateDate": datetime.now(UTC)}
    aws.expect("iam", "get_role", {"RoleName": "monitor"}, {"Role": role})
    assert aws.session.role_arn("monitor") == arn
    aws.done()


@pytest.mark.parametrize(
    ("options", "is_refused"),
    [({}, True), ({"ignore": {"documented:schedule-expression"}}, False), ({"level": "botocore"}, False)],
)
def test_a_request_is_held_to_the_rules_of_the_session(options: Any, is_refused: bool) -> None:
    session = Session(boto_session=object(), **options)
    request = ms.ScheduleConfig(schedule_expression="cron(0 12 ? * TUE *)")
    if not is_refused:
        session.require_valid(request)
        return
    with pytest.raises(ms.ValidationError, match="documented:schedule-expression"):
        session.require_valid(request)
