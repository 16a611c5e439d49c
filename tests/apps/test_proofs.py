"""The proofs on which it rests that a converted call sends the same: where one fails, the call stays."""

from pathlib import Path

import pytest
from adopting import api, assert_left, converted

import monitorshapes as ms
from shapegen.apps.adoption import Surroundings
from shapegen.apps.clients import calls, clients
from shapegen.apps.source import read
from shapegen.apps.values import Reader
from shapegen.apps.verdicts import verdicts

STOP = 'client.stop_monitoring_schedule(MonitoringScheduleName="churn")\n'
STOPPED = 'client.stop_monitoring_schedule(monitoring_schedule_name="churn")\n'
DESCRIBE = 'client.describe_monitoring_schedule(MonitoringScheduleName="churn")\n'
CLIENT = 'client = boto3.client("sagemaker")\n'
WRAPPED = 'client = ms.MonitoringClient(boto3.client("sagemaker"))\n'


# Surroundings


@pytest.mark.parametrize(
    ("around", "changes"),
    [
        (Surroundings(), True),
        (Surroundings(is_imported=True), True),
        (Surroundings(is_caught=True), True),
        (Surroundings(is_imported=True, is_caught=True), False),
    ],
)
def test_a_call_stays_whose_errors_another_file_may_catch(around: Surroundings, changes: bool) -> None:
    code = f"import boto3\ndef stop():\n    {CLIENT}    {STOP}"
    if changes:
        assert "monitoring_schedule_name=" in converted(code, around)[0]
    else:
        assert_left(code, "another file imports the module, and one catches ClientError", around)


def test_a_response_stays_whose_metadata_another_file_may_read() -> None:
    code = f"import boto3\n{CLIENT}def get():\n    return {DESCRIBE}"
    assert "return ms.to_dict(" in converted(code)[0]
    assert_left(code, "ResponseMetadata may be read", Surroundings(reads_metadata=True))


def test_a_response_stays_a_dict_where_another_file_may_use_it() -> None:
    code = f"import boto3\n{CLIENT}found = {DESCRIBE}print(found['MonitoringScheduleName'])\n"
    assert "to_dict" not in converted(code)[0]
    assert "found = ms.to_dict(" in converted(code, Surroundings(is_imported=True))[0]


def test_a_response_without_members_stays_where_it_is_used() -> None:
    assert_left(
        f"import boto3\n{CLIENT}print({STOP.strip()})\n", "the response is used, and has nothing but ResponseMetadata"
    )


# Names


@pytest.mark.parametrize(
    ("before", "after", "alias"),
    [
        ("", "import monitorshapes as ms\n", "ms"),
        ("ms = 5\n", "import monitorshapes\nms = 5\n", "monitorshapes"),
        ("import monitorshapes as shapes\n", "import monitorshapes as shapes\n", "shapes"),
        ("import monitorshapes\n", "import monitorshapes\n", "monitorshapes"),
    ],
)
def test_the_package_gets_a_name_that_is_free(before: str, after: str, alias: str) -> None:
    text, _ = converted(f"import boto3\n{before}{CLIENT}{STOP}")
    assert text == f"import boto3\n{after}{WRAPPED.replace('ms.', f'{alias}.')}{STOPPED}"


def test_nothing_changes_where_both_names_are_taken() -> None:
    assert_left(
        f"import boto3\nms = 5\nmonitorshapes = 6\n{CLIENT}{STOP}", "the names `ms` and `monitorshapes` are taken"
    )


def test_a_second_client_gets_a_name_that_is_free() -> None:
    after, _ = converted(f"import boto3\nmonitoring_client = 5\n{CLIENT}{STOP}client.list_endpoints()\n")
    assert after == (
        "import boto3\nimport monitorshapes as ms\nmonitoring_client = 5\n"
        f"{CLIENT}monitoring_client_2 = ms.MonitoringClient(client)\n"
        f"{STOPPED.replace('client.', 'monitoring_client_2.')}client.list_endpoints()\n"
    )


