"""What `adopt` makes of calls together: all of a function, one name for one class, responses as they are used."""

from functools import cache
from pathlib import Path

import libcst as cst
import pytest

import monitorshapes as ms
from shapegen.apps.adoption import Adopted, Surroundings, Whole, adopt
from shapegen.apps.api import Api
from shapegen.apps.source import edited, read
from shapegen.emit import packages

HEAD = "import boto3\nimport monitorshapes as ms\nfrom other import check, given\n"
MADE = 'client = boto3.client("sagemaker")\n'
WRAPPED = 'client = ms.MonitoringClient(boto3.client("sagemaker"))\n'
STOP = 'client.stop_monitoring_schedule(MonitoringScheduleName="a")'
STOPPED = 'client.stop_monitoring_schedule(monitoring_schedule_name="a")'
DESCRIBE = 'client.describe_monitoring_schedule(MonitoringScheduleName="a")'
DESCRIBED = 'client.describe_monitoring_schedule(monitoring_schedule_name="a")'
LIST = 'client.get_paginator("list_monitoring_schedules").paginate()'
LISTED = "client.paginate_list_monitoring_schedules()"
BAD = 'client.stop_monitoring_schedule(MonitoringScheduleName="a", Wrong="a")'
ALONE = Surroundings()


@cache
def api() -> Api:
    return Api(packages.described(Path(ms.__file__).parent).service)


def converted(code: str, around: Surroundings = ALONE, whole: Whole = "call") -> tuple[str, Adopted]:
    """What comes of the code behind the head, and what is said of it."""
    source = read(Path("app.py"), f"{HEAD}{code}".encode())
    found = adopt(source, api(), around=around, whole=whole)
    return edited(source, found.edits).decode().removeprefix(HEAD), found


def assert_becomes(code: str, after: str, around: Surroundings = ALONE) -> None:
    """Fails unless the code becomes that, with each of its calls."""
    text, found = converted(code, around)
    assert (text, found.left) == (after, [])


def assert_stays(code: str, reason: str, around: Surroundings = ALONE) -> None:
    """Fails unless the code stays as it is, for this reason."""
    text, found = converted(code, around)
    assert (text, found.converted) == (code, 0)
    assert [each.text.partition(": ")[2] for each in found.left] == [reason]


# All, or none


CALLS = f"""\
def first():
    {MADE}    {STOP}
    {BAD}
    {STOP}
def second():
    {MADE}    {STOP}
{MADE}{STOP}
"""
WRONG, STAYS = "Wrong is not a member of StopMonitoringScheduleRequest", "line 7 stays"


@pytest.mark.parametrize(
    ("whole", "count", "left"),
    [
        ("call", 4, {7: WRONG}),
        ("function", 2, {6: STAYS, 7: WRONG, 8: STAYS}),
        ("file", 0, {6: STAYS, 7: WRONG, 8: STAYS, 11: STAYS, 13: STAYS}),
    ],
)
def test_what_is_converted_whole_stays_where_one_of_its_calls_does(
    whole: Whole, count: int, left: dict[int, str]
) -> None:
    text, found = converted(CALLS, whole=whole)
    assert (found.converted, text.count("monitoring_schedule_name=")) == (count, count)
    assert [(each.line, each.text) for each in found.left] == [
        (line, f"stop_monitoring_schedule: {reason}") for line, reason in left.items()
    ]


def test_what_is_converted_whole_stays_because_of_its_first_call_that_does() -> None:
    _, found = converted(f"{MADE}{STOP}\n{BAD}\n{STOP}\n{BAD}\n", whole="file")
    assert {each.line: each.text.partition(": ")[2] for each in found.left if "Wrong" not in each.text} == {
        5: "line 6 stays",
        7: "line 6 stays",
    }


def test_of_no_call_nothing_is_said() -> None:
    assert converted("print(1)\n") == ("print(1)\n", Adopted([], 0, []))


def test_calls_that_would_be_refused_stay_and_nothing_is_said_of_them_here() -> None:
    source = read(Path("app.py"), f"{HEAD}{MADE}{STOP}\n{STOP}\n".encode())
    first = next(call for call in source.nodes(cst.Call) if source.line(call) == 5)
    found = adopt(source, api(), refused=frozenset({first}))
    assert (found.converted, found.left) == (1, [])
    assert f"\n{STOP}\nmonitoring_client.{STOPPED.removeprefix('client.')}\n" in edited(source, found.edits).decode()


