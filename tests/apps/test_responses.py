"""A response becomes a dataclass where each of its uses does the same with one; else the dict that it was."""

import pytest
from adopting import ALONE, HEAD, assert_left, body, converted

from shapegen.apps.adoption import Surroundings

CLIENT, ADOPTED = 'boto3.client("sagemaker")', 'ms.MonitoringClient(boto3.client("sagemaker"))'
DESCRIBE = 'client.describe_monitoring_schedule(MonitoringScheduleName="churn")'
DESCRIBED = 'client.describe_monitoring_schedule(monitoring_schedule_name="churn")'
LIST = "client.list_monitoring_schedules()"
JOB = 'client.describe_processing_job(ProcessingJobName="a")'


def used(call: str, use: str) -> str | None:
    """What becomes of the use of a response `r`; None when the response becomes a dict, and nothing of its uses."""
    adopted = body(f"r = {call}\n{use}\n")
    made, after = adopted.split("\n", 1)
    if "to_dict" not in made:
        return after.removesuffix("\n")
    assert after == f"{use}\n"
    return None


@pytest.mark.parametrize(
    ("use", "after"),
    [
        # a key
        ('print(r["MonitoringScheduleName"])', "print(r.monitoring_schedule_name)"),
        ('print((r)["MonitoringScheduleName"])', "print((r).monitoring_schedule_name)"),
        ('print((r  # a [b].\n)["MonitoringScheduleName"])', "print((r  # a [b].\n).monitoring_schedule_name)"),
        ('print((r  # a [b].\n).get("FailureReason"))', "print((r  # a [b].\n).failure_reason)"),
        ('print(r ["MonitoringScheduleName"])', "print(r .monitoring_schedule_name)"),
        ('total += r["MonitoringScheduleName"]', "total += r.monitoring_schedule_name"),
        ('x = [r["MonitoringScheduleName"]]', "x = [r.monitoring_schedule_name]"),
        ('print(r["FailureReason"])', None),
        ("print(r[key])", None),
        ("print(r['A':'B'])", None),
        ('print(names[r["MonitoringScheduleName"]])', "print(names[r.monitoring_schedule_name])"),
        ("print(names[r])", None),
        ('print(r["Novel"])', None),
        # a key that is looked for before
        (
            'if "FailureReason" in r:\n    print(r["FailureReason"])',
            "if r.failure_reason is not None:\n    print(r.failure_reason)",
        ),
        (
            'if r.get("FailureReason"):\n    print(r["FailureReason"])',
            "if r.failure_reason:\n    print(r.failure_reason)",
        ),
        ('if "EndpointName" in r:\n    print(r["FailureReason"])', None),
        ('print("FailureReason" not in r)', "print(r.failure_reason is None)"),
        ('print("FailureReason" in (r))', "print((r).failure_reason is not None)"),
        ('print(("FailureReason" in ((r))))', "print((((r)).failure_reason is not None))"),
        ('print(("FailureReason" in r))', "print((r.failure_reason is not None))"),
        ('print("FailureReason" in r in s)', None),
        ('print("FailureReason" == r)', None),
        ("print(key in r)", None),
        ('print("Novel" in r)', None),
        # `get`
        ('print(r.get("FailureReason"))', "print(r.failure_reason)"),
        ('print(r.get("FailureReason", None))', "print((r.failure_reason if r.failure_reason is not None else None))"),
        ('print(r.get("FailureReason", "?"))', 'print((r.failure_reason if r.failure_reason is not None else "?"))'),
        ('print(r.get("FailureReason", 0))', "print((r.failure_reason if r.failure_reason is not None else 0))"),
        ('print(r.get("FailureReason", why))', "print((r.failure_reason if r.failure_reason is not None else why))"),
        ('print(r.get("FailureReason", []))', "print((r.failure_reason if r.failure_reason is not None else []))"),
        ('print(r.get("FailureReason", {}))', "print((r.failure_reason if r.failure_reason is not None else {}))"),
        ('print(r.get("FailureReason", why()))', None),
        ('print(r.get("FailureReason", [1]))', None),
        (
            'client.list_processing_jobs(SortBy=r.get("FailureReason", "?") + x)',
            "client.list_processing_jobs("
            'sort_by=ms.SortBy((r.failure_reason if r.failure_reason is not None else "?") + x))',
        ),
        ("print(r.get(key))", None),
        ("get = r.get", None),
        ('print(map(r.get, ["FailureReason"]))', None),
        ("print(r.keys())", None),
        # a part of it
        (
            'print(r["MonitoringScheduleConfig"]["ScheduleConfig"])',
            None,
        ),
        (
            'print(r["MonitoringScheduleConfig"].get("MonitoringJobDefinitionName"))',
            "print(r.monitoring_schedule_config.monitoring_job_definition_name)",
        ),
        ('print(r["MonitoringScheduleConfig"].get("MonitoringJobDefinitionName", "?"))', None),
        (
            'print(r["MonitoringScheduleConfig"].get("MonitoringJobDefinitionName", []))',
            None,
        ),
        ('print(r.get("LastMonitoringExecutionSummary")["FailureReason"])', None),
        ('print(r.get("LastMonitoringExecutionSummary", {}).get("FailureReason"))', None),
        ('last = r.get("LastMonitoringExecutionSummary", {})', None),
        ('last = r.get("LastMonitoringExecutionSummary")', "last = r.last_monitoring_execution_summary"),
        (
            'last = r.get("LastMonitoringExecutionSummary")\nprint(last["MonitoringScheduleName"])',
            "last = r.last_monitoring_execution_summary\nprint(last.monitoring_schedule_name)",
        ),
        (
            'if "LastMonitoringExecutionSummary" in r:\n    keep(r["LastMonitoringExecutionSummary"])',
            None,
        ),
        # a change
        ('r["MonitoringScheduleName"] = "a"', None),
        ('r["MonitoringScheduleName"] += "a"', None),
        ('r["MonitoringScheduleName"]: str = "a"', None),
        ('del r["MonitoringScheduleName"]', None),
        ('r["MonitoringScheduleName"], x = "a", 1', None),
        ('[*r["MonitoringScheduleName"]] = "a"', None),
        ('for r["MonitoringScheduleName"] in names: pass', None),
        ('[0 for r["MonitoringScheduleName"] in names]', None),
        ('with a as r["MonitoringScheduleName"]: pass', None),
        # another name
        ('a = r\nprint(a["MonitoringScheduleName"])', "a = r\nprint(a.monitoring_schedule_name)"),
        ("a = r\nkeep(a)", None),
        ('a = b = r\nprint(a["MonitoringScheduleName"])', None),
        ('a: dict = r\nprint(a["MonitoringScheduleName"])', None),
        ("a, b = r", None),
        ("a.b = r", None),
        ('if x:\n    a = r\nprint(a["MonitoringScheduleName"])', "if x:\n    a = r\nprint(a.monitoring_schedule_name)"),
        ('a = {}\nif x:\n    a = r\nprint(a["MonitoringScheduleName"])', None),
        # whole
        ("r", "r"),
        ("print(r is None)", "print(r is None)"),
        ("print(r is not None)", "print(r is not None)"),
        ("print(None is r)", None),
        ("print(r is None is x)", None),
        ("print(r == None)", None),
        ("print(r)", None),
        ("print(f'{r}')", None),
        ("if r: pass", None),
        ("def f(): return r", None),
    ],
)
def test_what_is_read_of_a_response_becomes_attributes_where_that_does_the_same(use: str, after: str | None) -> None:
    assert used(DESCRIBE, use) == after