def test_two_second_clients_get_two_names() -> None:
    other = 'other = boto3.client("sagemaker")\n'
    others = "client.list_endpoints()\nother.list_endpoints()\n"
    after, _ = converted(f"import boto3\n{CLIENT}{other}{STOP}{STOP.replace('client.', 'other.')}{others}")
    assert after == (
        "import boto3\nimport monitorshapes as ms\n"
        f"{CLIENT}monitoring_client = ms.MonitoringClient(client)\n"
        f"{other}monitoring_client_2 = ms.MonitoringClient(other)\n"
        f"{STOPPED.replace('client.', 'monitoring_client.')}"
        f"{STOPPED.replace('client.', 'monitoring_client_2.')}{others}"
    )


def test_of_two_kinds_of_values_in_one_name_the_first_keeps_it() -> None:
    after, _ = converted(
        f'import boto3\n{CLIENT}x = {{"MonitoringScheduleName": "churn"}}\n'
        'x = client.describe_monitoring_schedule(**x)\nprint(x["CreationTime"])\n'
    )
    assert after == (
        f"import boto3\nimport monitorshapes as ms\n{WRAPPED}"
        'x = ms.DescribeMonitoringScheduleRequest(monitoring_schedule_name="churn")\n'
        "describe_monitoring_schedule_response = client.send(x)\n"
        "print(describe_monitoring_schedule_response.creation_time)\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("print({0}.{1})", "print(a.to_dict(a.MonitoringClient({0}).{2}))"),
        ("for x in {0}.{3}: print(x)", "for x in map(a.to_dict, a.MonitoringClient({0}).{4}): print(x)"),
    ],
)
def test_what_is_put_around_a_call_is_put_around_its_client(before: str, after: str) -> None:
    parts = (
        'boto3.client("sagemaker")',
        'describe_monitoring_schedule(MonitoringScheduleName="churn")',
        'describe_monitoring_schedule(monitoring_schedule_name="churn")',
        'get_paginator("list_monitoring_schedules").paginate()',
        "paginate_list_monitoring_schedules()",
    )
    imported = "import boto3\nimport monitorshapes as a\n"
    assert converted(f"{imported}{before.format(*parts)}\n")[0] == f"{imported}{after.format(*parts)}\n"


# The client's line


def test_a_client_that_others_use_too_stays_where_its_line_has_no_room() -> None:
    assert_left(
        f'import boto3\nname = "churn"; {CLIENT}{STOP}client.list_endpoints()\n',
        "the client is used otherwise, too, and there is no room for a second one",
    )


def test_a_client_that_is_used_for_this_alone_needs_no_room() -> None:
    after, _ = converted(f"import boto3\nx = 1; {CLIENT}{STOP}")
    assert after == f"import boto3\nimport monitorshapes as ms\nx = 1; {WRAPPED}{STOPPED}"


def test_the_import_follows_that_of_boto3_before_what_else_its_line_does() -> None:
    after, _ = converted(f"import boto3; {CLIENT}{STOP}")
    assert after == f"import boto3; import monitorshapes as ms; {WRAPPED}{STOPPED}"


# Times


@pytest.mark.parametrize(
    ("time", "is_aware"),
    [
        ("datetime.now(timezone.utc)", True),
        ("datetime.now(UTC)", True),
        ("datetime.now(tz=UTC)", True),
        ("datetime.fromtimestamp(0, tz=UTC)", True),
        ("datetime(2026, 1, 1, tzinfo=UTC)", True),
        ("datetime.now(UTC) - timedelta(days=1)", True),
        ("timedelta(days=1) + datetime.now(UTC)", True),
        ("datetime.now()", False),
        ("datetime.now(zone)", False),
        ("datetime.now(tz=None)", False),
        ("datetime.utcnow()", False),
        ("datetime.fromtimestamp(0, UTC)", False),  # right, but nobody needs it
        ("datetime(2026, 1, 1)", False),
        ("datetime(2026, 1, 1, fold=UTC)", False),
        ("datetime.fromisoformat(text, tz=UTC)", False),
        ("datetime.now() - timedelta(days=1)", False),
        ("time()", False),
        ('"2026-01-01"', False),
    ],
)
@pytest.mark.parametrize("named", [False, True])
def test_a_time_is_passed_on_where_it_has_a_time_zone_for_sure(time: str, is_aware: bool, named: bool) -> None:
    head = "import boto3\nfrom datetime import UTC, datetime, timedelta, timezone\nfrom clock import text, time, zone\n"
    assigned = f"when = {time}\n" if named else ""
    call = f"client.list_processing_jobs(CreationTimeAfter={'when' if named else time})\n"
    code = f"{head}{CLIENT}{assigned}{call}"
    if is_aware:
        assert f"creation_time_after={'when' if named else time})" in converted(code)[0]
    else:
        assert_left(code, "the time may be without a time zone, which the validators refuse")