@pytest.mark.parametrize(
    "code",
    [
        f"x = 1; {MADE}{STOP}\nclient.list_endpoints()\n{STOP}\n",
        f"if 1: {MADE}{STOP}\nclient.list_endpoints()\n{STOP}\n",
    ],
)
def test_all_calls_of_a_client_stay_that_cannot_have_a_second_one(code: str) -> None:
    text, found = converted(f"{code}other = boto3.client('sagemaker')\nother.{STOP.removeprefix('client.')}\n")
    assert text.startswith(code)
    assert text.endswith(f"\nother.{STOPPED.removeprefix('client.')}\n")
    reason = "the client is used otherwise, too, and there is no room for a second one"
    assert {each.text.partition(": ")[2] for each in found.left} == {reason}
    assert (found.converted, len(found.left)) == (1, 2)


# Names


@pytest.mark.parametrize(
    ("taken", "name"),
    [
        ("", "monitoring_client"),
        ("monitoring_client = 1\n", "monitoring_client_2"),
        ("monitoring_client = monitoring_client_2 = 1\n", "monitoring_client_3"),
        ("print(monitoring_client)\n", "monitoring_client_2"),
        ("given.monitoring_client = 1\n", "monitoring_client_2"),
        ("monitoring_client_2 = 1\n", "monitoring_client"),
    ],
)
def test_a_second_client_has_a_name_that_the_source_does_not_know(taken: str, name: str) -> None:
    used = f"{MADE}{STOP}\nclient.list_endpoints()\n"
    second = (
        f"{name} = ms.MonitoringClient(client)\n{name}.{STOPPED.removeprefix('client.')}\nclient.list_endpoints()\n"
    )
    assert_becomes(f"{taken}{used}", f"{taken}{MADE}{second}")


def test_two_second_clients_have_two_names() -> None:
    one = f"def one():\n    {MADE}    {STOP}\n    client.list_endpoints()\n"
    other = one.replace("one", "other")
    text, _ = converted(f"{one}{other}")
    assert text.count("    monitoring_client = ms.MonitoringClient(client)\n") == 1
    assert text.count("    monitoring_client_2 = ms.MonitoringClient(client)\n") == 1


NAME = '{"MonitoringScheduleName": "a"}'
REQUEST = 'ms.StopMonitoringScheduleRequest(monitoring_schedule_name="a")'
OWN = "stop_monitoring_schedule_request"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # the one class that it holds
        (f"x = {NAME}\nclient.stop_monitoring_schedule(**x)\n", f"x = {REQUEST}\nclient.send(x)\n"),
        (
            f"x = {NAME}\nclient.stop_monitoring_schedule(**x)\nx = {NAME}\nclient.stop_monitoring_schedule(**x)\n",
            f"x = {REQUEST}\nclient.send(x)\nx = {REQUEST}\nclient.send(x)\n",
        ),
        # the first of two classes keeps the name, whichever it is
        (
            f"x = {NAME}\nclient.stop_monitoring_schedule(**x)\nx = {NAME}\nclient.start_monitoring_schedule(**x)\n",
            f"x = {REQUEST}\nclient.send(x)\nstart_monitoring_schedule_request = "
            f"{REQUEST.replace('Stop', 'Start')}\nclient.send(start_monitoring_schedule_request)\n",
        ),
        (
            f"x = {DESCRIBE}\nprint(x['CreationTime'])\nx = {NAME}\nclient.stop_monitoring_schedule(**x)\n",
            f"x = {DESCRIBED}\nprint(x.creation_time)\n{OWN} = {REQUEST}\nclient.send({OWN})\n",
        ),
        # none, where it holds something else, too
        (
            f"x = {NAME}\nclient.stop_monitoring_schedule(**x)\nx = 5\nprint(x)\n",
            f"{OWN} = {REQUEST}\nclient.send({OWN})\nx = 5\nprint(x)\n",
        ),
        (
            f"x = 5\nprint(x)\nx = {NAME}\nclient.stop_monitoring_schedule(**x)\n",
            f"x = 5\nprint(x)\n{OWN} = {REQUEST}\nclient.send({OWN})\n",
        ),
        (
            f"{OWN} = 1\nx = {NAME}\nclient.stop_monitoring_schedule(**x)\nx = 5\n",
            f"{OWN} = 1\n{OWN}_2 = {REQUEST}\nclient.send({OWN}_2)\nx = 5\n",
        ),
        # of another scope
        (
            f"x = {NAME}\nclient.stop_monitoring_schedule(**x)\ndef f():\n    x = {NAME}\n"
            "    client.start_monitoring_schedule(**x)\n",
            f"x = {REQUEST}\nclient.send(x)\n"
            f"def f():\n    x = {REQUEST.replace('Stop', 'Start')}\n    client.send(x)\n",
        ),
    ],
)
def test_a_name_holds_values_of_one_class(before: str, after: str) -> None:
    assert_becomes(MADE + before, WRAPPED + after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # who reads it as a dict keeps a dict
        (
            f"x = {NAME}\nclient.stop_monitoring_schedule(**x)\nprint(x)\n",
            f"x = {NAME}\nclient.send(ms.from_dict(ms.StopMonitoringScheduleRequest, x))\nprint(x)\n",
        ),
        # two classes of one dict
        (
            f"x = {NAME}\nclient.stop_monitoring_schedule(**x)\nclient.start_monitoring_schedule(**x)\n",
            f"x = {NAME}\nclient.send(ms.from_dict(ms.StopMonitoringScheduleRequest, x))\n"
            "client.send(ms.from_dict(ms.StartMonitoringScheduleRequest, x))\n",
        ),
    ],
)
def test_a_dict_that_somebody_else_reads_stays_one(before: str, after: str) -> None:
    assert_becomes(MADE + before, WRAPPED + after)


