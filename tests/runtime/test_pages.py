"""Pages are fetched one by one, when they are asked for, as botocore's paginators fetch them."""

import copy
import json
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import jmespath
import models
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import SHAPES, generate

import monitorshapes as ms
from monitorshapes._runtime.pages import Pages, Paging
from monitorshapes.operations import OPERATIONS
from shapegen import ir
from shapegen.build.pages import pages_of

boto3 = import_module("boto3")
paginate = import_module("botocore.paginate")
PaginationError = import_module("botocore.exceptions").PaginationError
Stubber = import_module("botocore.stub").Stubber
Loader = import_module("botocore.loaders").Loader

REQUIRED = {
    "ListMonitoringAlerts": {"MonitoringScheduleName": "a"},
    "ListTags": {"ResourceArn": "arn:aws:sagemaker:us-east-1:123456789012:endpoint/a"},
}
ALERT = {
    "MonitoringAlertName": "a",
    "CreationTime": 0,
    "LastModifiedTime": 0,
    "AlertStatus": "OK",
    "DatapointsToAlert": 1,
    "EvaluationPeriod": 1,
    "Actions": {},
}
PAGED = [operation for operation in OPERATIONS.values() if operation.pages.input]


class Boto:
    """A client that answers what it was told, and notes what it was asked."""

    def __init__(self, answers: Iterable[Any]) -> None:
        self.answers = iter(answers)
        self.asked: list[dict[str, Any]] = []

    def __getattr__(self, name: str) -> Any:
        if name == "meta":
            raise AttributeError(name)
        return self._answer

    def _answer(self, **parameters: Any) -> Any:
        self.asked.append(parameters)
        answer = next(self.answers)
        if isinstance(answer, Exception):
            raise answer
        return copy.deepcopy(answer)


def _executions(*tokens: str | None) -> Iterator[dict[str, Any]]:
    """A page a token, each with two executions."""
    for number, token in enumerate(tokens):
        items = [{"MonitoringScheduleName": f"{number}-{index}"} for index in range(2)]
        yield {"MonitoringExecutionSummaries": items} | ({} if token is None else {"NextToken": token})


def test_nothing_is_fetched_before_it_is_asked_for() -> None:
    boto = Boto(_executions("t1", "t2", None))
    pages = ms.MonitoringClient(boto).paginate_list_monitoring_executions(max_results=2, next_token="t0")  # noqa: S106
    assert boto.asked == []
    for number in range(3):
        page = next(pages)
        assert page.monitoring_execution_summaries[0].monitoring_schedule_name == f"{number}-0"
        assert boto.asked == [{"NextToken": f"t{each}", "MaxResults": 2} for each in range(number + 1)]
    assert list(pages) == []
    assert len(boto.asked) == 3


def test_items_come_from_all_pages_and_no_page_comes_early() -> None:
    boto = Boto(_executions("t1", None))
    items = ms.MonitoringClient(boto).iter_monitoring_executions(sort_by=ms.MonitoringExecutionSortKey.STATUS)
    assert [next(items).monitoring_schedule_name for _ in range(2)] == ["0-0", "0-1"]
    assert boto.asked == [{"SortBy": "Status"}]
    assert [item.monitoring_schedule_name for item in items] == ["1-0", "1-1"]
    assert boto.asked[1:] == [{"SortBy": "Status", "NextToken": "t1"}]


def test_what_is_wrong_with_the_request_is_said_at_once() -> None:
    with pytest.raises(ms.ValidationError):
        ms.MonitoringClient(Boto([])).paginate_list_monitoring_executions(max_results=0)
    with pytest.raises(ms.ValidationError):
        ms.MonitoringClient(Boto([])).iter_monitoring_executions(max_results=0)


def test_a_token_that_comes_again_is_an_error() -> None:
    client = ms.MonitoringClient(Boto(_executions("t", "t", "t")))
    with pytest.raises(ms.PaginationError, match="'NextToken': 't'"):
        list(client.iter_monitoring_executions())


def test_an_error_on_a_later_page_is_the_services() -> None:
    error = import_module("botocore.exceptions").ClientError(
        {"Error": {"Code": "Throttling"}}, "ListMonitoringExecutions"
    )
    items = ms.MonitoringClient(Boto([*_executions("t"), error])).iter_monitoring_executions()
    assert len([next(items), next(items)]) == 2
    with pytest.raises(ms.ThrottlingError):
        next(items)


