"""The documented rules: what they refuse and let pass, where they come from, and that none is overlooked."""

import inspect
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

import monitorshapes as ms
from monitorshapes import rules, validators, wire
from monitorshapes._runtime.violations import Findings, explain
from shapegen import profiles
from shapegen.build import markup, naming
from shapegen.model import selection

_ROOT = Path(__file__).parents[2]
_PAGE = (_ROOT / "docs" / "rules.md").read_text("utf-8")
_RULES: list[dict[str, Any]] = tomllib.loads((_ROOT / "codegen" / "monitoring" / "rules.toml").read_text("utf-8"))[
    "rule"
]
_FUNCTIONS: dict[str, FunctionType] = {
    name: function
    for name, function in inspect.getmembers(rules, inspect.isfunction)
    if function.__module__ == rules.__name__ and not name.startswith("_")
}

each_rule = pytest.mark.parametrize("rule", _RULES, ids=lambda rule: f"{rule['id']}-{rule['shape']}")


@cache
def _model() -> Mapping[str, Any]:
    model: Mapping[str, Any] = import_module("botocore.loaders").Loader().load_service_model("sagemaker", "service-2")
    return model


@cache
def _selected() -> selection.Scope:
    profile = profiles.read("codegen/monitoring")
    return selection.select(_model(), profile.operations, profile.shapes)


@cache
def _documentation() -> Mapping[str, str]:
    """The text of the documentation of each operation, shape and member of the profile."""
    return dict(_documented())


def _documented() -> Iterator[tuple[str, str]]:
    for kind, names in (("operations", _selected().operations), ("shapes", _selected().shapes)):
        for name in names:
            node = _model()[kind][name]
            yield name, markup.text(node.get("documentation", ""))
            if kind == "shapes":
                for member, target in node.get("members", {}).items():
                    yield f"{name}.{member}", markup.text(target.get("documentation", ""))


# Where the rules come from


def test_a_rule_is_there_once_for_each_shape() -> None:
    pairs = [(rule["id"], rule["shape"]) for rule in _RULES]
    assert len(set(pairs)) == len(pairs)


@each_rule
def test_a_rule_says_what_it_is_based_on(rule: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule["id"])
    assert rule["shape"] in _selected().requested or rule["shape"] in profiles.read("codegen/monitoring").shapes
    basis = {"sentence", "where"} if "sentence" in rule else {"source"}
    assert rule.keys() == {"id", "shape", "path", "passing", "failing"} | basis
    if "source" in rule:
        assert rule["source"].startswith(("https://docs.aws.amazon.com/", "https://github.com/"))
    else:
        assert rule["sentence"] in " ".join(_documentation()[rule["where"]].split())


def test_every_rule_has_a_function_and_every_function_a_rule() -> None:
    assert _FUNCTIONS.keys() == {rule["id"].replace("-", "_") for rule in _RULES}
    assert {rule["id"] for rule in _RULES} == validators.RULES


@each_rule
def test_the_page_names_the_rule_its_shape_and_its_source(rule: dict[str, Any]) -> None:
    row = next(line for line in _PAGE.splitlines() if line.startswith(f"| `{rule['id']}` |"))
    assert f"`{rule['shape']}`" in row
    assert rule.get("source", "") in row


# What the documentation says

_WORDS = re.compile(
    r"\b(?:absolute|accepted|any of|at least|at most|between|both|can't|cannot|do not|don't|either|exactly|exceed|"
    r"exclusive|greater|in the form|ISO 8601|maximum|minimum|more than|must|not allowed|omit|once|one of|only|"
    r"percentage|rejects?|required|support(?:s|ed)?|unique|up to|valid|within|"
    r"(?:created|modified|scheduled) (?:before|after))\b",
    re.IGNORECASE,
)
_MARKERS = re.compile(r"(?:(?:-|\d+\.|Note:|Important:) )+")
_END = re.compile(r"(?<=[.!?]) (?=[A-Z`])")


def _candidates() -> dict[str, list[str]]:
    """The sentences that may be rules, each with the places that say it."""
    found: dict[str, list[str]] = defaultdict(list)
    for place, text in _documentation().items():
        for line in text.split("\n"):
            words = _MARKERS.sub("", line.strip(), count=1) if _MARKERS.match(line.strip()) else line.strip()
            for sentence in _END.split(words):
                if _WORDS.search(sentence) and place not in found[sentence]:
                    found[sentence].append(place)
    return {sentence: places for sentence, places in found.items() if places}