def test_a_time_that_is_assigned_twice_has_no_time_zone_for_sure() -> None:
    assert_left(
        f"import boto3\nfrom datetime import UTC, datetime\n{CLIENT}when = datetime.now(UTC)\n"
        "if when:\n    when = datetime.now()\nclient.list_processing_jobs(CreationTimeAfter=when)\n",
        "the time may be without a time zone",
    )


# Dicts


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"Key": "a", "Value": "b"}', 'ms.Tag(key="a", value="b")'),
        ("{**BOTH}", 'ms.Tag(key="x", value="y")'),
        ('{**BOTH, "Value": "b"}', 'ms.Tag(key="x", value="b")'),
        ('{"Key": "a", "Key": "b", "Value": "c"}', 'ms.from_dict(ms.Tag, {"Key": "a", "Key": "b", "Value": "c"})'),
        ('{"Value": "b", **BOTH}', 'ms.from_dict(ms.Tag, {"Value": "b", **BOTH})'),
        ('{"Value": "b", **more()}', 'ms.from_dict(ms.Tag, {"Value": "b", **more()})'),
        ('{name(): "a", "Value": "b"}', 'ms.from_dict(ms.Tag, {name(): "a", "Value": "b"})'),
        ('dict(Key="a", **BOTH)', 'dict(Key="a", **BOTH)'),
    ],
)
def test_a_dict_becomes_a_dataclass_where_each_key_stands_once(before: str, after: str) -> None:
    both = 'BOTH = {"Key": "x", "Value": "y"}\n'
    code = f'import boto3\n{both}{CLIENT}client.add_tags(ResourceArn="a", Tags=[{before}])\n'
    text, _ = converted(code)
    wanted = f'client.add_tags(resource_arn="a", tags=[{after}])\n' if after != before else code.splitlines(True)[-1]
    assert text.endswith(wanted)


# What the validators say


EMPTY = 'EMPTY = {"Key": "", "Value": "y"}\nGOOD = {"Key": "a", "Value": "y"}\n'


@pytest.mark.parametrize(
    ("tag", "refused"),
    [
        ('{"Key": "", "Value": "b"}', ["Tags[0].Key"]),
        ('{"Key": "a"}', ["Tags[0].Value"]),
        ('{"Key": "a", **more()}', []),
        ('{**more(), "Key": ""}', ["Tags[0].Key"]),
        ('{"Key": "", **more()}', []),
        ('{"Key": "", name(): "a"}', []),
        ('{"Key": "", "Key": "a", "Value": "b"}', []),
        ("{**EMPTY}", ["Tags[0].Key"]),
        ('{**EMPTY, "Key": "a"}', []),
        ("{**EMPTY, **more()}", []),
        ('{"Key": "a", **EMPTY}', []),  # what overrides is not read
        ('{"Value": "b", **EMPTY, "Key": "a"}', []),
        ('{"Key": "", **GOOD}', []),
        ('dict(Key="", **more())', ["Tags[0].Key"]),
    ],
)
def test_what_is_refused_is_what_the_source_shows(tag: str, refused: list[str]) -> None:
    code = f'import boto3\n{EMPTY}{CLIENT}client.add_tags(ResourceArn="a", Tags=[{tag}])\n'
    source = read(Path("app.py"), code.encode())
    (call,) = calls(source, api(), clients(source, api()))
    found = verdicts(api(), ms, call, Reader(source, api()))
    assert [verdict.text.partition(": ")[0] for verdict in found if "Tags" in verdict.text] == refused


# Errors

