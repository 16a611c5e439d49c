"""The parts of `check` and `convert`, each by itself: positions, requests, functions, what is read, schemas, Python."""

import json
from datetime import UTC, datetime
from typing import Any

import jsonschema
import pytest

import monitorshapes as ms
from monitorshapes._runtime.iac import request
from monitorshapes._runtime.iac import resource_schema as schemas
from monitorshapes._runtime.iac.diagnostics import Options
from monitorshapes._runtime.iac.documents import read
from monitorshapes._runtime.iac.functions import (
    ABSENT,
    Absent,
    Resolved,
    Template,
    World,
    comparisons,
    conditions,
    function,
    references,
    written,
)
from monitorshapes._runtime.iac.nodes import Mark, Node, UnreadableError, walk
from monitorshapes._runtime.iac.python import Name, expression
from monitorshapes._runtime.iac.reading import Reading
from monitorshapes._runtime.iac.resource_schema import resource_schema, template_schema
from monitorshapes._runtime.iac.unknown import Unknown

HERE = Mark(1, 1)


def node(value: object) -> Node:
    """Plain data as a tree."""
    return read(json.dumps(value), yaml=False)


def plain(value: Any) -> Any:
    """A tree as plain data; of what is not known, the parts."""
    if isinstance(value, Node):
        return plain(value.value)
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value


# Nodes and documents


@pytest.mark.parametrize(
    ("given", "text"),
    [(("no", None, None), "no"), (("no", 1, 1), "line 1, column 1: no"), (("no", 12, 3), "line 12, column 3: no")],
)
def test_an_error_says_where_if_it_knows(given: tuple[str, int | None, int | None], text: str) -> None:
    assert str(UnreadableError(*given)) == text
    assert str(UnreadableError("no")) == "no"


def test_a_walk_meets_a_node_before_those_below() -> None:
    found = [plain(each) for each in walk(node({"a": [1, {"b": 2}], "c": 3}))]
    assert found == [{"a": [1, {"b": 2}], "c": 3}, [1, {"b": 2}], 1, {"b": 2}, 2, 3]


def test_json_knows_the_place_of_each_value_and_key() -> None:
    root = read('{"a": [1,\n   true, {"b": null}],\n\n "c"\n: "x\\n\\u00e9" , "d" :\t{}, "e":[ ]}\n', yaml=False)
    assert plain(root) == {"a": [1, True, {"b": None}], "c": "x\né", "d": {}, "e": []}
    places = [(each.mark.line, each.mark.column) for each in walk(root)]
    assert places == [(1, 1), (1, 7), (1, 8), (2, 4), (2, 10), (2, 16), (5, 3), (5, 23), (5, 31)]
    assert root.keys == {"a": Mark(1, 2), "c": Mark(4, 2), "d": Mark(5, 17), "e": Mark(5, 27)}
    assert root.value["a"].value[2].keys == {"b": Mark(2, 11)}


@pytest.mark.parametrize(
    ("text", "value"),
    [("-0", 0), ("1E3", 1000.0), ("2.50", 2.5), ("true", True), ("false", False), ("null", None)],
)
@pytest.mark.parametrize("around", ["{}", " {}\n", "[{}]", '{{"a":{}}}', "[{},1]", "[{}\n]"])
def test_a_scalar_keeps_how_it_is_written(text: str, value: object, around: str) -> None:
    *_, found = (each for each in walk(read(around.format(text), yaml=False)) if each.text not in (None, "1"))
    assert (found.value, type(found.value), found.text) == (value, type(value), text)


def test_of_keys_that_stand_twice_the_last_counts() -> None:
    root = read('{"a": 1, "a": 2,\n"b": 0, "a": 3}', yaml=False)
    assert plain(root) == {"a": 3, "b": 0}
    assert root.keys == {"a": Mark(2, 9), "b": Mark(2, 1)}
    assert [(each.key, each.mark, each.first) for each in root.duplicates] == [
        ("a", Mark(1, 10), Mark(1, 2)),
        ("a", Mark(2, 9), Mark(1, 10)),
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [("", (1, 1)), ('{"a" 1}', (1, 6)), ("[1,\n  x]", (2, 3)), ("[1]\n2", (2, 1)), ("'a'", (1, 1)), ("01", (1, 2))],
)
def test_what_is_not_json_is_refused_at_its_place(text: str, place: tuple[int, int]) -> None:
    with pytest.raises(UnreadableError, match=rf"^line {place[0]}, column {place[1]}: not JSON: "):
        read(text, yaml=False)


def test_yaml_and_json_have_the_same_places() -> None:
    text = '{"a": [1,\n   true, {"b": null}], "c": "x"}'
    places = [[(plain(each), each.mark) for each in walk(read(text, yaml=yaml))] for yaml in (True, False)]
    assert places[0] == places[1]