@pytest.mark.parametrize("summaries", [None, "text", 3, {}])
def test_a_page_without_a_list_has_no_items(summaries: object) -> None:
    boto = Boto([{"MonitoringExecutionSummaries": summaries}])
    assert list(ms.MonitoringClient(boto).iter_monitoring_executions()) == []


@pytest.mark.parametrize("operation", PAGED, ids=[each.method for each in PAGED])
def test_botocores_paginator_asks_and_finds_the_same(operation: Any) -> None:
    secret = dict.fromkeys(("aws_access_key_id", "aws_secret_access_key"), "a")
    boto = boto3.client("sagemaker", region_name="us-east-1", endpoint_url="http://127.0.0.1:9", **secret)
    paginator = boto.get_paginator(operation.method)
    [result] = paginator.result_keys
    items = [ALERT] if operation.name == "ListMonitoringAlerts" else []
    answers = [{result.expression: items, "NextToken": token} for token in ("t1", "t2")] + [{result.expression: items}]
    required = REQUIRED.get(operation.name, {})
    sent = [required | {paginator._limit_key: 50}]
    sent += [sent[0] | {"NextToken": token} for token in ("t1", "t2")]
    arguments = vars_of(ms.from_dict(operation.request, sent[0]))
    ours = getattr(ms.MonitoringClient(boto), f"paginate_{operation.method}")
    walks: list[Callable[[], Iterable[Any]]] = [
        lambda: paginator.paginate(**required, PaginationConfig={"PageSize": 50}),
        lambda: ours(**arguments),
    ]
    for walk in walks:
        with Stubber(boto) as stubber:
            for answer, parameters in zip(answers, sent, strict=True):
                stubber.add_response(operation.method, answer, parameters)
            assert len(list(walk())) == 3
            stubber.assert_no_pending_responses()


def vars_of(structure: Any) -> dict[str, Any]:
    """The members that are set, by attribute."""
    values = {name: getattr(structure, name) for name in structure.__dataclass_fields__}
    return {name: value for name, value in values.items() if value is not None}


#: What the services of botocore say, but for names.
CONFIGS: list[dict[str, Any]] = [
    {"input_token": "T", "output_token": "T", "result_key": "I"},
    {"input_token": "T", "output_token": "L.T", "more_results": "L.More", "result_key": "L.I"},
    {"input_token": "T", "output_token": "T || I[-1].K", "more_results": "More", "result_key": ["I", "J"]},
    {"input_token": ["T", "U"], "output_token": ["T", "L.U"], "result_key": "I", "limit_key": "M"},
    {"input_token": "T", "output_token": "I[-1].K", "more_results": "More", "result_key": "I"},
]
_TOKENS = st.none() | st.sampled_from(["", "a", "b", "c"])
_ITEMS = st.lists(st.fixed_dictionaries({"K": _TOKENS}), max_size=2)
_PARTS: dict[str, Any] = {"T": _TOKENS, "U": _TOKENS, "I": _ITEMS, "J": _ITEMS, "More": st.booleans()}
_ANSWERS = st.fixed_dictionaries({}, optional=_PARTS | {"L": st.fixed_dictionaries({}, optional=_PARTS)})


@SHAPES
@given(st.sampled_from(CONFIGS), st.lists(_ANSWERS, min_size=1, max_size=6), st.booleans())
def test_it_walks_as_botocore_does(config: dict[str, Any], answers: list[dict[str, Any]], limited: bool) -> None:
    parameters = {"Name": "n", **({"M": 5} if limited else {})}

    def botocore_walks() -> list[dict[str, Any]]:
        boto = Boto(answers)
        walk = paginate.Paginator(boto.op, config, _Model()).paginate(**parameters)
        _drain(walk, PaginationError, boto)
        return boto.asked

    def ours() -> Iterator[dict[str, Any]]:
        texts = {key: [value] if isinstance(value, str) else value for key, value in config.items()}
        paging = Paging(
            Pages(tuple(texts["input_token"]), tuple(texts["output_token"]), config.get("more_results")), parameters
        )
        for answer in answers:
            yield paging.parameters
            try:
                if not paging.advance(answer):
                    return
            except ms.PaginationError:
                yield {"Error": "twice"}
                return

    assert list(ours()) == botocore_walks()


class _Model:
    name = "Op"


def _drain(walk: Iterable[Any], error: type[Exception], boto: Boto) -> None:
    try:
        for _ in walk:
            pass
    except error:
        boto.asked.append({"Error": "twice"})
    except (StopIteration, RuntimeError):
        boto.asked.pop()  # there are no more answers