# Responses

SUMMARIES = "MonitoringScheduleSummaries"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{STOP}\n", f"{STOPPED}\n"),
        (f"x = {DESCRIBE}\nprint(x['CreationTime'])\n", f"x = {DESCRIBED}\nprint(x.creation_time)\n"),
        (f"print({DESCRIBE}['CreationTime'])\n", f"print({DESCRIBED}.creation_time)\n"),
        (f"check({DESCRIBE})\n", f"check(ms.to_dict({DESCRIBED}))\n"),
        (
            f"x = {DESCRIBE}\ncheck(x)\nprint(x['CreationTime'])\n",
            f"x = ms.to_dict({DESCRIBED})\ncheck(x)\nprint(x['CreationTime'])\n",
        ),
        (f"x = {DESCRIBE}\nprint(x['FailureReason'])\n", f"x = ms.to_dict({DESCRIBED})\nprint(x['FailureReason'])\n"),
        (f"for page in {LIST}:\n    check(page)\n", f"for page in map(ms.to_dict, {LISTED}):\n    check(page)\n"),
        (
            f"for page in {LIST}:\n    for x in page['{SUMMARIES}']:\n        print(x['CreationTime'])\n",
            f"for page in {LISTED}:\n"
            "    for x in page.monitoring_schedule_summaries:\n        print(x.creation_time)\n",
        ),
    ],
)
def test_a_response_is_a_dataclass_where_all_that_reads_it_shows_what_it_reads(before: str, after: str) -> None:
    assert_becomes(MADE + before, WRAPPED + after)