def test_what_is_nested_too_deep_is_refused() -> None:
    with pytest.raises(UnreadableError, match=r"^nested too deep$"):
        read("[" * 10_000 + "]" * 10_000, yaml=False)


# Which operation a request is for

QUALITY = ["DataQuality", "ModelBias", "ModelExplainability", "ModelQuality"]


@pytest.mark.parametrize(
    ("members", "operations"),
    [
        ("MonitoringScheduleName MonitoringScheduleConfig", ["CreateMonitoringSchedule", "UpdateMonitoringSchedule"]),
        ("MonitoringScheduleName MonitoringScheduleConfig Tags", ["CreateMonitoringSchedule"]),
        ("MonitoringScheduleConfig", ["CreateMonitoringSchedule", "UpdateMonitoringSchedule"]),
        ("MonitoringScheduleNam MonitoringScheduleConfg Tags", ["CreateMonitoringSchedule"]),
        # Those that require more than what is given fit less.
        (
            "MonitoringScheduleName",
            [
                "DeleteMonitoringSchedule",
                "DescribeMonitoringSchedule",
                "ListMonitoringAlertHistory",
                "StartMonitoringSchedule",
                "StopMonitoringSchedule",
            ],
        ),
        ("MonitoringScheduleName MonitoringAlertName", ["ListMonitoringAlertHistory"]),
        ("MonitoringScheduleName MonitoringAlertName EvaluationPeriod", ["UpdateMonitoringAlert"]),
        ("ProcessingJobName", ["DeleteProcessingJob", "DescribeProcessingJob", "StopProcessingJob"]),
        # As many are members of the response that describes it: it may be a request.
        ("ProcessingJobName RoleArn", ["CreateProcessingJob"]),
        ("JobDefinitionName RoleArn", [f"Create{kind}JobDefinition" for kind in QUALITY]),
        ("JobDefinitionName RoleArn ModelBiasJobInput", ["CreateModelBiasJobDefinition"]),
        # More are members of a response.
        ("ProcessingJobName RoleArn ProcessingJobStatus", []),
        ("MonitoringScheduleName MonitoringScheduleConfig MonitoringScheduleArn", []),
        # Other services have these, too, or something that begins alike.
        ("RoleArn Tags", []),
        ("MonitoringSched", []),
        ("", []),
    ],
)
def test_a_request_is_for_the_operation_that_has_most_of_it_and_misses_least(
    members: str, operations: list[str]
) -> None:
    found = request.fitting(dict.fromkeys(members.split(), Node(1, HERE)))
    assert [each.name for each in found] == operations


def test_members_that_tell_share_two_words_with_the_operation() -> None:
    assert {"ProcessingJobName", "MonitoringAlertName", "ModelBiasJobInput"} <= request.names()
    assert not {"RoleArn", "Tags", "EndpointName", "NextToken", "ProcessingInputs"} & request.names()


def checked(text: str, level: str = "model", ignore: tuple[str, ...] = ()) -> Any:
    return request.check(read(text, yaml=False), Options(file="f", level=level, ignore=ignore))


def test_what_is_wrong_in_a_request_is_at_its_place() -> None:
    text = '{"MonitoringScheduleName": "a b",\n "MonitoringScheduleConfig": {"MonitoringTyp": 1},\n "Tags": [{}, 1]}'
    result = checked(text)
    assert result.subjects == ["a request of CreateMonitoringSchedule"]
    assert result.unseen == []
    found = [(each.file, each.line, each.column, each.path, each.rule) for each in result.diagnostics]
    assert sorted(found) == [
        ("f", 1, 28, "MonitoringScheduleName", "pattern"),
        ("f", 2, 31, "MonitoringScheduleConfig.MonitoringTyp", "unknown"),
        ("f", 3, 11, "Tags[0].Key", "required"),
        ("f", 3, 11, "Tags[0].Value", "required"),
        ("f", 3, 15, "Tags[1]", "type"),
    ]
    rules = ("pattern", "unknown", "required", "type")
    assert checked(text, ignore=rules).diagnostics == checked(text, level="off").diagnostics == []


def test_a_request_of_several_operations_names_them_and_its_double_keys() -> None:
    result = checked('{"ProcessingJobName": "a",\n"ProcessingJobName": "b"}')
    assert result.subjects == ["a request of DeleteProcessingJob or DescribeProcessingJob or StopProcessingJob"]
    assert [(each.line, each.path, each.rule) for each in result.diagnostics] == [(2, "ProcessingJobName", "duplicate")]


@pytest.mark.parametrize("text", ["[]", '"ProcessingJobName"', "{}", '{"RoleArn": "a"}'])
def test_another_file_is_no_request(text: str) -> None:
    assert checked(text) is None


# Functions

