"""What botocore's handlers make of values and refuse, this module does too."""

import base64
from typing import Any

import pytest

from shapegen.runtime import adapted

PLACE = ((), "Bucket")
OUTPOST = "arn:aws:s3-outposts:us-east-1:123456789012:outpost/op-1/accesspoint/a"


def refused(found: list[Any]) -> list[tuple[Any, str, str]]:
    """Where, by which rule and in which words."""
    return [(place, rule, said) for place, rule, said, _ in found]


@pytest.mark.parametrize(
    ("name", "is_right"),
    [
        ("logs", True),
        ("my.logs_2-a", True),
        ("a" * 255, True),
        ("a" * 256, False),
        ("", False),
        ("a/b", False),
        ("arn:aws:s3:us-east-1:123456789012:accesspoint/a", True),
        ("arn:aws-cn:s3-object-lambda:us-east-1:123456789012:accesspoint:a", True),
        ("arn:aws:s3:us-east-1:12345678901:accesspoint/a", False),
        (OUTPOST, True),
        (OUTPOST.replace("accesspoint", "bucket"), False),
    ],
)
def test_a_bucket_is_what_botocore_takes_for_one(name: str, is_right: bool) -> None:
    from botocore.exceptions import ParamValidationError
    from botocore.handlers import validate_bucket_name

    found: list[Any] = []
    assert adapted.bucket_name(name, PLACE, found) == name
    assert (not found) == is_right
    for where, rule, said in refused(found):
        assert (where, rule) == (PLACE, "pattern")
        assert said.endswith("is neither the name of a bucket nor the ARN of an access point")
    try:
        validate_bucket_name({"Bucket": name})
        botocore_takes_it = True
    except ParamValidationError:
        botocore_takes_it = False
    assert botocore_takes_it == is_right


@pytest.mark.parametrize(
    ("metadata", "wrong"),
    [({"a": "b"}, []), ({"é": "b"}, ["é"]), ({"a": "é", "ü": "ö"}, ["a", "ü", "ü"]), ({"a": 5}, []), ("é", [])],
)
def test_metadata_are_ascii_keys_and_values(metadata: Any, wrong: list[str]) -> None:
    found: list[Any] = []
    assert adapted.ascii_metadata(metadata, PLACE, found) == metadata
    assert [(where, rule) for where, rule, _ in refused(found)] == [((PLACE, (key,)), "pattern") for key in wrong]
    assert all("has characters that are not ASCII; metadata of S3 must be ASCII" in each[2] for each in refused(found))


@pytest.mark.parametrize(
    ("source", "made", "absent"),
    [
        ("b/k", "b/k", []),
        ({"Bucket": "b", "Key": "k"}, "b/k", []),
        ({"Bucket": "b"}, "bucket/key", ["Key"]),
        ({"Key": "k"}, "bucket/key", ["Bucket"]),
        ({}, "bucket/key", ["Bucket", "Key"]),
        (7, 7, []),
    ],
)
def test_a_source_of_a_copy_is_text_or_its_parts(source: Any, made: Any, absent: list[str]) -> None:
    found: list[Any] = []
    assert adapted.copy_source(source, PLACE, found) == made
    assert [(where, rule) for where, rule, _ in refused(found)] == [((PLACE, each), "required") for each in absent]


@pytest.mark.parametrize(
    ("data", "made"),
    [("é", "w6k="), (b"\xff", "/w=="), (bytearray(b"a"), "YQ=="), ("\ud800", "\ud800"), (7, 7), (None, None)],
)
def test_data_are_encoded_unless_there_is_a_digest(data: Any, made: Any) -> None:
    assert adapted.encoded_data(data, PLACE, []) == made
    assert adapted.encoded_key(data, PLACE, [], None) == made
    assert adapted.encoded_key(data, PLACE, [], "digest") is data
    if isinstance(data, bytes):
        assert base64.b64decode(made) == data


@pytest.mark.parametrize(("value", "made"), [("/hostedzone/Z1", "Z1"), ("Z1", "Z1"), ("Z1/", ""), (7, 7), (None, None)])
def test_an_id_is_the_last_step_of_its_path(value: Any, made: Any) -> None:
    assert adapted.last_step(value) == made


@pytest.mark.parametrize(
    ("account", "arns", "made", "said"),
    [
        ("1", (), "1", []),
        (None, (), None, [("required", "")]),
        (None, ("logs",), None, [("required", "")]),
        ("1", ("logs", 7, "a:b:c:d:e"), "1", []),
        (None, (OUTPOST,), "123456789012", []),
        ("123456789012", (OUTPOST,), "123456789012", []),
        (None, ("logs", OUTPOST.replace("accesspoint/a", "bucket:b")), "123456789012", []),
        ("1", (OUTPOST,), "123456789012", [("pattern", f"'1' is not the account in '{OUTPOST}'")]),
        (None, ("arn:aws:s3:::b:c",), "", [("pattern", "'arn:aws:s3:::b:c' is not an ARN of S3 on Outposts")]),
        (
            None,
            ("arn:aws:s3-outposts:us-east-1:1:object/o",),
            "1",
            [("pattern", "'arn:aws:s3-outposts:us-east-1:1:object/o' is not an ARN of S3 on Outposts")],
        ),
    ],
)
def test_the_account_is_that_of_the_arn(
    account: Any, arns: tuple[Any, ...], made: Any, said: list[tuple[str, str]]
) -> None:
    found: list[Any] = []
    assert adapted.account_of_arn(account, PLACE, found, *arns) == made
    assert [(where, rule) for where, rule, _ in refused(found)] == [(PLACE, rule) for rule, _ in said]
    assert [each[2] for each in refused(found) if each[1] == "pattern"] == [text for _, text in said if text]