PAGINATION = "PaginationConfig is not a member of ListMonitoringSchedulesRequest"
CONFIG = '["MonitoringScheduleConfig"]'
TAGS, TAGGED = 'client.list_tags(ResourceArn="a")["Tags"]', 'ms.to_dict(client.list_tags(resource_arn="a"))["Tags"]'
UPDATE = "client.update_monitoring_schedule(MonitoringScheduleConfig="
UPDATED = "client.update_monitoring_schedule(monitoring_schedule_config="


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            f'client.add_tags(ResourceArn="b", Tags={TAGS})\n',
            f'client.add_tags(resource_arn="b", tags=[ms.from_dict(ms.Tag, item) for item in {TAGGED}])\n',
        ),
        (
            f'client.add_tags(ResourceArn="b", Tags={TAGS} + [{{"Key": "a", "Value": "b"}}])\n',
            f'client.add_tags(resource_arn="b", tags=[ms.from_dict(ms.Tag, item) for item in {TAGGED} + '
            '[{"Key": "a", "Value": "b"}]])\n',
        ),
        (
            f'client.add_tags(ResourceArn="b", Tags=[{TAGS}[0]])\n',
            f'client.add_tags(resource_arn="b", tags=[ms.from_dict(ms.Tag, {TAGGED}[0])])\n',
        ),
        (
            f"{UPDATE}{DESCRIBE}{CONFIG}, MonitoringScheduleName='b')\n",
            f"{UPDATED}ms.from_dict(ms.MonitoringScheduleConfig, ms.to_dict({DESCRIBED}){CONFIG}), "
            "monitoring_schedule_name='b')\n",
        ),
        (
            f"{UPDATE}{DESCRIBE}, MonitoringScheduleName='b')\n",
            f"{UPDATED}ms.from_dict(ms.MonitoringScheduleConfig, ms.to_dict({DESCRIBED})), "
            "monitoring_schedule_name='b')\n",
        ),
        (
            f"client.stop_monitoring_schedule(**{DESCRIBE})\n",
            f"client.send(ms.from_dict(ms.StopMonitoringScheduleRequest, ms.to_dict({DESCRIBED})))\n",
        ),
        (
            f"client.update_monitoring_schedule(MonitoringScheduleName='b', **{DESCRIBE})\n",
            "client.send(ms.from_dict(ms.UpdateMonitoringScheduleRequest, "
            f"dict(MonitoringScheduleName='b', **ms.to_dict({DESCRIBED}))))\n",
        ),
        (
            f"client.list_monitoring_schedules(SortBy={DESCRIBE}['x'])\n",
            f"client.list_monitoring_schedules(sort_by=ms.MonitoringScheduleSortKey(ms.to_dict({DESCRIBED})['x']))\n",
        ),
        (
            f"check(check({DESCRIBE}))\n",
            f"check(check(ms.to_dict({DESCRIBED})))\n",
        ),
    ],
)
def test_a_response_that_is_sent_again_is_a_dict_first_and_then_what_the_request_needs(before: str, after: str) -> None:
    assert_becomes(MADE + before, WRAPPED + after)


@pytest.mark.parametrize("alias", ["ms", "a", "Z"])
def test_what_is_put_around_a_wider_expression_is_put_around_what_is_in_it(alias: str) -> None:
    call = 'MADE.add_tags(ResourceArn="b", Tags=MADE.list_tags(ResourceArn="a").get("Tags", []))\n'
    code = f"import monitorshapes as {alias}\n{call}".replace("MADE", 'boto3.client("sagemaker")')
    source = read(Path("app.py"), code.encode())
    wrapped = f'{alias}.MonitoringClient(boto3.client("sagemaker"))'
    assert edited(source, adopt(source, api()).edits).decode() == (
        f"import monitorshapes as {alias}\n"
        f'{wrapped}.add_tags(resource_arn="b", tags=[{alias}.from_dict({alias}.Tag, item) for item in '
        f'{alias}.to_dict({wrapped}.list_tags(resource_arn="a")).get("Tags", [])])\n'
    )


@pytest.mark.parametrize("first", ["", "# no import\n"])
def test_the_import_stands_before_all_that_is_put_around_the_first_expression(first: str) -> None:
    source = read(
        Path("app.py"), f'{first}boto3.client("sagemaker").{DESCRIBE.removeprefix("client.")}["x"]\n'.encode()
    )
    assert edited(source, adopt(source, api()).edits).decode() == (
        f'{first}import monitorshapes as ms\nms.to_dict(ms.MonitoringClient(boto3.client("sagemaker")).'
        f'{DESCRIBED.removeprefix("client.")})["x"]\n'
    )


METADATA = "ResponseMetadata may be read, which the package does not give"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (f"check({STOP})\n", "the response is used, and has nothing but ResponseMetadata"),
        (f"x = {STOP}\n", "the response is used, and has nothing but ResponseMetadata"),
        (f"print({DESCRIBE}['ResponseMetadata'])\n", METADATA),
        (f"x = {DESCRIBE}\nprint(x['CreationTime'], x['ResponseMetadata'])\n", METADATA),
        (f"check({DESCRIBE}, 'ResponseMetadata')\n", METADATA),
        (f"for page in {LIST[:-1]}PaginationConfig={{}}):\n    pass\n", PAGINATION),
        (f"check({LIST})\n", "the pages are not simply gone through"),
        (f"for x in [{LIST}]:\n    check(x)\n", "the pages are not simply gone through"),
        (f"for x in check:\n    {LIST}\n", "the pages are not simply gone through"),
        (f"pages = {LIST}\nfor page in pages:\n    check(page)\n", "the pages are not simply gone through"),
        (
            'client.get_paginator("stop_monitoring_schedule").paginate(MonitoringScheduleName="a")\n',
            "the generated client has no pages of it",
        ),
    ],
)
def test_a_call_stays_whose_response_the_package_does_not_give(code: str, reason: str) -> None:
    assert_stays(MADE + code, reason)