# What the generator makes of paginators-1.json


def _decided(service: str) -> tuple[dict[str, Any], dict[str, ir.Pages], tuple[str, ...]]:
    loader = Loader()
    model = loader.load_service_model(service, "service-2")
    paginators = loader.load_service_model(service, "paginators-1")["pagination"]
    plan = models.plan(model)
    return (paginators, *pages_of(plan, paginators))


@pytest.mark.parametrize("service", ["cloudfront", "dynamodb", "kinesis", "rds", "route53", "s3", "sagemaker"])
def test_pages_are_what_botocore_says(service: str) -> None:
    paginators, pages, left_out = _decided(service)
    assert paginators.keys() == pages.keys()
    for operation, built in pages.items():
        config = paginators[operation]
        assert ([*built.input], [*built.output]) == (_texts(config["input_token"]), _texts(config["output_token"]))
        assert built.more == config.get("more_results")
    methods = [name for built in pages.values() for name in (built.method, built.items_method) if name]
    assert len(methods) == len(set(methods))
    strings = ["items of DownloadDBLogFilePortion (its results are not a list)"] if service == "rds" else []
    assert list(left_out) == strings


def _texts(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def test_items_are_called_by_what_they_are() -> None:
    names = _decided("ec2")[1]
    assert names["DescribeInstances"].items_method == "iter_instances"
    # Two of the same name: the one that describes has it.
    assert names["DescribeIpamPoolAllocations"].items_method == "iter_ipam_pool_allocations"
    assert names["GetIpamPoolAllocations"].items_method == "iter_get_ipam_pool_allocations"


_OPERATION = {"input": {"shape": "In"}, "output": {"shape": "Out"}}
_BROKEN: dict[str, tuple[Any, str]] = {
    "no object": (7, "its input_token is not text"),
    "a number": ({"input_token": 1}, "its input_token is not text"),
    "more tokens than places": ({"input_token": ["A"], "output_token": ["A", "B"]}, "its tokens do not match"),
    "no such member": ({"input_token": "B", "output_token": "A"}, "its request has no B"),
    "no expression": ({"input_token": "A", "output_token": "A["}, "'A[' is not a JMESPath expression"),
}


@pytest.mark.parametrize(("config", "reason"), _BROKEN.values(), ids=_BROKEN)
def test_what_is_broken_is_left_out_and_named(config: Any, reason: str) -> None:
    shapes = {name: {"type": "structure", "members": {"A": {"shape": "Text"}}} for name in ("In", "Out")}
    model = {"operations": {"ListThings": _OPERATION}, "shapes": shapes | {"Text": {"type": "string"}}}
    plan = models.plan(model)
    assert pages_of(plan, {"ListThings": config}) == ({}, (f"pages of ListThings ({reason})",))


def test_a_package_has_what_another_service_says(tmp_path: Path) -> None:
    text, items = {"shape": "Text"}, {"shape": "Items"}
    model = {
        "metadata": {"serviceId": "Tiny"},
        "operations": {"ListThings": {"name": "ListThings", **_OPERATION}},
        "shapes": {
            "In": {"type": "structure", "members": {"Marker": text, "Upto": text}},
            "Out": {"type": "structure", "members": {"Things": {"shape": "Things"}}},
            "Things": {"type": "structure", "members": {"Marker": text, "Upto": text, "Items": items}},
            "Items": {"type": "list", "member": text},
            "Text": {"type": "string"},
        },
    }
    config = {
        "input_token": ["Marker", "Upto"],
        "output_token": ["Things.Marker", "Things.Upto"],
        "more_results": "Things.Marker",
        "result_key": "Things.Items",
    }
    tiny = generate(model, "tinypages", tmp_path, paginators={"ListThings": config}).module
    boto = Boto([{"Things": {"Items": ["a"], "Marker": "m", "Upto": "u"}}, {"Things": {"Items": ["b"]}}])
    assert list(tiny.TinyClient(boto).iter_things(upto="z")) == ["a", "b"]
    assert boto.asked == [{"Upto": "z"}, {"Upto": "u", "Marker": "m"}]


def test_paths_of_results_are_no_more_than_names() -> None:
    # What `items` follows by attribute is what botocore would search for.
    for service in ("cloudfront", "kinesis", "ecr"):
        paginators, pages, _ = _decided(service)
        for operation in pages:
            for result in _texts(paginators[operation]["result_key"]):
                assert json.dumps(jmespath.compile(result).parsed).count('"field"') == len(result.split("."))
