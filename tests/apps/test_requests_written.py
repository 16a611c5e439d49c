"""A request is written as the generated client takes it where that sends the same; else the call stays."""

import pytest
from adopting import ALONE, HEAD, assert_left, body, converted, odd_api

from shapegen.apps.adoption import Surroundings

ODD = 'import boto3, oddshapes\nfrom io import BytesIO\nclient = oddshapes.OddClient(boto3.client("logs"))\n'
BEFORE_ODD = ODD.replace('oddshapes.OddClient(boto3.client("logs"))', 'boto3.client("logs")')


ADD_ONE, ADDED_ONE = 'client.add_tags(ResourceArn="a", Tags=[', 'client.add_tags(resource_arn="a", tags=['


def outcome(code: str, around: Surroundings = ALONE) -> str:
    """What becomes of code; `stays: …` where nothing changes."""
    after, adopted = converted(HEAD + code + "\n", around)
    if not adopted.converted:
        assert after == HEAD + code + "\n"
        (remark,) = adopted.left
        return f"stays: {remark.text.partition(': ')[2]}"
    return body(code + "\n", around).removesuffix("\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("client.list_monitoring_schedules()", "client.list_monitoring_schedules()"),
        (
            'client.add_tags(ResourceArn="a", Tags=[{"Key": "a", "Value": "b"}])',
            'client.add_tags(resource_arn="a", tags=[ms.Tag(key="a", value="b")])',
        ),
        (
            "client.add_tags(\n    ResourceArn = a,  # here\n    Tags=[\n        {  # one\n"
            '            "Key" :  "a",\n'
            '            "Value":  # of it\n            "b",\n        },\n    ],\n)',
            "client.add_tags(\n    resource_arn = a,  # here\n    tags=[\n        ms.Tag(  # one\n"
            '            key="a",\n'
            '            value=# of it\n            "b",\n        ),\n    ],\n)',
        ),
        (
            'client.add_tags(ResourceArn="a", Tags=[{"Key":\t"a", "Value":"b"}])',
            'client.add_tags(resource_arn="a", tags=[ms.Tag(key="a", value="b")])',
        ),
        (
            'client.add_tags(ResourceArn="a", Tags=[({"Key": ("a"), "Value": "b"})])',
            'client.add_tags(resource_arn="a", tags=[(ms.Tag(key=("a"), value="b"))])',
        ),
        (
            'client.add_tags(ResourceArn="a", Tags=[dict(Key="a", Value="b")])',
            'client.add_tags(resource_arn="a", tags=[ms.Tag(key="a", value="b")])',
        ),
        ('client.add_tags(ResourceArn="a", Tags=[{}])', "stays: Tag lacks Key"),
        ('client.add_tags(ResourceArn="a", Tags=[{"Key": "a"}])', "stays: Tag lacks Value"),
        (
            'client.add_tags(ResourceArn="a", Tags=[{"Key": "a", "Value": "b", "C": "d"}])',
            "stays: C is not a member of Tag",
        ),
        ('client.add_tags(ResourceArn="a")', "stays: AddTagsInput lacks Tags"),
        (
            'client.stop_monitoring_schedule(MonitoringScheduleName="a", Tags=[])',
            "stays: Tags is not a member of StopMonitoringScheduleRequest",
        ),
        ("client.stop_monitoring_schedule(MonitoringScheduleName=None)", "stays: boto3 does not accept None"),
        ('client.add_tags(ResourceArn="a", Tags=None)', "stays: boto3 does not accept None"),
        ('client.add_tags(ResourceArn="a", Tags=[None])', "stays: boto3 does not accept None"),
        ('client.add_tags("a")', "stays: it has positional arguments"),
        (
            'client.add_tags(ResourceArn="a", Tags=[] if x else [{"Key": "a", "Value": "b"}])',
            'client.add_tags(resource_arn="a", tags=[] if x else [ms.Tag(key="a", value="b")])',
        ),
        (
            'client.add_tags(ResourceArn="a", Tags=[{"Key": k, "Value": "b"} for k in x])',
            'client.add_tags(resource_arn="a", tags=[ms.Tag(key=k, value="b") for k in x])',
        ),
        # `**`
        (
            'client.add_tags(ResourceArn="a", Tags=[{**{"Key": "a", "Value": "b"}}])',
            'client.add_tags(resource_arn="a", tags=[ms.Tag(key="a", value="b")])',
        ),
        (
            'client.add_tags(ResourceArn="a", Tags=[{**{"Key": "a", "Value": "b"}, "Key": "c", "Value": "d"}])',
            "stays: nothing of what `**` adds is kept",
        ),
        (
            'client.add_tags(ResourceArn="a", Tags=[{"Key": "a", **f()}])',
            'client.add_tags(resource_arn="a", tags=[ms.from_dict(ms.Tag, {"Key": "a", **f()})])',
        ),
        ('client.add_tags(ResourceArn="a", Tags=[dict(Key="a", **f())])', "stays: `f()` holds more than literals"),
        (
            'client.list_processing_jobs(**{"SortBy": "Name", "MaxResults": 5}, NameContains="a")',
            'client.list_processing_jobs(sort_by=ms.SortBy.NAME, max_results=5, name_contains="a")',
        ),
        (f"{ADD_ONE}dict(**f(), **g())])", "stays: `f()` holds more than literals"),
        (
            f'{ADD_ONE}{{("Key"): "a", "Value"  # a: b\n : ( # ä: c\n "b")}}])',
            f'{ADDED_ONE}ms.Tag(key="a", value=( # ä: c\n "b"))])',
        ),
        # enums
        ('client.list_processing_jobs(SortBy="Name")', "client.list_processing_jobs(sort_by=ms.SortBy.NAME)"),
        ('client.list_processing_jobs(SortBy=("Name"))', "client.list_processing_jobs(sort_by=(ms.SortBy.NAME))"),
        ('client.list_processing_jobs(SortBy="Novel")', 'client.list_processing_jobs(sort_by=ms.SortBy("Novel"))'),
        ('client.list_processing_jobs(SortBy="Na" "me")', 'client.list_processing_jobs(sort_by=ms.SortBy("Na" "me"))'),
        ("client.list_processing_jobs(SortBy=by)", "client.list_processing_jobs(sort_by=ms.SortBy(by))"),
        (
            'by = "Name"\nclient.list_processing_jobs(SortBy=by)',
            'by = "Name"\nclient.list_processing_jobs(sort_by=ms.SortBy(by))',
        ),
        ("client.list_processing_jobs(SortBy=None)", "stays: boto3 does not accept None"),
        (
            "client.list_processing_jobs(SortBy=a if x else b)",
            "client.list_processing_jobs(sort_by=ms.SortBy(a) if x else ms.SortBy(b))",
        ),
    ],
)
def test_what_is_written_out_becomes_calls_of_classes(before: str, after: str) -> None:
    assert outcome(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("client.list_processing_jobs(**{})", "client.send(ms.ListProcessingJobsRequest())"),
        (
            'client.list_processing_jobs( ** {"MaxResults": 5})',
            "client.send(  ms.ListProcessingJobsRequest(max_results=5))",
        ),
        (
            'x = {"MaxResults": 5}\nclient.list_processing_jobs(**x)',
            "x = ms.ListProcessingJobsRequest(max_results=5)\nclient.send(x)",
        ),
        (
            'x: dict = {"MaxResults": 5}\nclient.list_processing_jobs(**x)',
            'x: dict = {"MaxResults": 5}\nclient.send(ms.from_dict(ms.ListProcessingJobsRequest, x))',
        ),
        ("client.stop_monitoring_schedule(**f())", "client.send(ms.from_dict(ms.StopMonitoringScheduleRequest, f()))"),
        (
            "client.stop_monitoring_schedule(**(f()))",
            "client.send(ms.from_dict(ms.StopMonitoringScheduleRequest, (f())))",
        ),
        (
            "x = f()\nclient.stop_monitoring_schedule(**x)",
            "x = f()\nclient.send(ms.from_dict(ms.StopMonitoringScheduleRequest, x))",
        ),
        # keywords beside
        (
            'client.add_tags(ResourceArn="a", **f())',
            'client.send(ms.from_dict(ms.AddTagsInput, dict(ResourceArn="a", **f())))',
        ),
        (
            'client.add_tags(**f(), ResourceArn="a")',
            'client.send(ms.from_dict(ms.AddTagsInput, dict(**f(), ResourceArn="a")))',
        ),
        (
            "client.add_tags(ResourceArn=a, **f(), Tags=[b])",
            "client.send(ms.from_dict(ms.AddTagsInput, dict(ResourceArn=a, **f(), Tags=[b])))",
        ),
        ("client.add_tags(** f())", "client.send( ms.from_dict(ms.AddTagsInput, f()))"),
        (
            'client.add_tags(ResourceArn="a", **f(),)',
            'client.send(ms.from_dict(ms.AddTagsInput, dict(ResourceArn="a", **f())),)',
        ),
        (
            'client.add_tags(\n    ResourceArn="a",\n    **f(),  # more\n)',
            'client.send(\n    ms.from_dict(ms.AddTagsInput, dict(ResourceArn="a",\n    **f())),  # more\n)',
        ),
        (
            'client.add_tags(ResourceArn="a", **(f()))',
            'client.send(ms.from_dict(ms.AddTagsInput, dict(ResourceArn="a", **(f()))))',
        ),
        (
            'client.add_tags(ResourceArn="a", **( ( f() ) ))',
            'client.send(ms.from_dict(ms.AddTagsInput, dict(ResourceArn="a", **( ( f() ) ))))',
        ),
        (
            'client.add_tags(ResourceArn="a", **(f()\n))',
            'client.send(ms.from_dict(ms.AddTagsInput, dict(ResourceArn="a", **(f()\n))))',
        ),
        (
            'client.list_processing_jobs(NameContains="a", **f())',
            "stays: it may hold a time without a time zone, or a text for bytes: the package refuses them",
        ),
    ],
)
def test_a_dict_of_arguments_is_sent_as_a_request(before: str, after: str) -> None:
    assert outcome(before) == after