@pytest.mark.parametrize(
    ("use", "after"),
    [
        ('print(r["MonitoringScheduleStatus"])', "print(r.monitoring_schedule_status)"),
        ('x = str(r["MonitoringScheduleStatus"])', "x = str(r.monitoring_schedule_status)"),
        ('x = len(r["MonitoringScheduleStatus"])', "x = len(r.monitoring_schedule_status)"),
        ('x = r["MonitoringScheduleStatus"] == "Failed"', 'x = r.monitoring_schedule_status == "Failed"'),
        ('x = "Failed" == r["MonitoringScheduleStatus"]', 'x = "Failed" == r.monitoring_schedule_status'),
        ('if r["MonitoringScheduleStatus"]: pass', "if r.monitoring_schedule_status: pass"),
        ('while r["MonitoringScheduleStatus"]: break', "while r.monitoring_schedule_status: break"),
        ('x = not r["MonitoringScheduleStatus"]', "x = not r.monitoring_schedule_status"),
        ('r["MonitoringScheduleStatus"]', "r.monitoring_schedule_status"),
        ("x = f'{r[\"MonitoringScheduleStatus\"]}'", "x = f'{r.monitoring_schedule_status}'"),
        ("x = f'{r[\"MonitoringScheduleStatus\"]!r}'", "x = f'{r.monitoring_schedule_status.value!r}'"),
        ('x = r["MonitoringScheduleStatus"].lower()', "x = r.monitoring_schedule_status.lower()"),
        ('keep(r["MonitoringScheduleStatus"])', "keep(r.monitoring_schedule_status.value)"),
        ('x = repr(r["MonitoringScheduleStatus"])', "x = repr(r.monitoring_schedule_status.value)"),
        ('x = [r["MonitoringScheduleStatus"]]', "x = [r.monitoring_schedule_status.value]"),
        ('x.y = r["MonitoringScheduleStatus"]', "x.y = r.monitoring_schedule_status.value"),
        ('x = y = r["MonitoringScheduleStatus"]', "x = y = r.monitoring_schedule_status.value"),
        ('x: str = r["MonitoringScheduleStatus"]', "x: str = r.monitoring_schedule_status.value"),
        # by its name
        ('x = r["MonitoringScheduleStatus"]\nprint(x)', "x = r.monitoring_schedule_status\nprint(x)"),
        (
            'x = r["MonitoringScheduleStatus"]\nprint(x)\nkeep(x)',
            "x = r.monitoring_schedule_status.value\nprint(x)\nkeep(x)",
        ),
        (
            'x = r["MonitoringScheduleStatus"]\nprint(x)\nx = 5\nprint(x)',
            "x = r.monitoring_schedule_status.value\nprint(x)\nx = 5\nprint(x)",
        ),
        # where it may be absent
        ('print(r.get("MonitoringType"))', "print(r.monitoring_type)"),
        ('print(r.get("MonitoringType", "?"))', 'print((r.monitoring_type if r.monitoring_type is not None else "?"))'),
        ('print(r.get("MonitoringType", []))', "print((r.monitoring_type if r.monitoring_type is not None else []))"),
        ('keep(r.get("MonitoringType"))', "keep((r.monitoring_type.value if r.monitoring_type is not None else None))"),
        (
            'keep(r.get("MonitoringType", "?"))',
            'keep((r.monitoring_type.value if r.monitoring_type is not None else "?"))',
        ),
        (
            'keep(r.get("MonitoringType", []))',
            "keep((r.monitoring_type.value if r.monitoring_type is not None else []))",
        ),
        (
            'keep(r.get("MonitoringScheduleStatus"))',
            "keep((r.monitoring_schedule_status.value if r.monitoring_schedule_status is not None else None))",
        ),
        ('keep("MonitoringType" in r)', "keep(r.monitoring_type is not None)"),
        (
            'if "MonitoringType" in r:\n    keep(r["MonitoringType"])',
            "if r.monitoring_type is not None:\n    keep(r.monitoring_type.value)",
        ),
    ],
)
def test_an_enum_is_a_text_again_where_its_class_would_show(use: str, after: str | None) -> None:
    assert used(DESCRIBE, use) == after


