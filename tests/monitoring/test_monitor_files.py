"""The files of Model Monitor: typed as their schemas say, and kept as they are."""

import copy
import json
import sys
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from monitoring_files import KINDS, SCHEMAS, by_schema

from monitorshapes.monitors import Constraints, ConstraintViolations, Session, Statistics, bodies, plots, rows

CASES = json.loads((Path(__file__).parents[1] / "data/monitoring.json").read_text("utf-8"))["files"]


class Memory(Session):
    """A session that keeps files in memory."""

    def __init__(self) -> None:
        super().__init__(boto_session=object(), default_bucket="b")
        self.files: dict[str, str] = {}

    def default_s3_uri(self, *parts: str) -> str:
        return "/".join(["s3://b", *parts])

    def read(self, uri: str) -> str:
        return self.files[uri]

    def write(self, body: str | Path, uri: str, kms_key: str | None = None) -> None:  # noqa: ARG002
        self.files[uri] = body if isinstance(body, str) else body.read_text()


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (bodies.StatisticsBody, "statistics"),
        (bodies.ConstraintsBody, "constraints"),
        (bodies.ViolationsBody, "constraint_violations"),
    ],
)
def test_the_types_are_those_of_the_schema(body: type, name: str) -> None:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    assert _differences(body, schema, name) == []


def _differences(body: Any, schema: Mapping[str, Any], place: str) -> list[str]:
    """Where a TypedDict has other keys than the schema, or asks for others."""
    if schema.get("type") == "array":
        return _differences(typing.get_args(body)[0], schema["items"], f"{place}[]")
    if not typing.is_typeddict(body):
        return []
    known = schema["properties"]
    hints = typing.get_type_hints(body)
    found = [f"{place}.{key}" for key in hints.keys() ^ known.keys()]
    # A reader asks for less: what a file lacks is no reason to refuse it.
    found += [f"{place}.{key} is not required" for key in body.__required_keys__ - set(schema.get("required", ()))]
    for key in hints.keys() & known.keys():
        found += _differences(hints[key], known[key], f"{place}.{key}")
    return found


def test_what_the_types_do_not_know_is_kept() -> None:
    session = Memory()
    text = '{"violations": [], "own": {"x": [1, "NaN"]}}'
    file = ConstraintViolations.from_string(text, file_name="own.json", sagemaker_session=session)
    assert file.violations == []
    file.save("s3://b/copy.json")
    assert json.loads(session.files["s3://b/copy.json"]) == json.loads(text)
    assert file.save() == "s3://b/copy.json"


def _switched(body: Any, feature: str | None) -> Any:
    """The body when monitoring was switched off."""
    constraints = Constraints(copy.deepcopy(body), "s3://b/constraints.json", sagemaker_session=Memory())
    constraints.set_monitoring(False, feature)
    return constraints.body_dict


def test_monitoring_is_switched_for_the_file_and_for_a_feature() -> None:
    body: Any = {"features": [{"name": "a", "inferred_type": "Integral"}, {"name": "b", "inferred_type": "String"}]}
    off = {"evaluate_constraints": "Disabled"}
    assert _switched(body, None) == body | {"monitoring_config": off}
    assert _switched(body, "none") == body
    assert _switched(body, "b") == {"features": [body["features"][0], body["features"][1] | {MINE: off}]}
    jsonschema.validate(_switched(body, "b"), json.loads((SCHEMAS / "constraints.schema.json").read_text("utf-8")))


MINE = "monitoring_config_overrides"
AWS = "monitoringConfigOverrides"
ON: dict[str, Any] = {"evaluate_constraints": "Enabled", "emit_metrics": "Enabled"}
OFF = ON | {"evaluate_constraints": "Disabled"}


@pytest.mark.parametrize(
    ("feature", "switched"),
    [
        ({MINE: ON}, {MINE: OFF}),
        ({AWS: ON}, {AWS: OFF}),
        ({AWS: {}}, {AWS: {"evaluate_constraints": "Disabled"}}),
        ({AWS: None}, {AWS: None, MINE: {"evaluate_constraints": "Disabled"}}),
        # As sagemaker-python-sdk's tests/data/monitor/constraints.json has it.
        ({"string_constraints": {"domains": ["x"], MINE: ON}}, {"string_constraints": {"domains": ["x"], MINE: OFF}}),
        ({"num_constraints": {AWS: ON}}, {"num_constraints": {AWS: OFF}}),
        ({AWS: {}, "string_constraints": {MINE: ON}}, {AWS: {}, "string_constraints": {MINE: OFF}}),
        ({MINE: ON, AWS: ON}, {MINE: OFF, AWS: OFF}),
    ],
)
def test_overrides_are_written_where_they_are(feature: Any, switched: Any) -> None:
    named = {"name": "a", "inferred_type": "String"}
    assert _switched({"features": [named | feature]}, "a") == {"features": [named | switched]}
    shown = Constraints({"features": [named | switched]}, "s3://b/constraints.json")._repr_html_()
    assert "<td>Disabled</td>" in shown


def test_a_file_whose_config_is_spelt_otherwise_keeps_its_spelling() -> None:
    assert _switched({"monitoringConfig": ON}, None) == {"monitoringConfig": OFF}


@pytest.mark.parametrize("key", ["explanations", "post_training_bias_metrics", "pre_training_bias_metrics"])
def test_an_analysis_of_clarify_is_not_switched(key: str) -> None:
    for feature in (None, "a"):
        with pytest.raises(ValueError, match=r"s3://b/constraints\.json is an analysis of Clarify"):
            _switched({"version": "1.0", key: {}}, feature)


