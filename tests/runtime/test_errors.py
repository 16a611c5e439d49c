"""What the service answers with an error is raised in a class that can be imported and caught."""

import copy
import pickle
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from strategies import TINY, generate

import monitorshapes as ms
from monitorshapes import errors
from monitorshapes._runtime.errors import BASES

boto3 = import_module("boto3")
exceptions = import_module("botocore.exceptions")
Stubber = import_module("botocore.stub").Stubber
Throttled = import_module("botocore.retries.standard").ThrottledRetryableChecker

NAME = {"MonitoringScheduleName": "a"}


@pytest.fixture(scope="module")
def boto() -> Any:
    """A boto3 client that reaches nobody."""
    secret = dict.fromkeys(("aws_access_key_id", "aws_secret_access_key"), "a")
    return boto3.client("sagemaker", region_name="us-east-1", endpoint_url="http://127.0.0.1:9", **secret)


@pytest.fixture
def stub(boto: Any) -> Iterator[Any]:
    """What stands for the service."""
    with Stubber(boto) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.mark.parametrize("code", [*errors.BY_CODE, "InternalFailure"])
def test_each_code_has_its_class(code: str, boto: Any, stub: Any) -> None:
    stub.add_client_error(
        "delete_monitoring_schedule", code, "too late", 400, response_meta={"RequestId": "r-1"}, expected_params=NAME
    )
    with pytest.raises(ms.ServiceError) as caught:
        ms.MonitoringClient(boto).delete_monitoring_schedule(monitoring_schedule_name="a")
    error = caught.value
    assert type(error) is errors.BY_CODE.get(code, ms.ServiceError)
    assert (error.code, error.message, error.operation, error.request_id) == (
        code,
        "too late",
        "DeleteMonitoringSchedule",
        "r-1",
    )
    assert str(error) == f"DeleteMonitoringSchedule: {code}: too late (request r-1)"
    cause: Any = error.__cause__
    assert isinstance(cause, exceptions.ClientError)
    assert error.response is cause.response


def test_the_classes_are_those_of_the_operations_and_ours() -> None:
    modelled = {"ResourceInUse", "ResourceLimitExceeded", "ResourceNotFound"}
    assert modelled == errors.BY_CODE.keys() - BASES.keys()
    assert all(getattr(ms, name) is errors.BY_CODE[name] for name in modelled)
    assert errors.BY_CODE["ValidationException"] is ms.ServiceValidationError
    assert errors.BY_CODE["ThrottlingException"] is ms.ThrottlingError


def test_throttled_is_what_botocore_tries_again() -> None:
    throttling = {code for code, base in BASES.items() if base is ms.ThrottlingError}
    assert throttling == set(Throttled._THROTTLED_ERROR_CODES)


@pytest.mark.parametrize("cls", [ms.ServiceError, ms.ThrottlingError, ms.ResourceNotFound])
@pytest.mark.parametrize("again", [copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])  # noqa: S301  ours
def test_an_error_is_copied_and_pickled(cls: type[ms.ServiceError], again: Any) -> None:
    error = cls({"Error": {"Code": "C", "Message": "m"}, "ResponseMetadata": {"RequestId": "r"}}, "Op")
    twin = again(error)
    assert type(twin) is cls
    assert (str(twin), twin.response, twin.operation) == (str(error), error.response, "Op")


@pytest.mark.parametrize("cls", [ms.WaitError, ms.WaitTimeoutError])
def test_an_error_of_waiting_is_copied_and_pickled(cls: type[ms.WaitError]) -> None:
    error = cls("Scheduled", "no data", ms.DeleteTagsOutput(), "a", "b")
    for twin in (copy.deepcopy(error), pickle.loads(pickle.dumps(error))):  # noqa: S301  ours
        assert (type(twin), str(twin), twin.response) == (
            cls,
            "Scheduled of 'a', 'b': no data",
            ms.DeleteTagsOutput(),
        )


@pytest.mark.parametrize(
    "response",
    [{"Error": {"Code": "C"}}, {"Error": {"Code": "C", "Message": None}}, {"Error": {"Code": "C"}, "Extra": object()}],
)
def test_an_answer_that_says_little_is_an_error_too(response: Any) -> None:
    error = ms.ServiceError(response, "Op")
    assert (str(error), error.message, error.request_id) == ("Op: C", "", None)