def _rows() -> dict[str, tuple[list[str], str]]:
    """The sentences that the page has, each with its places and what the page says of it."""
    section = _PAGE[_PAGE.index("\n## Every sentence") :]
    cells = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| `")]
    return {sentence: (re.findall(r"`([\w.]+)`", places), verdict) for places, sentence, verdict in cells}


def test_every_sentence_that_may_be_a_rule_is_on_the_page() -> None:
    assert {sentence: places for sentence, (places, _) in _rows().items()} == _candidates()


def test_what_the_page_says_of_a_sentence_is_a_rule_or_a_reason() -> None:
    ids = {rule["id"] for rule in _RULES}
    for sentence, (_, verdict) in _rows().items():
        named = set(re.findall(r"`([a-z0-9-]+)`", verdict)) if verdict.startswith("`") else set[str]()
        assert named <= ids, sentence
        assert named or len(verdict) > 10, sentence
    quoted = " ".join(" ".join(rule.get("sentence", "") for rule in _RULES).split())
    for sentence, (_, verdict) in _rows().items():
        if sentence in quoted:
            assert verdict.startswith("`"), sentence


# What the rules do


def _read(shape: str, example: Any) -> Any:
    if isinstance(example, list):
        member = _model()["shapes"][shape]["member"]["shape"]
        return [_read(member, item) for item in example]  # pyright: ignore[reportUnknownVariableType]
    return ms.from_dict(getattr(ms, shape), example)


def _violations(shape: str, x: Any) -> list[tuple[str, str]]:
    found = Findings(documented=True)
    getattr(validators, f"check_{naming.function(shape)}")(x, (), found)
    return [(violation.path, violation.rule) for violation in explain(x, found, wire.STRUCTURES)]


@each_rule
def test_the_passing_example_breaks_nothing(rule: dict[str, Any]) -> None:
    assert _violations(rule["shape"], _read(rule["shape"], rule["passing"])) == []


@each_rule
def test_the_failing_example_breaks_this_rule_alone_at_its_path(rule: dict[str, Any]) -> None:
    broken = _violations(rule["shape"], _read(rule["shape"], rule["failing"]))
    assert broken == [(rule["path"], f"documented:{rule['id']}")]


class Hostile:
    """What a caller may leave in an attribute: here, an array of numpy's would do the same."""

    def __eq__(self, other: object) -> bool:
        raise ValueError("ambiguous")

    def __bool__(self) -> bool:
        raise ValueError("ambiguous")

    __hash__ = None  # type: ignore[assignment]


_ODD: list[Any] = [
    *(None, True, -1, 1e308, "", "P", "\ud800", b"", [], [None], {}, {"a": 1}, object(), Hostile(), [Hostile()]),
    *(datetime(2026, 1, 1), datetime.max.replace(tzinfo=UTC), "9" * 5000, "-PT" + "9" * 5000 + "H", ms.Tag),
    *(ms.ProcessingClusterConfig(volume_size_in_gb=1), ms.Tag(key=Hostile(), value="")),  # type: ignore[arg-type]
]


@each_rule
def test_a_rule_takes_whatever_the_attributes_hold(rule: dict[str, Any]) -> None:
    function = _FUNCTIONS[rule["id"].replace("-", "_")]
    for example in (rule["passing"], rule["failing"]):
        x = _read(rule["shape"], example)
        if isinstance(x, list):
            for odd in _ODD:
                function([*x, odd, odd], (), [])  # pyright: ignore[reportUnknownArgumentType]
            continue
        for attribute in x.__dataclass_fields__:
            for odd in _ODD:
                function(replace(x, **{attribute: odd}), (), [])
                held = getattr(x, attribute)
                for inner in getattr(held, "__dataclass_fields__", ()):
                    function(replace(x, **{attribute: replace(held, **{inner: odd})}), (), [])


def _schedule(**members: Any) -> list[tuple[str, str]]:
    config = replace(ms.ScheduleConfig(schedule_expression="cron(0 * ? * * *)"), **members)
    return [(violation.path, violation.rule) for violation in ms.violations(config)]


@pytest.mark.parametrize(
    "offset",
    [
        *("-PT5H", "-PT1H", "-PT0H", "PT0S", "-P1D", "+PT5H", "-PT30M", "-PT90S", "-P0Y0M0W1DT2H3M4S", "-P1W", "-P1M"),
        *("PT-5H", "-PT0.5H", "-PT0,5H", "-PT1H0.5S"),
    ],
)
def test_an_iso_8601_duration_is_an_offset(offset: str) -> None:
    assert _schedule(data_analysis_start_time=offset) == []
    assert _schedule(data_analysis_end_time=offset) == []