@pytest.mark.parametrize("attribute", ["name", "value"])
def test_what_a_text_does_not_have_is_not_asked_of_an_enum(attribute: str) -> None:
    use = f'r["MonitoringScheduleStatus"].{attribute}'
    assert used(DESCRIBE, use) == f"r.monitoring_schedule_status.value.{attribute}"


@pytest.mark.parametrize(
    ("use", "after"),
    [
        ('for x in s: print(x["CreationTime"])', "for x in s: print(x.creation_time)"),
        ('print([x["CreationTime"] for x in s])', "print([x.creation_time for x in s])"),
        ("for x in s: keep(x)", None),
        ("for x, y in s: pass", None),
        ('print(s[0]["CreationTime"])', "print(s[0].creation_time)"),
        ("keep(s[0])", None),
        ("s[0] = x", None),
        ("del s[0]", None),
        ("s[0], x = y", None),
        ('print(s[1:][0]["CreationTime"])', "print(s[1:][0].creation_time)"),
        ("print(s[1:])", None),
        ("names[s]", None),
        ("s", "s"),
        ("if s: pass", "if s: pass"),
        ("while s: break", "while s: break"),
        ("x = not s", "x = not s"),
        ("x = 1 if s else 2", "x = 1 if s else 2"),
        ("x = s if y else []", None),
        ("x = s or []", None),
        ("x = -s", None),
        ("x = s == []", None),
        ('x = s\nprint(x[0]["CreationTime"])', "x = s\nprint(x[0].creation_time)"),
        ("x = y = s", None),
        ("s.append(x)", None),
        ("keep(s)", None),
        # builtin functions
        ("print(len(s))", "print(len(s))"),
        ("len = f\nprint(len(s))", None),
        ("print(x.len(s))", None),
        ("print(len(*s))", None),
        ("print(sum(s))", None),
        ('for x in list(s): print(x["CreationTime"])', "for x in list(s): print(x.creation_time)"),
        ('for x in reversed(s): print(x["CreationTime"])', "for x in reversed(s): print(x.creation_time)"),
        ("keep(list(s))", None),
        (
            'for x in sorted(s, key=lambda y: y["CreationTime"], reverse=True): print(x["CreationTime"])',
            "for x in sorted(s, key=lambda y: y.creation_time, reverse=True): print(x.creation_time)",
        ),
        ('for x in sorted(s, key=lambda y: keep(y)): print(x["CreationTime"])', None),
        ('for x in sorted(s, key=lambda y, z=1: y["CreationTime"]): pass', None),
        ('for x in sorted(s, key=lambda y=1: y["CreationTime"]): pass', None),
        ("for x in sorted(s, key=by): pass", None),
        (
            'for x in sorted(s, key=lambda y: [y["CreationTime"] for y in z]): pass',
            None,
        ),
        (
            'for x in sorted(s, key=lambda y: (lambda: y["CreationTime"])()): pass',
            "for x in sorted(s, key=lambda y: (lambda: y.creation_time)()): pass",
        ),
        (
            'print(max(s, key=lambda y: y["CreationTime"])["CreationTime"])',
            "print(max(s, key=lambda y: y.creation_time).creation_time)",
        ),
        (
            'print(min(s, key=lambda y: y["CreationTime"])["CreationTime"])',
            "print(min(s, key=lambda y: y.creation_time).creation_time)",
        ),
        ('keep(min(s, key=lambda y: y["CreationTime"]))', None),
        ('print(max(x, s, key=lambda y: y["CreationTime"])["CreationTime"])', None),
        ('print(max(s, default={})["CreationTime"])', None),
        ('for i, x in enumerate(s): print(x["CreationTime"])', "for i, x in enumerate(s): print(x.creation_time)"),
        (
            'for i, x in enumerate(s, start=1): print(x["CreationTime"])',
            "for i, x in enumerate(s, start=1): print(x.creation_time)",
        ),
        ('print([x["CreationTime"] for i, x in enumerate(s)])', "print([x.creation_time for i, x in enumerate(s)])"),
        ("for i, x in enumerate(s): keep(x)", None),
        ("for i, (x, y) in enumerate(s): pass", None),
        ('for x in enumerate(s): print(x[1]["CreationTime"])', None),
        ("keep(enumerate(s))", None),
    ],
)
def test_a_list_of_structures_is_followed_to_its_items(use: str, after: str | None) -> None:
    code = f's = r["MonitoringScheduleSummaries"]\n{use}'
    changed = None if after is None else f"s = r.monitoring_schedule_summaries\n{after}"
    assert used(LIST, code) == changed


