"""The files of Model Monitor: typed as their schemas say, and kept as they are."""

import importlib.util
import json
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from monitorshapes.monitors import Constraints, ConstraintViolations, Session, Statistics, bodies

SCHEMAS = Path(__file__).parents[1] / "data/sdk/schemas"


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


def test_monitoring_is_switched_for_the_file_and_for_a_feature() -> None:
    body: Any = {"features": [{"name": "a", "inferred_type": "Integral"}, {"name": "b", "inferred_type": "String"}]}
    constraints = Constraints(body, "s3://b/constraints.json", sagemaker_session=Memory())
    constraints.set_monitoring(False)
    constraints.set_monitoring(True, "b")
    constraints.set_monitoring(True, "none")
    assert constraints.body_dict.get("monitoring_config") == {"evaluate_constraints": "Disabled"}
    overrides = [feature.get("monitoring_config_overrides") for feature in constraints.features]
    assert overrides == [None, {"evaluate_constraints": "Enabled"}]
    schema = json.loads((SCHEMAS / "constraints.schema.json").read_text("utf-8"))
    jsonschema.validate(constraints.body_dict, schema)


@pytest.mark.parametrize(("text", "message"), [("{", "is not JSON"), ("[]", "is no JSON object")])
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


@pytest.mark.skipif(bool(importlib.util.find_spec("pandas")), reason="pandas is installed")
def test_without_the_extra_it_says_what_to_install() -> None:
    file = Statistics({"features": [{"name": "a", "inferred_type": "Integral"}]}, "s3://b/s.json")
    with pytest.raises(ImportError, match=r"pandas is needed: pip install 'monitorshapes\[show\]'"):
        file.to_dataframe()
    with pytest.raises(ImportError, match=r"matplotlib.pyplot is needed: pip install 'monitorshapes\[show\]'"):
        file.plot()
