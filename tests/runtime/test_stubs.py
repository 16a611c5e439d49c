"""The stubs say what boto3 takes and gives: every TypedDict, Literal and method against botocore's model."""

import inspect
import typing
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from models import done, small, write_model, write_profile

import monitorshapes as ms
from monitorshapes import stubs
from monitorshapes.operations import OPERATIONS

boto3 = import_module("boto3")
Stubber = import_module("botocore.stub").Stubber
LOADER = import_module("botocore.loaders").Loader()
MODEL: dict[str, Any] = LOADER.load_service_model("sagemaker", "service-2")
SHAPES: dict[str, Any] = MODEL["shapes"]

STRUCTURES = [name for name, shape in SHAPES.items() if shape["type"] == "structure" and hasattr(stubs, name)]
ENUMS = [name for name, shape in SHAPES.items() if "enum" in shape and hasattr(stubs, name)]
RESPONSES = {operation["output"]["shape"] for operation in MODEL["operations"].values() if "output" in operation}
METADATA = {"ResponseMetadata": stubs.ResponseMetadata}

#: As boto3 gives them. In requests it takes times as text and as seconds too.
SCALARS = {"string": str, "integer": int, "long": int, "float": float, "double": float, "boolean": bool}
REQUEST_TIME = datetime | str | float

each_operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)


@pytest.fixture(scope="module")
def boto() -> Any:
    """A boto3 client that reaches nobody."""
    keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
    return boto3.client("sagemaker", region_name="us-east-1", **keys)


def type_of(name: str) -> Any:
    """The type that a value of a shape has among the stubs."""
    shape = SHAPES[name]
    match shape["type"]:
        case "structure":
            return getattr(stubs, name)
        case "string" if "enum" in shape:
            return getattr(stubs, name)
        case "list":
            return list[type_of(shape["member"]["shape"])]  # type: ignore[misc]
        case "map":
            return dict[str, type_of(shape["value"]["shape"])]  # type: ignore[misc]
        case "timestamp":
            return datetime
        case other:
            return SCALARS[other]


def test_there_is_a_stub_for_every_structure_and_enum_of_the_package() -> None:
    assert {*STRUCTURES, *ENUMS} == set(vars(ms)["_HOMES"]["shapes"]) | set(vars(ms)["_HOMES"]["enums"])


@pytest.mark.parametrize("name", STRUCTURES)
def test_a_typeddict_has_the_members_of_its_structure(name: str) -> None:
    shape = SHAPES[name]
    cls = getattr(stubs, name)
    assert typing.is_typeddict(cls)
    metadata = METADATA if name in RESPONSES else {}
    optional = {member for member, target in shape["members"].items() if target.get("idempotencyToken")}
    assert cls.__required_keys__ == {*shape.get("required", ()), *metadata} - optional
    hints = typing.get_type_hints(cls)
    expected = {member: type_of(target["shape"]) for member, target in shape["members"].items()} | metadata
    assert {key: datetime if hint == REQUEST_TIME else hint for key, hint in hints.items()} == expected
    for key, hint in hints.items():
        if hint == REQUEST_TIME:
            assert name in {operation.request.__name__ for operation in OPERATIONS.values()}, key


def test_a_time_in_a_request_is_what_botocore_takes(boto: Any) -> None:
    times: list[REQUEST_TIME] = [datetime(2020, 5, 8, tzinfo=UTC), "2020-05-08T00:00:00Z", 1588896000, 1588896000.0]
    assert typing.get_type_hints(stubs.ListMonitoringSchedulesRequest)["CreationTimeAfter"] == REQUEST_TIME
    with Stubber(boto) as stubber:
        for time in times:
            stubber.add_response("list_monitoring_schedules", {"MonitoringScheduleSummaries": []})
            stubs.typed(boto).list_monitoring_schedules(CreationTimeAfter=time)


@pytest.mark.parametrize("name", ENUMS)
def test_a_literal_has_the_values_of_its_enum(name: str) -> None:
    assert list(typing.get_args(getattr(stubs, name))) == list(dict.fromkeys(SHAPES[name]["enum"]))


@each_operation
def test_a_method_takes_and_returns_what_the_operation_does(operation: Any, boto: Any) -> None:
    method = getattr(stubs.Client, operation.method)
    assert callable(getattr(boto, operation.method))
    shape = SHAPES[operation.request.__name__]
    self, *parameters = inspect.signature(method).parameters.values()
    assert self.name == "self"
    assert {each.kind for each in parameters} <= {inspect.Parameter.KEYWORD_ONLY}
    assert {each.name for each in parameters} == shape["members"].keys()
    assert {each.name for each in parameters if each.default is each.empty} == set(shape.get("required", ()))
    hints = typing.get_type_hints(method)
    returned = hints.pop("return")
    members = typing.get_type_hints(getattr(stubs, operation.request.__name__))
    assert hints == {name: _widened(hint) for name, hint in members.items()}
    response = operation.response
    assert returned is (getattr(stubs, response.__name__) if response else stubs.EmptyResponse)
    assert (inspect.getdoc(method) or "").strip()


def _widened(hint: Any) -> Any:
    """A list or dict as the sequence or mapping that a method takes."""
    wide: Any = {list: Sequence, dict: Mapping}.get(typing.get_origin(hint))
    return wide[typing.get_args(hint)] if wide else hint