PROD = {"Fn::Equals": [{"Ref": "Env"}, "prod"]}
WHO = {"Fn::Equals": [{"Ref": "Who"}, "me"]}
CONDITIONS = {
    "Prod": PROD,
    "Test": {"Fn::Not": [{"Condition": "Prod"}]},
    "Both": {"Fn::And": [{"Condition": "Prod"}, {"Condition": "Test"}]},
    "Any": {"Fn::Or": [{"Condition": "Test"}, {"Condition": "Prod"}]},
    "Mine": WHO,
    "Same": {"Fn::Equals": [{"Ref": "Other"}, "x"]},
    "New": {"Fn::Equals": [{"Ref": "Fresh"}, "x"]},
    "Number": {"Fn::Equals": [1, "1"]},
}
MAPPINGS = {"Regions": {"eu": {"Image": "image-1", "Zones": ["a", "b"]}}}
TEMPLATE = Template(parameters={}, conditions=node(CONDITIONS).value, mappings=node(MAPPINGS))
WORLD = World(
    template=TEMPLATE,
    parameters={
        "Env": node("prod"),
        "Empty": node(""),
        "Names": node(["x", "y"]),
        "Count": node(3),
        "AWS::Region": node("eu"),
        "Fresh": Unknown(differs=True),
    },
    opaque={"Fn::Equals([Ref('Who'), 'me'])": True},
    loops=frozenset({"Each"}),
)
UNKNOWN = Unknown()


def chosen(condition: str) -> object:
    return {"Fn::If": [condition, "yes", {"Ref": "AWS::NoValue"}]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text", "text"),
        (12, 12),
        (["a"], ["a"]),
        ({"a": 1, "b": 2}, {"a": 1, "b": 2}),
        ("{{resolve:ssm:name}}", UNKNOWN),
        ("a-{{resolve:ssm:name}}-b", Unknown(("a-", None, "-b"))),
        ("a${Each}b&{Each}", Unknown(("a", None, "b", None))),
        ("a${Other}", "a${Other}"),
        ({"Ref": "Env"}, "prod"),
        ({"Ref": "Names"}, ["x", "y"]),
        ({"Ref": "Bucket"}, UNKNOWN),
        ({"Ref": "AWS::NoValue"}, ABSENT),
        ({"Fn::GetAtt": ["Bucket", "Arn"]}, UNKNOWN),
        ({"Fn::Odd": 1}, UNKNOWN),
        (chosen("Prod"), "yes"),
        (chosen("Test"), ABSENT),
        (chosen("Both"), ABSENT),
        (chosen("Any"), "yes"),
        (chosen("Mine"), "yes"),
        (chosen("Same"), UNKNOWN),
        (chosen("New"), ABSENT),
        (chosen("Number"), "yes"),
        (chosen("Missing"), UNKNOWN),
        ({"Fn::Sub": "${Env}-${AWS::Region}"}, "prod-eu"),
        ({"Fn::Sub": "a ${!Literal} ${ Env }"}, "a ${Literal} prod"),
        ({"Fn::Sub": "${Env}/${Bucket.Arn}/x"}, Unknown(("prod/", None, "/x"))),
        ({"Fn::Sub": "${Count}${Empty}"}, Unknown(("3", None))),
        ({"Fn::Sub": ["${Env}-${New}", {"New": {"Ref": "Env"}, "Env": "dev"}]}, "dev-prod"),
        ({"Fn::Sub": "${Names}"}, UNKNOWN),
        ({"Fn::Join": ["-", ["a", {"Ref": "Env"}, 1]]}, "a-prod-1"),
        ({"Fn::Join": ["", []]}, ""),
        ({"Fn::Join": [",", {"Ref": "Names"}]}, "x,y"),
        ({"Fn::Join": ["-", ["a", {"Ref": "Bucket"}, "b"]]}, Unknown(("a-", None, "-b"))),
        ({"Fn::Join": ["-", {"Ref": "Bucket"}]}, UNKNOWN),
        ({"Fn::Join": ["-", "a"]}, UNKNOWN),
        ({"Fn::Select": [1, ["a", "b"]]}, "b"),
        ({"Fn::Select": ["0", {"Ref": "Names"}]}, "x"),
        ({"Fn::Select": [0, {"Fn::Split": ["/", "p/q"]}]}, "p"),
        ({"Fn::Select": [2, ["a", "b"]]}, UNKNOWN),
        ({"Fn::Select": [{"Ref": "Bucket"}, ["a"]]}, UNKNOWN),
        ({"Fn::Select": [0, {"Ref": "Bucket"}]}, UNKNOWN),
        ({"Fn::Split": ["|", "a|b|"]}, ["a", "b", ""]),
        ({"Fn::Split": ["|", {"Ref": "Bucket"}]}, UNKNOWN),
        ({"Fn::FindInMap": ["Regions", {"Ref": "AWS::Region"}, "Image"]}, "image-1"),
        ({"Fn::FindInMap": ["Regions", "eu", "Zones"]}, ["a", "b"]),
        ({"Fn::FindInMap": ["Regions", "us", "Image"]}, UNKNOWN),
        ({"Fn::FindInMap": ["Regions", {"Ref": "Bucket"}, "Image"]}, UNKNOWN),
    ],
)
def test_a_function_comes_to_what_the_template_says(value: object, expected: object) -> None:
    found = WORLD.resolve(node(value))
    assert plain(found) == expected