@pytest.mark.parametrize(
    "offset",
    [
        *(
            "",
            "P",
            "-P",
            "PT",
            "-P1DT",
            "-5H",
            "-P5H",
            "-PT5",
            "5 hours",
            "-pt5h",
            "-PT5h",
            "-PT1D",
            "-PT1H1D",
            "-PT5H ",
        ),
        *("-PT0.5H1M", "-PT.5H", "-PT5.H", "--PT5H", "PT5M5H", "-PT５H", "2026-01-01T00:00:00Z", "cron(0 * ? * * *)"),
    ],
)
def test_what_is_no_iso_8601_duration_is_no_offset(offset: str) -> None:
    refused = [("DataAnalysisEndTime", "documented:analysis-offset")]
    assert _schedule(data_analysis_end_time=offset) == refused
    assert _schedule(data_analysis_start_time="-PT1H", data_analysis_end_time=offset) == refused


@pytest.mark.parametrize(
    ("start", "end", "good"),
    [
        ("-PT1H", "-PT0H", True),
        ("-PT24H", "PT0H", True),
        ("-P1D", "-PT0H", True),
        ("-PT25H", "-PT1H", True),
        ("-PT1H", "PT23H", True),
        ("-P1M", "-P1M", False),
        ("-P1M", "-P30D", True),  # of 31 days, that is a day
        ("-P1M", "-P31D", False),
        ("-P1M", "-P27D", True),  # of February, that is a day
        ("-P1M", "-PT1H", False),
        ("-P1Y", "-P12M", False),
        ("-P1Y", "-P11M30D", True),
        ("-P1W", "-P6D", True),
        ("-PT24H", "PT1S", False),
        ("-PT24.1H", "-PT0H", False),
        ("-PT86401S", "-PT0S", False),
        ("-P2D", "-PT0H", False),
        ("-PT1H", "-PT1H", False),
        ("-PT1H", "-PT5H", False),
        ("PT1H", "-PT1H", False),
    ],
)
def test_the_analysis_starts_before_it_ends_and_spans_a_day_at_most(start: str, end: str, good: bool) -> None:
    refused = [] if good else [("DataAnalysisStartTime", "documented:analysis-window")]
    assert _schedule(data_analysis_start_time=start, data_analysis_end_time=end) == refused


def test_a_single_run_needs_both_times_of_the_analysis() -> None:
    rule = "documented:now-needs-analysis-times"
    start, end = ("DataAnalysisStartTime", rule), ("DataAnalysisEndTime", rule)
    assert _schedule(schedule_expression="NOW") == [start, end]
    assert _schedule(schedule_expression="NOW", data_analysis_end_time="-PT0H") == [start]
    assert _schedule(data_analysis_end_time="-PT0H") == []


def test_every_form_of_the_documentation_is_a_schedule_expression() -> None:
    text = _documentation()["ScheduleConfig.ScheduleExpression"]
    forms = re.findall(r"`(?:Hourly: )?([^`]*)`", text)
    assert "NOW" in forms
    for form in forms:
        for expression in (form.replace("[00-23]", "09").replace("[01-24]", "03"), form.replace("[00-23]", "23")):
            if "[" not in expression:
                times = {"data_analysis_start_time": "-PT1H", "data_analysis_end_time": "-PT0H"}
                assert _schedule(schedule_expression=expression, **times) == []


