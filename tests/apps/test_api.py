"""What apps are read for, by the names that programs use."""

from functools import cache
from typing import Any

import pytest

from shapegen.apps.api import Api
from shapegen.build import Settings, build

MODEL: dict[str, Any] = {
    "metadata": {"serviceId": "CloudWatch Logs"},
    "operations": {
        "CreateExportTask": {
            "name": "CreateExportTask",
            "input": {"shape": "CreateExportTaskRequest"},
            "errors": [{"shape": "LimitExceeded"}],
        },
        "DescribeTasks": {
            "name": "DescribeTasks",
            "input": {"shape": "DescribeTasksRequest"},
            "output": {"shape": "DescribeTasksResponse"},
        },
        "CopyTask": {"name": "CopyTask", "input": {"shape": "CopyTaskRequest"}},
    },
    "shapes": {
        "CopySource": {"type": "string"},
        "CopyTaskRequest": {"type": "structure", "members": {"Source": {"shape": "CopySource"}}},
        "CreateExportTaskRequest": {
            "type": "structure",
            # boto3 takes `fromTime` for `from`, which is no name in Python
            "members": {"from": {"shape": "Number"}, "taskName": {"shape": "Text"}},
        },
        "Data": {"type": "blob"},
        "DescribeTasksRequest": {
            "type": "structure",
            "members": {"Status": {"shape": "Status"}, "NextToken": {"shape": "Text"}},
        },
        "DescribeTasksResponse": {
            "type": "structure",
            "members": {"Tasks": {"shape": "Tasks"}, "NextToken": {"shape": "Text"}},
        },
        "LimitExceeded": {"type": "structure", "members": {}, "exception": True},
        "Number": {"type": "long"},
        "Parts": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Data"}},
        "Start": {"type": "structure", "members": {"At": {"shape": "Time"}}},
        "Status": {"type": "string", "enum": ["Ready", "Broken"]},
        "Task": {
            "type": "structure",
            "members": {"Name": {"shape": "Text"}, "Start": {"shape": "Start"}, "Parts": {"shape": "Parts"}},
        },
        "Tasks": {"type": "list", "member": {"shape": "Task"}},
        "Text": {"type": "string"},
        "Time": {"type": "timestamp"},
    },
}
PAGINATORS = {"DescribeTasks": {"input_token": "NextToken", "output_token": "NextToken", "result_key": "Tasks"}}
WAITERS = {
    "TaskReady": {
        "operation": "DescribeTasks",
        "delay": 1,
        "maxAttempts": 2,
        "acceptors": [{"state": "success", "matcher": "status", "expected": 200}],
    }
}


@cache
def api(paginated: bool = True) -> Api:
    wanted = Settings(service="logs", package="logshapes", client="LogsClient", operations=["*"])
    return Api(build(MODEL, wanted, paginators=PAGINATORS if paginated else {}, waiters=WAITERS).service)


def test_operations_are_called_as_boto3_calls_them() -> None:
    found = {method: operation.name for method, operation in api().operations.items()}
    assert found == {
        "copy_task": "CopyTask",
        "create_export_task": "CreateExportTask",
        "describe_tasks": "DescribeTasks",
    }


def test_members_are_called_as_dicts_call_them_and_as_attributes() -> None:
    assert {name: each.target for name, each in api().members["CreateExportTaskRequest"].items()} == {
        "from": "Number",
        "taskName": "Text",
    }
    assert {name: each.target for name, each in api().attributes["CreateExportTaskRequest"].items()} == {
        "from_": "Number",
        "task_name": "Text",
    }
    assert api().members.keys() == api().attributes.keys() >= {"Task", "Start"}


def test_a_member_that_boto3_takes_by_another_name_has_both() -> None:
    assert api().aliases == {"CreateExportTaskRequest": {"fromTime": "from"}}


@pytest.mark.parametrize("name", ["Task", "shapes.Task", "stubs.Task", "Status", "enums.Status", "stubs.Status"])
def test_structures_and_enums_are_imported_from_the_modules_that_have_them(name: str) -> None:
    assert api().classes[f"logshapes.{name}"] == name.rpartition(".")[2]


def test_a_list_or_a_text_has_no_class() -> None:
    assert not {"Tasks", "Text", "Parts"} & set(api().classes.values())


def test_what_holds_times_or_bytes_or_may_be_a_dict_is_read_otherwise() -> None:
    assert api().shapes_read_otherwise == {
        *("Time", "Start", "Data", "Parts", "Task", "Tasks", "DescribeTasksResponse"),
        *("CopySource", "CopyTaskRequest"),
    }


def test_pages_and_waiters_are_found_by_their_methods() -> None:
    assert {method: operation.name for method, operation in api().pages.items()} == {
        "paginate_describe_tasks": "DescribeTasks",
        "iter_tasks": "DescribeTasks",
    }
    assert api(paginated=False).pages == {}
    assert {method: waiter.name for method, waiter in api().waiters.items()} == {"wait_until_task_ready": "TaskReady"}


def test_errors_are_those_that_operations_have() -> None:
    assert api().errors == {"LimitExceeded": "LimitExceeded"}


def test_a_structure_is_found_by_its_name_and_nothing_else_is_one() -> None:
    assert api().structure("Task").name == "Task"
    with pytest.raises(TypeError, match="Status"):
        api().structure("Status")