TAG = '{"Key": "a", "Value": "b"}'
MADE = 'ms.Tag(key="a", value="b")'
NAMED = "x = {'MonitoringScheduleName': 'a'}\n"
ADD, ADDED = 'client.add_tags(ResourceArn="a", Tags=', 'client.add_tags(resource_arn="a", tags='


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"x = [{TAG}]\n{ADD}x)", f"x = [{MADE}]\n{ADDED}x)"),
        (f"x = {TAG}\n{ADD}[x])", f"x = {MADE}\n{ADDED}[x])"),
        (f"x = {TAG}\n{ADD}[x])\n{ADD}[x, x])", f"x = {MADE}\n{ADDED}[x])\n{ADDED}[x, x])"),
        (f"x = [{TAG}] if y else []\n{ADD}x)", f"x = [{MADE}] if y else []\n{ADDED}x)"),
        (f"x = []\n{ADD}x)", f"x = []\n{ADDED}x)"),
        (f"x = [{TAG}]\ny = x\n{ADD}y)", f"x = [{MADE}]\ny = x\n{ADDED}y)"),
        # what may change in between is read where it is sent
        (
            f"x = [{TAG}]\ny = x\nx.append(z)\n{ADD}y)",
            f"x = [{TAG}]\ny = x\nx.append(z)\n{ADDED}[ms.from_dict(ms.Tag, item) for item in y])",
        ),
        (
            f"x = {TAG}\ny = [x]\nx['Key'] = z\n{ADD}y)",
            f"x = {TAG}\ny = [x]\nx['Key'] = z\n{ADDED}[ms.from_dict(ms.Tag, item) for item in y])",
        ),
        (f"x = f()\ny = [x]\n{ADD}y)", f"x = f()\ny = [x]\n{ADDED}[ms.from_dict(ms.Tag, item) for item in y])"),
        (f"y = [f()]\n{ADD}y)", f"y = [f()]\n{ADDED}[ms.from_dict(ms.Tag, item) for item in y])"),
        (f"y = [{{**f()}}]\n{ADD}y)", f"y = [{{**f()}}]\n{ADDED}[ms.from_dict(ms.Tag, item) for item in y])"),
        (
            f"y = [f() if z else {TAG}]\n{ADD}y)",
            f"y = [f() if z else {TAG}]\n{ADDED}[ms.from_dict(ms.Tag, item) for item in y])",
        ),
        (f"x = [{TAG}]\nkeep(x)\n{ADD}x)", f"x = [{TAG}]\nkeep(x)\n{ADDED}[ms.from_dict(ms.Tag, item) for item in x])"),
        (f"x = {TAG}\nkeep(x)\n{ADD}[x])", f"x = {TAG}\nkeep(x)\n{ADDED}[ms.from_dict(ms.Tag, x)])"),
        (f"x: list = [{TAG}]\n{ADD}x)", f"x: list = [{TAG}]\n{ADDED}[ms.from_dict(ms.Tag, item) for item in x])"),
        (f"x = f()\n{ADD}x)", f"x = f()\n{ADDED}[ms.from_dict(ms.Tag, item) for item in x])"),
        (f"{ADD}f())", f"{ADDED}[ms.from_dict(ms.Tag, item) for item in f()])"),
        (f"{ADD}[f()])", f"{ADDED}[ms.from_dict(ms.Tag, f())])"),
        (f"{ADD}(f(), g()))", f"{ADDED}[ms.from_dict(ms.Tag, item) for item in (f(), g())])"),
        (f"{ADD}(y := f()))", f"{ADDED}[ms.from_dict(ms.Tag, item) for item in (y := f())])"),
        (f"{ADD}[(f())])", f"{ADDED}[ms.from_dict(ms.Tag, (f()))])"),
        (f"{ADD}[*x])", f"{ADDED}[ms.from_dict(ms.Tag, item) for item in [*x]])"),
        # a dict that two read as different things
        (
            f"{NAMED}client.stop_monitoring_schedule(**x)\nclient.start_monitoring_schedule(**x)",
            f"{NAMED}client.send(ms.from_dict(ms.StopMonitoringScheduleRequest, x))\n"
            "client.send(ms.from_dict(ms.StartMonitoringScheduleRequest, x))",
        ),
        (
            f"{NAMED}client.stop_monitoring_schedule(**x)\nclient.stop_monitoring_schedule(**x)",
            "x = ms.StopMonitoringScheduleRequest(monitoring_schedule_name='a')\nclient.send(x)\nclient.send(x)",
        ),
        # a dict that cannot become one
        ('x = {"Key": "a"}\n' + f"{ADD}[x])", 'x = {"Key": "a"}\n' + f"{ADDED}[ms.from_dict(ms.Tag, x)])"),
        # what is no structure is the same for both
        ("client.delete_tags(ResourceArn=a, TagKeys=f())", "client.delete_tags(resource_arn=a, tag_keys=f())"),
        (
            'x = ["a"]\nx.append(y)\nclient.delete_tags(ResourceArn=a, TagKeys=x)',
            'x = ["a"]\nx.append(y)\nclient.delete_tags(resource_arn=a, tag_keys=x)',
        ),
        (
            'x = ["a"]\nclient.delete_tags(ResourceArn=a, TagKeys=x)',
            'x = ["a"]\nclient.delete_tags(resource_arn=a, tag_keys=x)',
        ),
    ],
)
def test_a_dict_of_a_name_becomes_one_where_nobody_else_uses_it(before: str, after: str) -> None:
    assert outcome(before) == after


