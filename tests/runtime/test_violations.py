"""Whatever a structure holds, its violations can be had, shown, kept and compared."""

import copy
import pickle
import time
from typing import Any
from unittest.mock import Mock

import pytest

import monitorshapes as ms


def cluster(**members: Any) -> ms.MonitoringClusterConfig:
    defaults: dict[str, Any] = {"instance_count": 1, "instance_type": "ml.m5.large", "volume_size_in_gb": 1}
    return ms.MonitoringClusterConfig(**(defaults | members))


@pytest.mark.parametrize("level", ["botocore", "documented"])
def test_an_integer_that_python_does_not_print_is_refused_in_words(level: ms.Level) -> None:
    (violation,) = ms.violations(ms.Tag(key=10**5000, value="v"), level=level)  # type: ignore[arg-type]  # pyright: ignore
    assert violation.message == "text is needed, not an integer of 16610 bits"


def test_an_integer_is_no_wider_than_its_shape() -> None:
    arn = "arn:aws:sagemaker:us-east-1:123456789012:endpoint/a"
    assert ms.violations(ms.ListTagsInput(resource_arn=arn, max_results=2**31 - 1)) == ()
    (violation,) = ms.violations(ms.ListTagsInput(resource_arn=arn, max_results=2**31))
    assert str(violation) == "MaxResults: 2147483648 is above the maximum 2147483647"


def test_a_time_that_no_clock_reaches_is_refused_at_the_level_of_botocore() -> None:
    request = ms.ListMonitoringSchedulesRequest(creation_time_after=time.time_ns())  # type: ignore[arg-type]  # pyright: ignore
    assert [violation.rule for violation in ms.violations(request, level="botocore")] == ["type"]


def test_violations_can_be_in_a_set_whatever_their_value() -> None:
    (violation,) = ms.violations(cluster(instance_type=["ml.m5.large"]))
    assert violation in {violation}


def test_an_error_can_be_sent_to_another_process_and_copied() -> None:
    with pytest.raises(ms.ValidationError) as caught:
        ms.validate(cluster(instance_count=0))
    for again in (pickle.loads(pickle.dumps(caught.value)), copy.deepcopy(caught.value)):  # noqa: S301
        assert again.violations == caught.value.violations
        assert str(again) == str(caught.value)


def test_a_name_that_is_none_cannot_forge_a_line() -> None:
    read = ms.from_dict(ms.Tag, {"Key": "k", "Value": "v", "\n2. Key: fine\x1b[31m": 1})
    (violation,) = ms.violations(read)
    assert str(violation).startswith(r"['\n2. Key: fine\x1b[31m']: Tag has no such member")


def test_a_long_path_is_cut_where_it_is_shown_and_nowhere_else() -> None:
    name = "N" * 100_000
    (violation,) = ms.violations(ms.from_dict(ms.Tag, {"Key": "k", "Value": "v", name: 1}))
    assert violation.path == name
    assert len(str(violation)) < 600


def test_of_many_wrong_values_the_first_get_a_hint() -> None:
    preference = ms.ProcessingInstancePreference(instance_type="ml.m5.larg")  # type: ignore[arg-type]  # pyright: ignore
    resources = ms.ProcessingClusterConfig(volume_size_in_gb=1, instance_preferences=[preference] * 30)
    hinted = [
        violation for violation in ms.violations(resources, ignore={"max"}) if "did you mean" in violation.message
    ]
    assert 0 < len(hinted) < 30


def test_two_answers_that_say_the_same_are_equal() -> None:
    class Boto3Client:
        answers = 0

        def list_tags(self, **_: object) -> dict[str, Any]:
            self.answers += 1
            return {"Tags": [], "Newer": 1, "ResponseMetadata": {"RequestId": str(self.answers)}}

    client = ms.MonitoringClient(Boto3Client())
    arn = "arn:aws:sagemaker:us-east-1:123456789012:endpoint/a"
    first, second = client.list_tags(resource_arn=arn), client.list_tags(resource_arn=arn)
    assert first == second
    assert ms.unknown_members(first) == {"Newer": 1}


def test_an_operation_without_a_response_gives_none_whatever_the_client_answers() -> None:
    class Boto3Client:
        def stop_monitoring_schedule(self, **_: object) -> None: ...

    assert ms.MonitoringClient(Boto3Client()).stop_monitoring_schedule(monitoring_schedule_name="a") is None  # type: ignore[func-returns-value]


def test_unknown_members_are_a_copy() -> None:
    data: dict[str, Any] = {"Key": "k", "Value": "v", "Newer": {"a": [1]}}
    read = ms.from_dict(ms.Tag, data)
    ms.unknown_members(read)["Newer"]["a"].append(2)
    assert ms.to_dict(read) == data == {"Key": "k", "Value": "v", "Newer": {"a": [1]}}


def test_a_client_with_a_misspelt_level_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="no level is called 'modle'"):
        ms.MonitoringClient(Mock(), level="modle")  # type: ignore[arg-type]  # pyright: ignore
    with pytest.raises(ValueError, match="did you mean 'enum:ProcessingInstanceType'"):
        ms.MonitoringClient(Mock(), ignore={"enum:ProcessingInstancType"})
    with pytest.raises(ValueError, match="no rule is called 'enum:OpenEnum'"):
        ms.MonitoringClient(Mock(), ignore={"enum:OpenEnum"})