def test_an_empty_parameter_has_to_be_given() -> None:
    assert WORLD.value(node({"Ref": "Empty"})) == UNKNOWN
    assert plain(WORLD.resolve(node({"Ref": "Empty"}))) == plain(WORLD.value(node(""))) == ""
    assert WORLD.part(node("")) == ""


def test_without_mappings_nothing_is_found_in_them() -> None:
    world = World(template=Template({}, {}, None), parameters={})
    assert world.resolve(node({"Fn::FindInMap": ["a", "b", "c"]})) == UNKNOWN


@pytest.mark.parametrize("value", [[1], {"a": 1, "b": 2}, {"Ref": "AWS::NoValue"}])
def test_a_list_or_mapping_is_no_text(value: object) -> None:
    with pytest.raises(TypeError):
        WORLD.string(node(value))


@pytest.mark.parametrize(
    ("given", "name", "argument"),
    [
        (Node("X", HERE, tag="Ref"), "Ref", "X"),
        (Node("X", HERE, tag="Condition"), "Condition", "X"),
        (Node("X.Arn", HERE, tag="GetAtt"), "Fn::GetAtt", "X.Arn"),
        (node({"Ref": "X"}), "Ref", "X"),
        (node({"Fn::Sub": "X"}), "Fn::Sub", "X"),
        (node({"Condition": "X"}), "Condition", "X"),
    ],
)
def test_a_function_has_a_short_and_a_long_form(given: Node, name: str, argument: str) -> None:
    call = function(given)
    assert call
    assert (call[0], call[1].value, call[1].tag) == (name, argument, "")


@pytest.mark.parametrize("value", [{"Ref": "X", "Other": 1}, {"Fn": 1}, {"fn::Sub": 1}, {}, "Ref", ["Ref"], None])
def test_another_node_calls_no_function(value: object) -> None:
    assert function(node(value)) is None


def test_what_is_written_alike_reads_alike() -> None:
    value = {"Fn::Join": ["-", [{"Ref": "A"}, 1, {"a": "x", "b": None}]]}
    assert written(node(value)) == "Fn::Join(['-', [Ref('A'), 1, {'a': 'x', 'b': None}]])"
    assert written(Node("A", HERE, tag="Ref")) == written(node({"Ref": "A"}))


def test_what_functions_refer_to() -> None:
    value = [
        {"Ref": "A"},
        {"Fn::Sub": "${B}-${!C}-${ D.Arn }"},
        {"Fn::Sub": ["${E}", {"E": {"Ref": "F"}}]},
        {"Fn::If": ["G", {"Ref": "H"}, "I"]},
    ]
    assert [*references(node(value))] == ["A", "B", "D.Arn", "E", "F", "H"]
    assert [*conditions(node([*value, {"Condition": "J"}]))] == ["G", "J"]
    ((found, compared),) = comparisons(node({"a": PROD, "b": {"Fn::Equals": ["one"]}}))
    assert (plain(found), plain([*compared])) == (PROD, [{"Ref": "Env"}, "prod"])


# What is read

STEPS = ("A", 0, "Parquet")


@pytest.mark.parametrize(
    ("shape", "value", "expected"),
    [
        ("String", 12, "12"),
        ("String", 1.50, "1.5"),
        ("String", True, "true"),
        ("String", "True", "True"),
        ("MaxResults", "20", 20),
        ("MaxResults", "many", "many"),
        ("MaxResults", "1.5", "1.5"),
        ("MaxResults", True, True),
        ("ProbabilityThresholdAttribute", "0.5", 0.5),
        ("ProbabilityThresholdAttribute", 1, 1.0),
        ("ProbabilityThresholdAttribute", "half", "half"),
        ("Boolean", "TRUE", True),
        ("Boolean", "false", False),
        ("Boolean", "yes", "yes"),
        ("Boolean", True, True),
        ("MonitoringParquetDatasetFormat", True, {}),
        ("MonitoringParquetDatasetFormat", "true", {}),
        ("MonitoringParquetDatasetFormat", "maybe", "maybe"),
        ("MonitoringParquetDatasetFormat", {}, {}),
        ("TagList", 1, 1),
        (None, 12, 12),
    ],
)
def test_cloudformation_makes_a_scalar_what_the_shape_is(shape: str | None, value: object, expected: object) -> None:
    reading = Reading(coerces=True, flags=frozenset({"A[].Parquet"}))
    found = reading.value(node(value), shape, STEPS)
    assert (found, type(found)) == (expected, type(expected))
    assert reading.notes == []
    assert Reading().value(node(value), shape, STEPS) == value