def test_a_dict_stays_one_that_a_call_reads_which_stays() -> None:
    assert converted(f"{HEAD}x = {TAG}\n{ADD}[x])\nclient.add_tags(Tags=[x])\n")[0] == (
        'import boto3\nimport monitorshapes as ms\nclient = boto3.client("sagemaker")\n'
        f"monitoring_client = ms.MonitoringClient(client)\nx = {TAG}\n"
        'monitoring_client.add_tags(resource_arn="a", tags=[ms.from_dict(ms.Tag, x)])\nclient.add_tags(Tags=[x])\n'
    )


@pytest.mark.parametrize(
    ("around", "name"),
    [(ALONE, "x"), (Surroundings(is_imported=True), "ms.from_dict(ms.Tag, x)")],
)
def test_a_dict_that_other_modules_could_use_stays_one(around: Surroundings, name: str) -> None:
    code = (
        f'import boto3, monitorshapes as ms\nx = {TAG}\nboto3.client("sagemaker").add_tags(ResourceArn="a", Tags=[x])\n'
    )
    after, _ = converted(code, around)
    assert after.splitlines()[1] == f"x = {MADE if name == 'x' else TAG}"
    assert f"tags=[{name}])" in after
    inner = f'def f():\n    x = {TAG}\n    boto3.client("sagemaker").add_tags(ResourceArn="a", Tags=[x])\n'
    assert f"    x = {MADE}\n" in converted(f"import boto3, monitorshapes as ms\n{inner}", around)[0]