@pytest.mark.parametrize(
    ("expression", "monitoring_type", "most"),
    [
        ("cron(0 * ? * * *)", "DataQuality", 3600),
        ("cron(0 * ? * * *)", "ModelExplainability", 3600),
        ("cron(0 * ? * * *)", None, 3600),
        ("cron(0 * ? * * *)", ms.MonitoringType.MODEL_BIAS, 1800),
        ("cron(0 * ? * * *)", "ModelQuality", 1800),
        ("cron(0 0/1 ? * * *)", "ModelQuality", 1800),
        ("cron(0 0/2 ? * * *)", "ModelQuality", 7200),
        ("cron(0 17/12 ? * * *)", "DataQuality", 43200),
        ("cron(0 12 ? * * *)", "ModelBias", 86400),
        ("cron(0 5/24 ? * * *)", "DataQuality", 86400),
        ("NOW", "ModelBias", 86400),
        (None, "ModelBias", 86400),
        ("weekly", "ModelBias", 86400),
    ],
)
def test_a_run_ends_before_the_next_begins(expression: str | None, monitoring_type: Any, most: int) -> None:
    def refused(seconds: int) -> list[tuple[str, str]]:
        config = _read("MonitoringScheduleConfig", next(r for r in _RULES if r["id"] == "max-runtime")["passing"])
        config.monitoring_type = monitoring_type
        config.schedule_config = expression and ms.ScheduleConfig(schedule_expression=expression)
        config.monitoring_job_definition.stopping_condition.max_runtime_in_seconds = seconds
        return [(v.path, v.rule) for v in ms.violations(config) if v.path.endswith("MaxRuntimeInSeconds")]

    assert refused(most) == []
    too_long = "max" if most == 86400 else "documented:max-runtime"
    assert refused(most + 1) == [("MonitoringJobDefinition.StoppingCondition.MaxRuntimeInSeconds", too_long)]


def test_neither_and_both_of_two_alternatives_are_refused() -> None:
    endpoint = ms.EndpointInput(endpoint_name="churn", local_path="/in", inference_attribute="0")
    [violation] = ms.violations(ms.MonitoringInput())
    assert (
        str(violation)
        == "exactly one of EndpointInput and BatchTransformInput is needed, not none (documented:one-monitoring-input)"
    )
    assert ms.violations(ms.MonitoringInput(endpoint_input=endpoint)) == ()
    definition: Any = next(r for r in _RULES if r["id"] == "max-runtime")["passing"]["MonitoringJobDefinition"]
    config = ms.MonitoringScheduleConfig(
        monitoring_job_definition=ms.from_dict(ms.MonitoringJobDefinition, definition),
        monitoring_job_definition_name="churn",
    )
    [violation] = ms.violations(config)
    assert (
        violation.message
        == "exactly one of MonitoringJobDefinition and MonitoringJobDefinitionName is needed, not both"
    )


def test_tag_keys_are_compared_exactly_and_each_repetition_is_named() -> None:
    tags = [ms.Tag(key=key, value="") for key in ("a", "A", "b", "a", "aws", "a", "AWS:x", "b ")]
    request = ms.AddTagsInput(resource_arn="arn:aws:sagemaker:us-east-1:111122223333:endpoint/churn", tags=tags)
    found = [(violation.path, violation.message) for violation in ms.violations(request)]
    message = "'a' is the key of tag [0] already: give each key once"
    assert found == [("Tags[3].Key", message), ("Tags[5].Key", message)]


@pytest.mark.parametrize(
    ("cluster", "preferences", "refused"),
    [
        (1, (None, None), []),
        (None, (1, 1), []),
        (None, (1, None), ["InstancePreferences"]),
        (1, (None, 1), ["InstancePreferences"]),
        (1, (1, 1), ["InstanceCount"]),
        (None, (None, None), ["InstanceCount"]),
    ],
)
def test_instances_are_counted_in_one_place(
    cluster: int | None, preferences: tuple[int | None, int | None], refused: list[str]
) -> None:
    small, large = preferences
    config = ms.ProcessingClusterConfig(
        volume_size_in_gb=1,
        instance_count=cluster,
        instance_preferences=[
            ms.ProcessingInstancePreference(
                instance_type=ms.ProcessingInstanceType("ml.m5.large"), instance_count=small
            ),
            ms.ProcessingInstancePreference(
                instance_type=ms.ProcessingInstanceType("ml.m5.xlarge"), instance_count=large
            ),
        ],
    )
    found = [(violation.path, violation.rule) for violation in ms.violations(config)]
    assert found == [(path, "documented:preference-counts") for path in refused]


_FILTERS = ("CreationTime", "LastModifiedTime", "ScheduledTime")
_LISTS = sorted(name for name in _selected().shapes if name.startswith("List") and name.endswith("Request"))