def test_the_client_has_boto3s_methods_and_no_others(boto: Any) -> None:
    ours = {name for name, _ in inspect.getmembers(stubs.Client, inspect.isfunction) if not name.startswith("_")}
    assert ours == {operation.method for operation in OPERATIONS.values()} | {
        *("can_paginate", "close", "generate_presigned_url", "get_paginator", "get_waiter")
    }
    assert ours <= set(dir(boto))
    protocols = [typing.get_type_hints(base, localns=vars(stubs)) for base in inspect.getmro(stubs.Client)[:2]]
    for name in {*chain.from_iterable(protocols), "waiter_names"}:
        assert hasattr(boto, name)
    for name in protocols[1]["meta"].__annotations__:
        assert hasattr(boto.meta, name)


def test_every_paginator_and_waiter_of_the_operations_is_there(boto: Any) -> None:
    methods = {operation.method for operation in OPERATIONS.values()}
    # What stands in the class is typing's, which does not know whose it is.
    named: Any = SimpleNamespace(__module__=stubs.__name__, __qualname__="Client.get_paginator")
    overloads = typing.get_overloads(named)
    paginated = {typing.get_args(typing.get_type_hints(each)["operation_name"])[0]: each for each in overloads}
    assert paginated.keys() == {method for method in methods if boto.can_paginate(method)}
    for method, overload in paginated.items():
        paginate = typing.get_type_hints(overload)["return"].paginate
        hints = typing.get_type_hints(paginate)
        assert hints.pop("PaginationConfig") is stubs.PaginatorConfig
        assert typing.get_args(hints["return"]) == (typing.get_type_hints(getattr(stubs.Client, method))["return"],)
        assert hints.keys() == typing.get_type_hints(getattr(stubs.Client, method)).keys()
        assert callable(boto.get_paginator(method).paginate)
    hints = typing.get_type_hints(stubs.Client.get_waiter)
    assert [name for name in boto.waiter_names if boto.get_waiter(name).config.operation in OPERATIONS] == [
        *typing.get_args(hints["waiter_name"])
    ]
    assert typing.get_type_hints(hints["return"].wait).keys() == {"ProcessingJobName", "WaiterConfig", "return"}


def test_every_modelled_error_of_the_operations_is_an_exception_of_the_client(boto: Any) -> None:
    modelled = {error["shape"] for name in OPERATIONS for error in MODEL["operations"][name].get("errors", ())}
    assert {*stubs.Exceptions.__annotations__} == modelled
    for name in (*modelled, "ClientError"):
        assert issubclass(getattr(boto.exceptions, name), boto.exceptions.ClientError)


def test_typed_returns_the_client_itself(boto: Any) -> None:
    assert stubs.typed(boto) is boto


def test_an_exception_of_the_client_is_caught_by_its_name(boto: Any) -> None:
    client = stubs.typed(boto)
    with Stubber(boto) as stubber:
        stubber.add_client_error("delete_monitoring_schedule", "ResourceNotFound", "gone", http_status_code=400)
        with pytest.raises(client.exceptions.ResourceNotFound) as caught:
            client.delete_monitoring_schedule(MonitoringScheduleName="hourly")
    assert caught.value.response["Error"]["Message"] == "gone"
    assert caught.value.operation_name == "DeleteMonitoringSchedule"


def test_a_dict_goes_to_the_dataclass_and_back() -> None:
    request: stubs.CreateMonitoringScheduleRequest = {
        "MonitoringScheduleName": "hourly",
        "MonitoringScheduleConfig": {"MonitoringJobDefinitionName": "definition", "MonitoringType": "DataQuality"},
    }
    structure = ms.from_dict(ms.CreateMonitoringScheduleRequest, request)
    assert structure.monitoring_schedule_config.monitoring_type is ms.MonitoringType.DATA_QUALITY
    assert ms.to_dict(structure) == request


def test_wire_names_that_no_attribute_can_have_are_keys_and_keywords(tmp_path: Path) -> None:
    model = small()
    for name in ("from", "a-b", "__private", "self"):
        model["shapes"]["PutThingInput"]["members"][name] = {"shape": "Name"}
        model["shapes"]["Choice"]["members"]["from"] = {"shape": "Name"}
    write_model(tmp_path / "model.json", model)
    profile = write_profile(tmp_path / "profile")
    done("generate", "--profile", profile, "--model", tmp_path / "model.json", "--output", tmp_path / "out")
    namespace: dict[str, Any] = {"__name__": "smallshapes.stubs", "__package__": "monitorshapes"}
    exec((tmp_path / "out" / "smallshapes" / "stubs.py").read_text("utf-8"), namespace)  # noqa: S102
    request = namespace["PutThingInput"]
    assert request.__required_keys__ == {"Name"}
    assert {"from", "a-b", "__private", "self"} <= request.__optional_keys__
    assert namespace["Choice"].__optional_keys__ == {"A", "B", "from"}
    put = inspect.signature(namespace["Client"].put_thing)
    assert put.parameters["members"].annotation == typing.Unpack[request]
    assert namespace["Client"].drop_thing.__annotations__["return"] is namespace["EmptyResponse"]


def test_a_response_that_another_structure_holds_may_lack_the_metadata(tmp_path: Path) -> None:
    model = small()
    model["shapes"]["PutThingInput"]["members"]["Last"] = {"shape": "PutThingOutput"}
    write_model(tmp_path / "model.json", model)
    profile = write_profile(tmp_path / "profile")
    done("generate", "--profile", profile, "--model", tmp_path / "model.json", "--output", tmp_path / "out")
    text = (tmp_path / "out" / "smallshapes" / "stubs.py").read_text("utf-8")
    assert "ResponseMetadata: NotRequired[ResponseMetadata]" in text