@pytest.mark.parametrize("value", [False, "false", "False"])
def test_a_flag_that_is_false_is_not_there(value: object) -> None:
    reading = Reading(coerces=True, flags=frozenset({"A[].Parquet"}))
    assert isinstance(reading.value(node(value), "MonitoringParquetDatasetFormat", STEPS), Absent)
    assert reading.value(node(value), "MonitoringParquetDatasetFormat", ("Other",)) == value
    no = Node(False, HERE, text="no")  # of YAML 1.1
    assert isinstance(reading.value(no, "MonitoringParquetDatasetFormat", STEPS), Absent)


def test_a_template_cannot_contain_null() -> None:
    reading = Reading(coerces=True)
    assert reading.value(node({"Tags": [None]}), "CreateMonitoringScheduleRequest") == {"Tags": [UNKNOWN]}
    assert [(steps, rule) for steps, rule, _ in reading.notes] == [(("Tags", 0), "null")]
    reading = Reading()
    assert reading.value(node({"Tags": [None]}), "CreateMonitoringScheduleRequest") == {"Tags": [None]}
    assert reading.notes == []


def test_a_reading_knows_where_violations_are() -> None:
    text = (
        '{"MonitoringScheduleConfig": {"MonitoringJobDefinition": {\n"Environment": {"A": 1}, "Odd": 2}},\n"Tags": [3]}'
    )
    root = read(text, yaml=False)
    reading = Reading()
    assert reading.value(root, "CreateMonitoringScheduleRequest") == plain(root)
    job = ("MonitoringScheduleConfig", "MonitoringJobDefinition")
    assert reading.mark((*job, "Environment", ("A",)), "type") == Mark(2, 22)
    assert reading.mark((*job, "Odd"), "unknown") == Mark(2, 26)
    assert reading.mark((*job, "Odd"), "type") == Mark(2, 33)
    assert reading.mark((*job, "RoleArn"), "required") == Mark(1, 31)
    assert reading.mark(("Tags", 0), "type") == Mark(3, 10)
    assert reading.mark(("MonitoringScheduleName",), "required") == Mark(1, 1)


@pytest.mark.parametrize(
    ("shape", "parts", "notes"),
    [
        ("EndpointName", ("a" * 64, None), ["max"]),
        ("EndpointName", ("a" * 63, None), []),
        ("EndpointName", ("a b", None), ["pattern"]),
        ("EndpointName", (None, "-"), ["pattern"]),
        ("EndpointName", (None,), []),
        ("MonitoringType", ("Data", None), []),
        ("MonitoringType", ("Date", None), ["enum:MonitoringType"]),
        ("MonitoringType", (None, "Bias"), []),
        ("TagList", ("a", None), []),
        (None, ("a", None), []),
    ],
)
def test_of_a_text_in_parts_only_what_is_certain_is_said(
    shape: str | None, parts: tuple[str | None, ...], notes: list[str]
) -> None:
    def resolve(_: Node) -> Resolved:
        return Unknown(parts)

    reading = Reading(resolve)
    assert reading.value(node(""), shape, ("A",)) == Unknown(parts)
    assert [(steps, rule) for steps, rule, _ in reading.notes] == [(("A",), rule) for rule in notes]


def test_what_is_absent_leaves_no_trace() -> None:
    reading = Reading(WORLD.resolve)
    value = {"Tags": [{"Ref": "AWS::NoValue"}, {"Key": "a", "Value": {"Ref": "AWS::NoValue"}}]}
    assert reading.value(node(value), "CreateMonitoringScheduleRequest") == {"Tags": [{"Key": "a"}]}


# Schemas of resources

SCHEDULE = "AWS::SageMaker::MonitoringSchedule"
MODEL_QUALITY = "AWS::SageMaker::ModelQualityJobDefinition"
DATA_QUALITY = "AWS::SageMaker::DataQualityJobDefinition"
GROUND_TRUTH: dict[str, Any] = {"S3Uri": "s3://a/b"}
CLUSTER = {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 20}
QUALITY_PROPERTIES: dict[str, Any] = {
    "ModelQualityAppSpecification": {"ImageUri": "a", "ProblemType": "Regression"},
    "ModelQualityJobInput": {"GroundTruthS3Input": GROUND_TRUTH},
    "ModelQualityJobOutputConfig": {"MonitoringOutputs": []},
    "JobResources": {"ClusterConfig": CLUSTER},
    "RoleArn": "arn",
}
BATCH = {"DataCapturedDestinationS3Uri": "s3://a/b", "LocalPath": "/a", "DatasetFormat": {"Parquet": True}}