def test_metadata_that_another_file_may_read_matters_where_a_response_leaves() -> None:
    around = Surroundings(reads_metadata=True)
    assert_stays(f"{MADE}check({DESCRIBE})\n", METADATA, around)
    assert_becomes(f"{MADE}print({DESCRIBE}['CreationTime'])\n", f"{WRAPPED}print({DESCRIBED}.creation_time)\n", around)
    assert_becomes(
        f"{MADE}print({DESCRIBE}['FailureReason'])\n",
        f"{WRAPPED}print(ms.to_dict({DESCRIBED})['FailureReason'])\n",
        around,
    )


@pytest.mark.parametrize(
    ("around", "is_dict"),
    [(Surroundings(), False), (Surroundings(is_imported=True), True), (Surroundings(is_caught=True), False)],
)
def test_a_global_response_is_a_dict_where_another_file_may_read_it(around: Surroundings, is_dict: bool) -> None:
    local = f"def f():\n    {MADE}    x = {DESCRIBE}\n    print(x['CreationTime'])\n"
    code = f"{local}{MADE}x = {DESCRIBE}\nprint(x['CreationTime'])\n"
    text, found = converted(code, around)
    assert found.converted == 2
    assert f"    x = {DESCRIBED}\n    print(x.creation_time)\n" in text
    assert (f"\nx = ms.to_dict({DESCRIBED.replace('client.', 'monitoring_client.')})\n" in text) == is_dict
    assert text.endswith("print(x['CreationTime'])\n" if is_dict else "print(x.creation_time)\n")


# Paginators


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'p = client.get_paginator("list_monitoring_schedules")\nfor page in p.paginate():\n    pass\n'
            "for page in p.paginate(MaxResults=5):\n    pass\n",
            "p = client.paginate_list_monitoring_schedules\nfor page in p():\n    pass\n"
            "for page in p(max_results=5):\n    pass\n",
        ),
        (
            'for page in client.get_paginator( "list_monitoring_schedules" ) . paginate(MaxResults=5):\n    pass\n',
            "for page in client.paginate_list_monitoring_schedules(max_results=5):\n    pass\n",
        ),
    ],
)
def test_a_paginator_becomes_the_method_that_gives_pages(before: str, after: str) -> None:
    assert_becomes(MADE + before, WRAPPED + after)


# Errors


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("client.exceptions.ResourceInUse", "ms.ResourceInUse"),
        ("client.exceptions.ClientError", "ms.ServiceError"),
        ("(client.exceptions.ResourceInUse, OSError)", "(ms.ResourceInUse, OSError)"),
    ],
)
def test_a_client_that_is_replaced_has_no_errors_of_its_own_left(before: str, after: str) -> None:
    code = f"{MADE}try:\n    {STOP}\nexcept CAUGHT:\n    pass\n"
    assert_becomes(
        code.replace("CAUGHT", before), code.replace(MADE, WRAPPED).replace(STOP, STOPPED).replace("CAUGHT", after)
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("client.exceptions.ResourceInUse", "(client.exceptions.ResourceInUse, ms.ResourceInUse)"),
        ("(client.exceptions.ResourceInUse, OSError)", "(client.exceptions.ResourceInUse, ms.ResourceInUse, OSError)"),
    ],
)
def test_a_client_that_is_needed_otherwise_raises_its_own_errors_too(before: str, after: str) -> None:
    code = f"{MADE}try:\n    {STOP}\n    client.list_endpoints()\nexcept CAUGHT:\n    pass\n"
    second = f"{MADE}monitoring_client = ms.MonitoringClient(client)\n"
    assert_becomes(
        code.replace("CAUGHT", before),
        code.replace(MADE, second).replace(STOP, f"monitoring_{STOPPED}").replace("CAUGHT", after),
    )


def test_errors_of_a_client_of_which_no_call_is_converted_stay_beside_those_of_the_package() -> None:
    other = "other = boto3.client('sagemaker')\n"
    code = f"{MADE}{other}try:\n    {STOP}\nexcept other.exceptions.ResourceInUse:\n    pass\n"
    after = code.replace(MADE, WRAPPED).replace(STOP, STOPPED)
    assert_becomes(
        code,
        after.replace("other.exceptions.ResourceInUse", "(other.exceptions.ResourceInUse, ms.ResourceInUse)"),
    )