class _LookalikeError(Exception):
    def __init__(self, response: Any) -> None:
        super().__init__()
        self.response = response


def _raising(error: Exception) -> Any:
    class Boto:
        def delete_monitoring_schedule(self, **_: object) -> None:
            raise error

    return ms.MonitoringClient(Boto())


def test_an_error_need_not_be_botocores() -> None:
    with pytest.raises(ms.ResourceNotFound):
        _raising(_LookalikeError({"Error": {"Code": "ResourceNotFound"}})).delete_monitoring_schedule(
            monitoring_schedule_name="a"
        )


@pytest.mark.parametrize("response", [None, "text", {}, {"Error": None}, {"Error": {}}, object()])
def test_any_other_exception_passes_through(response: Any) -> None:
    error = _LookalikeError(response)
    with pytest.raises(_LookalikeError) as caught:
        _raising(error).delete_monitoring_schedule(monitoring_schedule_name="a")
    assert caught.value is error


def test_a_model_brings_its_own_codes_and_names(tmp_path: Path) -> None:
    shapes = {
        "Gone": {"type": "structure", "members": {}, "exception": True, "error": {"code": "Tiny.Gone"}},
        "ServiceError": {"type": "structure", "members": {}, "exception": True},
        "ThrottlingException": {"type": "structure", "members": {}, "exception": True},
        "ValidationException": {"type": "structure", "members": {}, "exception": True},
        "Tree": TINY["shapes"]["Tree"] | {"exception": True},
    }
    model = {
        **TINY,
        "operations": {"Turn": TINY["operations"]["Turn"] | {"errors": [{"shape": name} for name in shapes]}},
        "shapes": TINY["shapes"] | shapes,
    }
    tiny = generate(model, "tinyerrors", tmp_path).module
    by_code = import_module("tinyerrors.errors").BY_CODE
    assert by_code["Tiny.Gone"] is by_code["Gone"] is tiny.Gone
    assert by_code["ServiceError"] is tiny.ServiceErrorShape
    assert by_code["Tree"] is tiny.TreeError  # its structure has the name
    assert issubclass(by_code["ThrottlingException"], tiny.ThrottlingError)
    assert issubclass(by_code["ValidationException"], tiny.ServiceValidationError)
    assert by_code["ValidationException"] is tiny.ValidationException


def test_what_the_model_has_of_an_error_are_its_attributes(tmp_path: Path) -> None:
    model: dict[str, Any] = copy.deepcopy(dict(TINY))
    model["shapes"] |= {
        "Refused": {
            "type": "structure",
            "exception": True,
            "members": {
                "message": {"shape": "Text"},
                "Code": {"shape": "Text"},
                "Response": {"shape": "Whole"},
                "Why": {"shape": "Reason"},
                "Items": {"shape": "RefusedItems"},
                "Lacking": {"shape": "Text"},
            },
        },
        "Text": {"type": "string"},
        "Whole": {"type": "integer"},
        "Reason": {"type": "string", "enum": ["Late", "Early"]},
        "RefusedItems": {"type": "list", "member": {"shape": "RefusedItem"}},
        "RefusedItem": {"type": "structure", "members": {"Name": {"shape": "Text"}}},
    }
    name = next(iter(model["operations"]))
    model["operations"][name]["errors"] = [{"shape": "Refused"}]
    module = generate(model, "tinysaid", tmp_path).module
    said = {"Response": 3, "Why": "Late", "Items": [{"Name": "a"}, {"New": 1}]}
    error: Any = module.Refused({"Error": {"Code": "Refused", "Message": "no"}, **said}, name)
    assert (error.code, error.message, error.response_) == ("Refused", "no", 3)
    assert error.why is module.Reason.LATE
    assert error.items[0] == module.RefusedItem(name="a")
    assert module.unknown_members(error.items[1]) == {"New": 1}
    assert error.lacking is None
    assert pickle.loads(pickle.dumps(error)).items == error.items  # noqa: S301  ours
    assert module.Refused({"Error": {"Code": "Refused", "Why": "Newer"}}, name).why == "Newer"