OTHERWISE = "it may hold a time without a time zone, or a text for bytes: the package refuses them"


@pytest.mark.parametrize(
    ("use", "is_sent"),
    [
        ('x["NextToken"] = token', True),
        ('if y: x["NextToken"] = token', True),
        ('x["NextToken"] += token', True),
        ('print(x["NextToken"])', True),
        ('del x["NextToken"]', True),
        ('x["Novel"] = 5', True),
        ('y = x.get("NextToken")', True),
        ("y = x.keys()", True),
        ("y = x.copy()", True),
        ("y = f(**x)", True),
        ('y = "NextToken" in x', True),
        ("y = x == {}", True),
        ('y = f"{x}"', True),
        ("print(x)", True),
        ('x["CreationTimeAfter"] = time', False),
        ('x["CreationTimeAfter"] = datetime.now(UTC)', False),
        ("x[key] = time", False),
        ('x["NextToken"]["a"] = 5', False),
        ('x["NextToken"].a()', False),
        ("x.update(y)", False),
        ('x.setdefault("CreationTimeAfter", time)', False),
        ("keep(x)", False),
        ("print = keep\nprint(x)", False),
        ("y = [x]\nkeep(y)", False),
        ("y = x\nkeep(y)", False),
    ],
)
def test_a_request_that_changes_is_read_where_no_time_may_come_into_it(use: str, is_sent: bool) -> None:
    before = f'from datetime import UTC, datetime\nx = {{"MaxResults": 5}}\n{use}\n'
    after = f"{before}client.send(ms.from_dict(ms.ListProcessingJobsRequest, x))" if is_sent else f"stays: {OTHERWISE}"
    assert outcome(f"{before}client.list_processing_jobs(**x)") == after


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ('{"CreationTimeAfter": datetime.now(UTC)}', ""),
        ('{"MaxResults": 5, "Novel": 5}', ""),
        ('{"CreationTimeAfter": datetime.now()}', OTHERWISE),
        ('{"CreationTimeAfter": time}', OTHERWISE),
        ('{"MaxResults": 5, **more}', OTHERWISE),
        ("[]", OTHERWISE),
        ("f()", OTHERWISE),
        ('{"NextToken": None}', OTHERWISE),
    ],
)
def test_what_was_written_into_it_is_looked_at_too(written: str, reason: str) -> None:
    before = f'from datetime import UTC, datetime\nx = {written}\nx["NextToken"] = token\n'
    sent = f"{before}client.send(ms.from_dict(ms.ListProcessingJobsRequest, x))"
    assert outcome(f"{before}client.list_processing_jobs(**x)") == (f"stays: {reason}" if reason else sent)