@pytest.mark.parametrize(("text", "message"), [("{", "is not JSON"), ("[]", "is not a JSON object")])
def test_other_text_is_refused_before_it_is_sent(text: str, message: str) -> None:
    session = Memory()
    with pytest.raises(ValueError, match=f"statistics.json {message}"):
        Statistics.from_string(text, sagemaker_session=session)
    assert session.files == {}


def test_a_local_file_goes_to_s3_and_keeps_its_name(tmp_path: Path) -> None:
    session = Memory()
    path = tmp_path / "mine.json"
    path.write_text('{"features": []}')
    file = Statistics.from_file_path(str(path), sagemaker_session=session)
    assert list(session.files) == [file.file_s3_uri]
    assert file.file_s3_uri.endswith("/mine.json")
    assert file.session is session
    with pytest.raises(FileNotFoundError):
        Statistics.from_file_path(str(tmp_path / "none.json"), sagemaker_session=session)


def test_a_file_shows_itself_as_a_table_in_which_its_text_is_text() -> None:
    body: Any = {"violations": [{"constraint_check_type": "<b>", "description": "a & b", "feature_name": "age"}]}
    shown = ConstraintViolations(body, "s3://b/v.json")._repr_html_()
    assert "<th>constraint check type</th><th>description</th><th>feature name</th>" in shown
    assert "<td>&lt;b&gt;</td><td>a &amp; b</td><td>age</td>" in shown
    assert "<b>" not in shown


def test_features_and_metrics_are_rows() -> None:
    numbers = {"common": {"num_present": 9, "num_missing": 1}, "mean": 0.123456, "max": "NaN"}
    texts = {"common": {"num_present": 10, "num_missing": 0}, "distinct_count": 3}
    body: Any = {
        "features": [
            {"name": "age", "inferred_type": "Fractional", "numerical_statistics": numbers},
            {"name": "city", "inferred_type": "String", "string_statistics": texts},
        ],
        "regression_metrics": {"mae": {"value": 0.5, "standard_deviation": "NaN"}},
        "binary_classification_metrics": {"confusion_matrix": {"0": {"0": 1}}},
    }
    shown = Statistics(body, "s3://b/s.json")._repr_html_()
    for cell in ("age", "0.1235", "NaN", "city", "3", "mae", "0.5", "regression"):
        assert f"<td>{cell}</td>" in shown
    assert "confusion_matrix" not in shown


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["kind"])
def test_a_file_of_a_known_case_shows_what_is_in_it(case: Any) -> None:
    file = KINDS[case["file"]](case["body"], "s3://b/file.json")
    shown = file._repr_html_()
    for cells in case["rows"]:
        assert "".join(f"<td>{cell}</td>" for cell in cells) in shown
    assert shown.count("<tr>") == 1 + len(case["rows"])


@pytest.mark.parametrize("name", KINDS)
@given(data=st.data())
def test_what_the_schema_has_is_shown_row_by_row(name: str, data: st.DataObject) -> None:
    body = data.draw(by_schema(name, anything=False))
    listed = body.get("features", []) if name != "constraint_violations" else body["violations"]
    assert KINDS[name](body, "s3://b/file.json")._repr_html_().count("<tr>") > min(len(listed), 1)


@pytest.mark.parametrize("name", KINDS)
@given(data=st.data())
def test_no_file_keeps_a_notebook_from_showing_it(name: str, data: st.DataObject) -> None:
    file = KINDS[name](data.draw(by_schema(name, anything=True)), "s3://b/file.json")
    assert file._repr_html_().encode().startswith(b"<p>")
    assert repr(file)
    if isinstance(file, Constraints) and not file.body_dict.keys() & {"explanations", *rows.CLARIFY}:
        file.set_monitoring(True)
        file.set_monitoring(True, "a")


def test_a_number_of_any_size_and_json_of_any_depth_are_shown() -> None:
    deep: Any = 1
    for _ in range(5000):
        deep = [deep]
    body: Any = {"features": [{"name": 10**6000, "inferred_type": deep}], "own": {"a": deep, "b": {"c": {"d": 1}}}}
    shown = Statistics(body, "s3://b/s.json")._repr_html_()
    assert "<td>an integer of 19932 bits</td><td>a list</td>" in shown
    assert "<td>b: c: d</td><td>own</td><td>1</td>" in shown


@pytest.mark.parametrize("module", ["pandas", "matplotlib.pyplot"])
def test_without_the_extra_it_says_what_to_install(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    file = Statistics({"features": [{"name": "a", "inferred_type": "Integral"}]}, "s3://b/s.json")
    with pytest.raises(ImportError, match=rf"{module} is needed: pip install 'monitorshapes\[show\]'"):
        file.to_dataframe() if module == "pandas" else file.plot()


def test_what_is_drawn_are_the_bodies_in_the_order_of_the_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    # What becomes of them is looked at where matplotlib is: tests/show.
    for name in ("statistics", "constraints", "violations"):
        monkeypatch.setattr(plots, name, lambda *told: told)
    first, second, third = (ConstraintViolations({"violations": []}, f"s3://b/{number}.json") for number in range(3))
    [drawn] = third.plot([first, second])
    assert list(map(id, drawn)) == [id(file.body_dict) for file in (first, second, third)]
    [alone] = third.plot()
    assert alone == [third.body_dict]
    now, before = (Statistics({"version": number}, "s3://b/s.json") for number in (1.0, 0.0))
    assert now.plot() == ({"version": 1.0}, None, None)
    assert now.plot(before, ["a"]) == ({"version": 1.0}, {"version": 0.0}, ["a"])
    assert Constraints({"version": 0.0}, "s3://b/c.json").plot() == ({"version": 0.0},)