@pytest.mark.parametrize("shape", _LISTS)
@pytest.mark.parametrize("time", _FILTERS)
def test_filters_that_can_match_nothing_are_refused_where_the_documentation_is_clear(shape: str, time: str) -> None:
    if f"{time}After" not in _model()["shapes"][shape]["members"]:
        return
    text = _documentation()
    clear = "after" in text[f"{shape}.{time}After"] and "before" in text[f"{shape}.{time}Before"]
    inclusive = "on or after" in text[f"{shape}.{time}After"]
    moment = datetime(2026, 1, 1, tzinfo=UTC)

    def refused(after: datetime, before: datetime) -> list[str]:
        request = ms.from_dict(getattr(ms, shape), {f"{time}After": after, f"{time}Before": before})
        if shape == "ListMonitoringAlertsRequest":
            request.monitoring_schedule_name = "churn"
        return [violation.path for violation in ms.violations(request)]

    assert refused(moment, moment + timedelta(seconds=1)) == []
    assert refused(moment, moment) == ([f"{time}After"] if clear and not inclusive else [])
    assert refused(moment + timedelta(seconds=1), moment) == ([f"{time}After"] if clear else [])
    # No order is made up for a time that may be any of many moments; that is reported as such.
    assert refused(datetime(2026, 1, 2), moment) == [f"{time}After"]


def test_what_the_documentation_leaves_open_is_let_pass() -> None:
    endpoint = ms.EndpointInput(
        endpoint_name="churn", local_path="in", start_time_offset="-PT1H", end_time_offset="-PT1H"
    )
    assert ms.violations(endpoint) == ()
    probability = ms.EndpointInput(endpoint_name="churn", local_path="/in", probability_attribute="0")
    labels = ms.MonitoringGroundTruthS3Input(s3_uri="s3://bucket/labels")
    assert ms.violations(ms.ModelQualityJobInput(endpoint_input=probability, ground_truth_s3_input=labels)) == ()
    capture = ms.DataCaptureConfig(
        initial_sampling_percentage=0,
        destination_s3_uri="s3://b/captured",
        capture_options=[ms.CaptureOption(capture_mode=ms.CaptureMode.INPUT)] * 2,
    )
    assert ms.violations(capture) == ()
    alert = ms.UpdateMonitoringAlertRequest(
        monitoring_schedule_name="churn", monitoring_alert_name="churn", datapoints_to_alert=2, evaluation_period=1
    )
    assert ms.violations(alert) == ()


def test_what_breaks_a_constraint_of_the_model_is_not_refused_again() -> None:
    assert _schedule(schedule_expression="") == [("ScheduleExpression", "min")]
    endpoint = ms.EndpointInput(endpoint_name="churn", local_path="/in", start_time_offset="5H")
    assert [(violation.path, violation.rule) for violation in ms.violations(endpoint)] == [
        ("StartTimeOffset", "pattern")
    ]


def test_the_default_of_the_service_is_what_is_left_out() -> None:
    s3_input = ms.ProcessingS3Input(s3_uri="s3://bucket/in", s3_data_type=ms.ProcessingS3DataType.S3_PREFIX)
    for managed in (None, False):
        job = ms.ProcessingInput(input_name="in", app_managed=managed, s3_input=s3_input)
        assert [violation.rule for violation in ms.violations(job)] == ["documented:s3-input-path"]
    zipped = replace(s3_input, s3_compression_type=ms.ProcessingS3CompressionType.GZIP)
    assert [violation.rule for violation in ms.violations(zipped)] == ["documented:gzip-needs-pipe"]


def test_both_members_that_the_service_fills_in_are_refused() -> None:
    request = _read("CreateProcessingJobRequest", next(r for r in _RULES if r["id"] == "selected-instance")["passing"])
    request.processing_resources.cluster_config.selected_instance_count = 1
    [violation] = ms.violations(request)
    assert violation.path == "ProcessingResources.ClusterConfig.SelectedInstanceCount"


def test_long_text_is_cut_in_messages() -> None:
    tag = ms.Tag(key="aws:" + "x" * 1000, value="")
    assert all(len(violation.message) < 250 for violation in ms.violations(tag))


def test_of_each_rule_it_is_said_what_the_service_was_seen_to_do() -> None:
    table = _PAGE.partition("| rule | taken by the service |")[2].partition("\n\n")[0]
    named = re.findall(r"`([a-z0-9-]+)`", "\n".join(row.split("|")[1] for row in table.splitlines()[2:]))
    assert sorted(named) == sorted({rule["id"] for rule in _RULES})


_SEEN: list[dict[str, Any]] = json.loads((_ROOT / "tests/data/monitoring.json").read_text("utf-8"))["requests"]


@pytest.mark.parametrize("case", _SEEN, ids=lambda case: f"{case['operation']}: {case['source'][:40]}")
def test_what_the_service_was_seen_to_take_is_taken(case: dict[str, Any]) -> None:
    assert case["accepted"] is True
    assert ms.violations(ms.from_dict(getattr(ms, f"{case['operation']}Request"), case["request"])) == ()