@pytest.mark.parametrize(
    ("use", "after"),
    [
        ('keep(r.get("Environment"))', "keep(r.environment)"),
        ('for name in r.get("Environment", {}): keep(name)', "for name in (r.environment or {}): keep(name)"),
        (
            'for name in r.get("Environment", []): keep(name)',
            "for name in (r.environment if r.environment is not None else []): keep(name)",
        ),
        (
            'keep(r.get("ProcessingInputs", {}))',
            None,
        ),
        (
            'for each in r.get("ProcessingInputs", []): print(each["InputName"])',
            "for each in (r.processing_inputs or []): print(each.input_name)",
        ),
        ('x.y = r["RoleArn"] if "RoleArn" in r else None', "x.y = r.role_arn if r.role_arn is not None else None"),
        (
            'keep(r["AppSpecification"].get("ContainerArguments", []))',
            "keep((r.app_specification.container_arguments or []))",
        ),
    ],
)
def test_what_is_the_same_in_a_dataclass_may_go_anywhere(use: str, after: str | None) -> None:
    assert used(JOB, use) == after


def test_both_places_of_a_value_get_the_name_that_its_variable_gets() -> None:
    before = 'r = {"MonitoringScheduleName": "churn"}\nr = client.describe_monitoring_schedule(**r)\n'
    name = "describe_monitoring_schedule_response"
    assert body(f'{before}print(r.get("FailureReason", "?"))\n') == (
        'r = ms.DescribeMonitoringScheduleRequest(monitoring_schedule_name="churn")\n'
        f"{name} = client.send(r)\n"
        f'print(({name}.failure_reason if {name}.failure_reason is not None else "?"))\n'
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('name = {}["MonitoringScheduleName"]', "name = {}.monitoring_schedule_name"),
        ('config = {}["MonitoringScheduleConfig"]', 'config = ms.to_dict({})["MonitoringScheduleConfig"]'),
        (
            'def f():\n    config = {}["MonitoringScheduleConfig"]',
            "def f():\n    config = {}.monitoring_schedule_config",
        ),
    ],
)
def test_a_part_that_other_modules_could_use_stays_a_dict(before: str, after: str) -> None:
    call, adopted = CLIENT + DESCRIBE.removeprefix("client"), ADOPTED + DESCRIBED.removeprefix("client")
    changed, _ = converted(
        f"import boto3, monitorshapes as ms\n{before.format(call)}\n", Surroundings(is_imported=True)
    )
    assert changed.splitlines()[1:] == after.format(adopted).splitlines()


@pytest.mark.parametrize(
    ("use", "stays"),
    [
        ('print(r["MonitoringScheduleName"])', False),
        ('print(r["Novel"])', False),
        ("keep(r)", True),
        ('keep(r["MonitoringScheduleConfig"])', True),
    ],
)
def test_a_call_stays_whose_response_goes_where_its_metadata_may_be_read(use: str, stays: bool) -> None:
    code = f"r = {DESCRIBE}\n{use}\n"
    around = Surroundings(reads_metadata=True)
    if stays:
        assert_left(HEAD + code, "ResponseMetadata may be read, which the package does not give", around)
    else:
        assert DESCRIBED in body(code, around)


@pytest.mark.parametrize(
    "use",
    ['print(r["ResponseMetadata"])', 'print(r.get("ResponseMetadata"))', 'print("ResponseMetadata" in r)'],
)
def test_a_call_stays_whose_metadata_is_read(use: str) -> None:
    assert_left(
        f"{HEAD}r = {DESCRIBE}\n{use}\n", "ResponseMetadata may be read, which the package does not give", ALONE
    )