BOTH = "(ClientError, ms.ServiceError)"
ERRORS = (
    "import boto3, pytest, contextlib, unittest\nfrom botocore.exceptions import ClientError, ParamValidationError\n"
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"try:\n    {STOP}except ClientError:\n    pass\n", f"except {BOTH}:"),
        (
            f"try:\n    {STOP}except (ClientError, OSError):\n    pass\n",
            "except (ClientError, ms.ServiceError, OSError):",
        ),
        (f"try:\n    {STOP}except ClientError as e:\n    print(e, str(e), e.response)\n", f"except {BOTH} as e:"),
        (f"try:\n    {STOP}except ClientError as e:\n    raise RuntimeError(e) from e\n", f"except {BOTH} as e:"),
        (f"try:\n    {STOP}except ClientError as e:\n    print(f'{{e}}')\n", f"except {BOTH} as e:"),
        (f"try:\n    {STOP}except client.exceptions.ResourceNotFound:\n    pass\n", "except ms.ResourceNotFound:"),
        (f"try:\n    {STOP}except Exception as e:\n    isinstance(e, ClientError)\n", f"isinstance(e, {BOTH})"),
        (f"with pytest.raises(ClientError):\n    {STOP}", f"pytest.raises({BOTH})"),
        (f"with pytest.raises(ClientError) as e:\n    {STOP}e.value.response\n", f"pytest.raises({BOTH})"),
        (f"with contextlib.suppress(ClientError):\n    {STOP}", "contextlib.suppress(ClientError, ms.ServiceError)"),
        (f"with case.assertRaises(ClientError) as e:\n    {STOP}e.exception.response\n", f"assertRaises({BOTH})"),
    ],
)
def test_what_catches_the_error_of_a_call_catches_that_of_the_package_too(before: str, after: str) -> None:
    text, adopted = converted(f"{ERRORS}{CLIENT}{before}")
    assert adopted.converted == 1
    assert after in text


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (f"try:\n    {STOP}except ParamValidationError:\n    pass\n", "is caught, which the client does not raise"),
        (f"try:\n    {STOP}except (OSError, ParamValidationError):\n    pass\n", "which the client does not raise"),
        (f"try:\n    {STOP}except ClientError as e:\n    print(e.args)\n", "`e` is used for more than `.response`"),
        (f"try:\n    {STOP}except ClientError as e:\n    keep(e)\n", "`e` is used for more than `.response`"),
        (f"try:\n    {STOP}except ClientError as e:\n    if 'x' in str(e): pass\n", "is used for more than"),
        (f"try:\n    {STOP}except ClientError as e:\n    x = f'{{e}}'\n", "is used for more than"),
        (f"try:\n    {STOP}except Exception as e:\n    isinstance(ClientError, e)\n", "used other than to catch it"),
        (f"isinstance = check\ntry:\n    {STOP}except Exception as e:\n    isinstance(e, ClientError)\n", "used other"),
        (f"with pytest.raises(ClientError, match='x'):\n    {STOP}", "used other than to catch it"),
        (f"with pytest.raises(ClientError) as e:\n    {STOP}e.match('x')\n", "used other than to catch it"),
        (f"with pytest.raises(ClientError) as e:\n    {STOP}e.value.args\n", "used other than to catch it"),
        (f"with pytest.raises(OSError, ClientError):\n    {STOP}", "used other than to catch it"),
        (f"with catching(ClientError):\n    {STOP}", "used other than to catch it"),
        (f"try:\n    {STOP}except client.exceptions.Novel:\n    pass\n", "none of the errors that the service models"),
        (f"caught = ClientError\n{STOP}", "used other than to catch it"),
    ],
)
def test_a_call_stays_where_its_errors_are_looked_into(code: str, reason: str) -> None:
    assert_left(f"{ERRORS}{CLIENT}{code}", reason)


def test_a_call_stays_where_nobody_knows_which_error_is_caught() -> None:
    code = f"import boto3\nfrom errors import *\n{CLIENT}try:\n    {STOP}except ClientError:\n    pass\n"
    assert_left(code, "the source does not show what `ClientError` is")


def test_an_error_of_another_client_stays_and_keeps_nothing_from_being_converted() -> None:
    other = "s3 = boto3.client('s3')\ntry:\n    s3.list_buckets()\nexcept s3.exceptions.NoSuchBucket:\n    pass\n"
    text, adopted = converted(f"{ERRORS}{CLIENT}{other}try:\n    {STOP}except ClientError:\n    pass\n")
    assert adopted.converted == 1
    assert "except s3.exceptions.NoSuchBucket:" in text
    assert f"except {BOTH}:" in text


# Pages