def inputs(**members: object) -> dict[str, Any]:
    return {"ModelQualityJobInput": {"GroundTruthS3Input": GROUND_TRUTH, **members}}


@pytest.fixture(scope="module")
def model_quality() -> Any:
    schema = resource_schema(MODEL_QUALITY)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize(
    ("change", "good"),
    [
        ({}, True),
        ({"EndpointName": "a"}, True),  # only the resource has it
        ({"JobDefinitionName": "a"}, True),
        ({"Other": 1}, False),
        ({"RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}}, True),
        ({"RoleArn": {"Ref": "A", "Fn::Sub": "B"}}, False),
        ({"RoleArn": {}}, False),
        ({"RoleArn": 1}, True),  # becomes text
        ({"RoleArn": ["a"]}, False),
        ({"Tags": {"Fn::If": ["A", [], []]}}, True),
        ({"ModelQualityAppSpecification": {"ImageUri": "a"}}, False),  # only the resource demands the type
        ({"ModelQualityAppSpecification": {"ImageUri": "a", "ProblemType": "!Ref A"}}, True),  # as an editor sees it
        ({"ModelQualityAppSpecification": {"ImageUri": "a", "ProblemType": {"Ref": "A"}}}, True),
        ({"ModelQualityAppSpecification": {"ProblemType": "Regression"}}, False),
        (inputs(), True),
        ({"ModelQualityJobInput": {"GroundTruthS3Input": {}}}, False),
        (inputs(BatchTransformInput=BATCH), True),
        (inputs(BatchTransformInput=BATCH | {"DatasetFormat": {"Parquet": "true"}}), True),
        (inputs(BatchTransformInput=BATCH | {"DatasetFormat": {"Parquet": 1}}), False),
        (inputs(BatchTransformInput=BATCH | {"DatasetFormat": {"Csv": {"Header": "true"}}}), True),
        (inputs(BatchTransformInput=BATCH | {"StartTimeOffset": "-PT1H"}), True),
        (inputs(BatchTransformInput=BATCH | {"FeaturesAttribute": "a"}), False),  # the resource lacks it
        (inputs(EndpointInput={"EndpointName": "a", "LocalPath": "/a"}), True),
        (inputs(EndpointInput={"EndpointName": "a"}), False),
        ({"JobResources": {"ClusterConfig": CLUSTER | {"InstanceCount": "1"}}}, True),
        ({"JobResources": {"ClusterConfig": CLUSTER | {"InstanceCount": []}}}, False),
        ({"Environment": {}}, False),
    ],
)
def test_the_schema_of_a_resource_knows_its_properties(change: dict[str, Any], good: bool, model_quality: Any) -> None:
    assert model_quality.is_valid({"Type": MODEL_QUALITY, "Properties": QUALITY_PROPERTIES | change}) == good


@pytest.mark.parametrize("name", [*QUALITY_PROPERTIES])
def test_the_schema_of_a_resource_requires_what_it_does_not_name_itself(name: str, model_quality: Any) -> None:
    properties = {each: value for each, value in QUALITY_PROPERTIES.items() if each != name}
    assert not model_quality.is_valid({"Type": MODEL_QUALITY, "Properties": properties})


NAME = {"type": "object", "description": "d"}


@pytest.mark.parametrize(
    ("what", "required", "then_required", "properties"),
    [
        ("lacks", ["Type"], ["Type"], {"Type": {}}),
        ("adds", ["Type"], ["Type"], {"Type": {}, "Name": {}}),
        ("requires", ["Type"], ["Type", "Name"], {"Type": {}, "Name": NAME}),
        ("requires", ["Name"], ["Name"], {"Type": {}, "Name": NAME}),
        ("allows", ["Name", "Type"], ["Type"], {"Type": {}, "Name": NAME}),
        ("flag", ["Name"], ["Name"], {"Type": {}, "Name": {"type": ["boolean", "string"], "description": "d"}}),
    ],
)
def test_a_difference_changes_one_property(
    what: str, required: list[str], then_required: list[str], properties: Any
) -> None:
    holder: dict[str, Any] = {"required": required, "properties": {"Name": {**NAME}, "Type": {}}}
    _, name = "Path.Name".split(".")  # another object than the text in the schema
    schemas._differ(holder, name, what)
    assert (holder["required"], holder["properties"]) == (then_required, properties)


@pytest.mark.parametrize("resource", [{"Type": MODEL_QUALITY}, {"Properties": QUALITY_PROPERTIES}, 1])
def test_the_schema_of_a_resource_requires_its_parts(resource: object, model_quality: Any) -> None:
    assert not model_quality.is_valid(resource)
    assert not model_quality.is_valid({"Type": DATA_QUALITY, "Properties": QUALITY_PROPERTIES})


def test_the_schema_of_a_resource_says_which_it_is_and_keeps_descriptions_outside() -> None:
    schema = resource_schema(SCHEDULE)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert (schema["title"], schema["type"], schema["required"]) == (SCHEDULE, "object", ["Type", "Properties"])
    assert schema["properties"]["Type"] == {"const": SCHEDULE}
    properties = schema["properties"]["Properties"]
    assert not {"$schema", "$defs"} & properties.keys()
    assert properties["required"] == ["MonitoringScheduleName", "MonitoringScheduleConfig"]
    config = properties["properties"]["MonitoringScheduleConfig"]
    assert config["anyOf"] == [{"$ref": "#/$defs/MonitoringScheduleConfig"}, {"$ref": "#/$defs/Function"}]
    assert config["description"].startswith("The configuration object that specifies the monitoring schedule")
    parquet = schema["$defs"]["MonitoringDatasetFormat"]["properties"]["Parquet"]
    assert parquet["anyOf"] == [{"type": ["boolean", "string"]}, {"$ref": "#/$defs/Function"}]
    assert parquet["description"] == "The Parquet dataset used in the monitoring job"


def test_the_schema_of_a_template_refers_to_definitions_of_each_resource() -> None:
    schema = template_schema()
    definitions = schema["$defs"]
    assert {"MonitoringSchedule", "MonitoringSchedule.Function", "ModelQualityJobDefinition.EndpointInput"} <= {
        *definitions
    }
    found = {each["$ref"] for each in mappings(schema) if isinstance(each.get("$ref"), str)}
    assert found
    assert {each.removeprefix("#/$defs/") for each in found} <= definitions.keys()
    assert sum("$schema" in each for each in mappings(schema)) == 1
    validator = jsonschema.Draft202012Validator(schema)
    good = {"Type": MODEL_QUALITY, "Properties": QUALITY_PROPERTIES}
    assert validator.is_valid({"Resources": {"A": good, "B": {"Type": "AWS::S3::Bucket"}}, "Outputs": 1})
    assert not validator.is_valid({"Resources": {"A": {"Type": MODEL_QUALITY, "Properties": {}}}})
    assert not validator.is_valid({"Resources": {"A": {"Type": 1}}})
    # The same structure lacks other members in another resource.
    endpoint = definitions["ModelQualityJobDefinition.EndpointInput"]["properties"]
    other = definitions["DataQualityJobDefinition.EndpointInput"]["properties"]
    assert ("StartTimeOffset" in endpoint, "StartTimeOffset" in other) == (True, False)


def mappings(schema: Any) -> list[dict[str, Any]]:
    """The schema and all mappings in it."""
    below = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    own = [schema] if isinstance(schema, dict) else []
    return own + [each for value in below for each in mappings(value)]


# Resources and requests


@pytest.mark.parametrize(
    ("written_as", "read_as", "again"),
    [
        ({"Parquet": True}, {"Parquet": {}}, {"Parquet": True}),
        ({"Parquet": "true"}, {"Parquet": {}}, {"Parquet": True}),
        ({"Parquet": False}, {}, {}),
        ({"Parquet": "false"}, {}, {}),
        ({"Csv": {"Header": False}}, {"Csv": {"Header": False}}, {"Csv": {"Header": False}}),
    ],
)
def test_an_empty_structure_is_a_boolean_of_the_resource(written_as: Any, read_as: Any, again: Any) -> None:
    def properties(dataset: Any) -> dict[str, Any]:
        transform = {"DataCapturedDestinationS3Uri": "s3://a/b", "LocalPath": "/a", "DatasetFormat": dataset}
        job = {"MonitoringInputs": [{"BatchTransformInput": transform}]}
        return {"MonitoringScheduleConfig": {"MonitoringJobDefinition": job}}

    resource = {"Type": SCHEDULE, "Properties": {"EndpointName": "only here", **properties(written_as)}}
    made = ms.from_cloudformation(resource)
    assert type(made) is ms.CreateMonitoringScheduleRequest
    assert ms.to_dict(made) == properties(read_as)
    assert ms.to_cloudformation(made) == {"Type": SCHEDULE, "Properties": properties(again)}


def test_tags_are_told_and_what_the_resource_lacks_is_named_with_the_day() -> None:
    answer = ms.DescribeMonitoringScheduleResponse(
        monitoring_schedule_arn="arn",
        monitoring_schedule_name="a",
        monitoring_schedule_status=ms.ScheduleStatus.SCHEDULED,
        creation_time=datetime(2026, 1, 1, tzinfo=UTC),
        last_modified_time=datetime(2026, 1, 1, tzinfo=UTC),
        monitoring_schedule_config=ms.MonitoringScheduleConfig(),
    )
    tags = [{"Key": "a", "Value": "b"}, ms.Tag(key="c", value="d")]
    own = {"MonitoringScheduleName": "a", "MonitoringScheduleConfig": {}}
    assert ms.to_cloudformation(answer) == {"Type": SCHEDULE, "Properties": own}
    assert ms.to_cloudformation(answer, tags=tags)["Properties"] == own | {
        "Tags": [{"Key": "a", "Value": "b"}, {"Key": "c", "Value": "d"}]
    }
    job = {
        "BaselineConfig": {"BaseliningJobName": "a"},
        "MonitoringInputs": [{"EndpointInput": {"EndTimeOffset": "-PT1H"}}],
    }
    request = ms.from_dict(
        ms.CreateMonitoringScheduleRequest, {"MonitoringScheduleConfig": {"MonitoringJobDefinition": job}}
    )
    with pytest.raises(ValueError, match=r"^AWS::SageMaker::MonitoringSchedule has no property for ") as raised:
        ms.to_cloudformation(request)
    start = "MonitoringScheduleConfig.MonitoringJobDefinition"
    for path in ("BaselineConfig.BaseliningJobName", "MonitoringInputs[0].EndpointInput.EndTimeOffset"):
        assert f"{start}.{path}" in str(raised.value)
    assert str(raised.value).endswith("): leave it out, or use the API")


# Python


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        (-3, "-3"),
        (float("-inf"), 'float("-inf")'),
        (1.5, "1.5"),
        ("a", '"a"'),
        ('say "a"', "'say \"a\"'"),
        ("'a' \"b\"", '"\'a\' \\"b\\""'),
        ("a\nb\\c\u202e", '"a\\nb\\\\c\\u202e"'),
        ("é中", '"é中"'),
        ("##[a", '"#\\x23[a"'),
        ('##["', "'#\\x23[\"'"),
        (Name("variable"), "variable"),
        ([], "[]"),
        ({}, "{}"),
        (["a", 1], '["a", 1]'),
        ({"a": [None]}, '{"a": [None]}'),
        (datetime(2026, 1, 2, tzinfo=UTC), 'datetime.fromisoformat("2026-01-02T00:00:00+00:00")'),
        (ms.MonitoringType.MODEL_BIAS, "m.MonitoringType.MODEL_BIAS"),
        (ms.MonitoringType("Odd"), 'm.MonitoringType("Odd")'),
        (ms.MonitoringParquetDatasetFormat(), "m.MonitoringParquetDatasetFormat()"),
        (ms.MonitoringCsvDatasetFormat(header=False), "m.MonitoringCsvDatasetFormat(header=False)"),
        (ms.from_dict(ms.Tag, {"Key": "a"}), 'm.Tag(key="a", value=...)'),
        (ms.from_dict(ms.Tag, {}), "m.Tag(key=..., value=...)"),
    ],
)
def test_a_value_as_python(value: object, text: str) -> None:
    assert expression(value, "m.") == text