@pytest.mark.parametrize(
    ("arguments", "after"),
    [
        ("fromTime=5", "from_=5"),
        ('**{"fromTime": 5, "color": "red"}, data=b"a"', 'from_=5, color=oddshapes.Color.RED, data=b"a"'),
        # bytes
        ('data=b"a"', 'data=b"a"'),
        ('data=B"a"', 'data=B"a"'),
        ('data=rb"a"', 'data=rb"a"'),
        ("data=x.encode()", "data=x.encode()"),
        ("data=bytes(x)", "data=bytes(x)"),
        ("data=BytesIO(x)", "data=BytesIO(x)"),
        ('data=open(x, "rb")', 'data=open(x, "rb")'),
        ('data=open(x, mode="rb")', 'data=open(x, mode="rb")'),
        ('data=open(x, "rb", 0)', 'data=open(x, "rb", 0)'),
        ("data=B", "data=B"),
        ("data=FILE", "data=FILE"),
        ('data="a"', None),
        ("data=x", None),
        ("data=T", None),
        ("data=A", None),
        ("data=EACH", None),
        ("data=5", None),
        ("data=x.decode()", None),
        ("data=encode()", None),
        ("data=f(x)", None),
        ('data=f(x, "rb")', None),
        ("data=open(x)", None),
        ('data=open("rb")', None),
        ('data=open(x, "r")', None),
        ('data=open(x, encoding="big5")', None),
        ("data=StringIO(x)", None),
        ("data=OPENED", None),
        # a text for which boto3 takes a dict
        ('place="a"', 'place="a"'),
        ('place=f"{x}"', 'place=f"{x}"'),
        ('place="a" "b"', 'place="a" "b"'),
        ("place=T", "place=T"),
        ("place=x", None),
        ("place=B5", None),
        ('place={"Bucket": "a"}', None),
        # enums in lists, structures in lists and maps
        ('colors=["red", x]', "colors=[oddshapes.Color.RED, oddshapes.Color(x)]"),
        ("colors=f()", "colors=[oddshapes.Color(item) for item in f()]"),
        ("color=f()", "color=oddshapes.Color(f())"),
        ('parts=[{"name": "a", "data": b"b"}]', 'parts=[oddshapes.Part(name="a", data=b"b")]'),
        ('parts=[{"name": "a", "data": x}]', None),
        ('parts=[{"name": "a", **x}]', None),
        ("parts=f()", None),
        ('named={"x": {"name": "a"}}', 'named={"x": oddshapes.Part(name="a")}'),
        ('named=dict(x={"name": "a"})', 'named=dict(x=oddshapes.Part(name="a"))'),
        ('named={"x": {"name": "a"}, **{"y": {"name": "b"}}}', None),
        ("named={f(): {}}", None),
        ("named=f()", None),
        ("times=[]", "times=[]"),
        ("times=[x]", None),
        ("grid=f()", "grid=f()"),
        ("grid=[f()]", "grid=[f()]"),
    ],
)
def test_what_boto3_encodes_or_takes_otherwise_is_sent_where_it_is_the_same_for_sure(
    arguments: str, after: str | None
) -> None:
    names = (
        'B = b"a"\nT = "a"\nA: bytes = b"a"\nB5 = 5\nfor EACH in [b"a"]: pass\n'
        'with open(x) as OPENED, f() as OTHER, open(x, "rb") as FILE:\n    client.create_export_task({})\n'
    )
    text, adopted = converted(BEFORE_ODD + names.format(arguments), of=odd_api())
    if after is None:
        assert (text, adopted.converted) == (BEFORE_ODD + names.format(arguments), 0)
    else:
        assert text == ODD + names.format(after)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ('data="a"', "it may be a text, which boto3 encodes, and the package refuses"),
        ("place=x", "it may be a dict, which the package refuses"),
        ("times=[x]", "the time may be without a time zone, which the validators refuse"),
        ("named=f()", OTHERWISE),
        ("labels=f()", "`f()` is not written out here"),
        ("labels=L", "it is a map of structures"),
        ('named={**{"y": {"name": "b"}}}', "`**` in a map of structures"),
        ("novel=5", "novel is not a member of In"),
    ],
)
def test_a_call_that_stays_says_why(arguments: str, reason: str) -> None:
    code = f'{BEFORE_ODD}L = {{"a": {{"name": "b"}}}}\nkeep(L)\nclient.create_export_task({arguments})\n'
    _, adopted = converted(code, of=odd_api())
    assert [remark.text for remark in adopted.left] == [f"create_export_task: {reason}"]


def test_an_argument_of_a_paginator_that_only_the_run_tells_stays() -> None:
    pages = 'client.get_paginator("list_monitoring_schedules").paginate(MaxResults=5, **more)'
    assert_left(f"{HEAD}for page in {pages}:\n    pass\n", "the arguments of a paginator are a dict")