PAGINATOR = 'client.get_paginator("list_monitoring_schedules")'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            f"for page in {PAGINATOR}.paginate():\n    use(page)\n",
            "for page in map(ms.to_dict, client.paginate_list_monitoring_schedules()):\n    use(page)\n",
        ),
        (
            f"found = [use(page) for page in {PAGINATOR}.paginate()]\n",
            "found = [use(page) for page in map(ms.to_dict, client.paginate_list_monitoring_schedules())]\n",
        ),
        (
            f"for page in {PAGINATOR}.paginate(MaxResults=5):\n    print(page['MonitoringScheduleSummaries'][0])\n",
            "for page in map(ms.to_dict, client.paginate_list_monitoring_schedules(max_results=5)):\n"
            "    print(page['MonitoringScheduleSummaries'][0])\n",
        ),
        (
            f"pages = {PAGINATOR}\nfor page in pages.paginate():\n    pass\n",
            "pages = client.paginate_list_monitoring_schedules\nfor page in pages():\n    pass\n",
        ),
    ],
)
def test_pages_are_gone_through_as_before(before: str, after: str) -> None:
    assert (
        converted(f"import boto3\n{CLIENT}{before}")[0] == f"import boto3\nimport monitorshapes as ms\n{WRAPPED}{after}"
    )


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (f"pages = list({PAGINATOR}.paginate())\nuse(pages)\n", "the pages are not simply gone through"),
        (
            f"for page in {PAGINATOR}.paginate(PaginationConfig={{'PageSize': 5}}):\n    pass\n",
            "PaginationConfig is not a member of ListMonitoringSchedulesRequest",
        ),
        (f"for page in {PAGINATOR}.paginate(**more):\n    pass\n", "the arguments of a paginator are a dict"),
        (
            f"pages = {PAGINATOR}\nfor page in pages.paginate():\n    pass\nuse(pages)\n",
            "`pages` is used otherwise, too",
        ),
    ],
)
def test_pages_stay_that_are_used_otherwise(code: str, reason: str) -> None:
    assert_left(f"import boto3\n{CLIENT}{code}", reason)


@pytest.mark.parametrize(
    "other",
    [
        "def g(x):\n    try:\n        f()\n    except ParamValidationError:\n        pass\n",
        "def g(x):\n    try:\n        f()\n    except client.exceptions.Novel:\n        pass\n",
        "def g(x):\n    try:\n        f()\n    except x.exceptions.ResourceNotFound:\n        pass\n",
        "def g(x):\n    try:\n        f()\n    except ClientError as e:\n        keep(e)\n",
    ],
)
def test_errors_that_are_caught_elsewhere_hide_no_handler_behind_them(other: str) -> None:
    text, adopted = converted(
        f"{ERRORS}from other import f\n{CLIENT}{other}try:\n    {STOP}except ClientError:\n    pass\n"
    )
    assert adopted.converted == 1
    assert text.endswith(f"{STOPPED}except {BOTH}:\n    pass\n")


def test_a_handler_catches_both_around_each_method_of_a_class_that_calls() -> None:
    code = f"""import boto3
from botocore.exceptions import ClientError
class A:
    def __init__(self):
        self.{CLIENT}
    def first(self):
        self.{STOP}
    def second(self):
        self.{STOP}
    def third(self):
        try:
            self.second()
        except ClientError:
            pass
"""
    assert "except (ClientError, ms.ServiceError):" in converted(code)[0]


CATCHES = "import boto3\nfrom botocore.exceptions import ClientError\n"


@pytest.mark.parametrize(
    ("defined", "run"),
    [
        ("run: object = stop\n", "run()"),
        ("class Job:\n    def __enter__(self): stop()\n    def __exit__(self, *_): ...\n", "with Job(): pass"),
    ],
)
def test_what_catches_the_error_of_a_call_is_found_behind_other_names(defined: str, run: str) -> None:
    code = f"{CATCHES}{CLIENT}def stop():\n    {STOP}{defined}try:\n    {run}\nexcept ClientError:\n    pass\n"
    assert f"except {BOTH}:" in converted(code)[0]


def test_an_error_that_is_kept_elsewhere_may_be_asked_for_anything() -> None:
    test = f"def test(self):\n    with pytest.raises(ClientError) as self.caught:\n        {STOP}"
    assert_left(f"import pytest\n{CATCHES}{CLIENT}{test}", "`ClientError` is used other than to catch it")