@pytest.mark.parametrize(
    ("before", "length", "lines"),
    [(0, 82, 1), (0, 83, 3), (10, 72, 1), (10, 73, 3)],
)
def test_a_line_has_88_columns_with_what_stands_around(before: int, length: int, lines: int) -> None:
    # Brackets and quotes take four, and after it may stand a comma or a bracket.
    assert len(expression(["a" * (length + 1)], "", before=before).splitlines()) == lines


def test_an_ideograph_takes_two_columns() -> None:
    assert expression(["中" * 41], "") == '["' + "中" * 41 + '"]'
    assert expression(["中" * 42], "") == '[\n    "' + "中" * 42 + '",\n]'


def test_what_is_too_long_stands_below_each_other() -> None:
    value: dict[str, Any] = {"k" * 20: ["a" * 60]}
    lines = ["{", f'    "{"k" * 20}": [', f'        "{"a" * 60}",', "    ],", "}"]
    assert expression(value, "ms.") == "\n".join(lines)
    value = {"first": ["a" * 40, "b" * 40], "second": [ms.Tag(key="c" * 40, value="d" * 40)], "third": "e" * 90}
    assert expression(value, "ms.") == "\n".join(
        [
            "{",
            '    "first": [',
            f'        "{"a" * 40}",',
            f'        "{"b" * 40}",',
            "    ],",
            '    "second": [',
            "        ms.Tag(",
            f'            key="{"c" * 40}",',
            f'            value="{"d" * 40}",',
            "        ),",
            "    ],",
            f'    "third": "{"e" * 90}",',
            "}",
        ]
    )
