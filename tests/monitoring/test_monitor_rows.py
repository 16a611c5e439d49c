"""The rows that become of the files of Model Monitor, and the table and the frame that show them."""

import math
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from monitorshapes.monitors import ModelMonitoringFile, Statistics, rows, show

FEATURE = dict.fromkeys(("name", "type", "present", "missing", "mean", "std_dev", "min", "max", "distinct"))
CONSTRAINED = dict.fromkeys(("name", "type", "completeness", "non negative", "domains", "evaluated"))


@pytest.mark.parametrize(
    ("feature", "row"),
    [
        (
            {
                "name": "age",
                "inferred_type": "Fractional",
                "numerical_statistics": {
                    "common": {"num_present": 9, "num_missing": 1, "approximate_num_distinct_values": 7.0},
                    "mean": 4.5,
                    "sum": 40.5,
                    "std_dev": "NaN",
                    "min": 0,
                    "max": 9.5,
                },
            },
            {
                "name": "age",
                "type": "Fractional",
                "present": 9,
                "missing": 1,
                "mean": 4.5,
                "std_dev": "NaN",
                "min": 0,
                "max": 9.5,
                "distinct": 7.0,
            },
        ),
        (
            {
                "name": "city",
                "inferred_type": "String",
                "string_statistics": {"common": {"num_present": 8, "num_missing": 0}, "distinct_count": 3},
            },
            {"name": "city", "type": "String", "present": 8, "missing": 0, "distinct": 3},
        ),
        # A count of none is a count, and the count of texts is exact.
        (
            {"string_statistics": {"distinct_count": 0, "common": {"approximate_num_distinct_values": 5}}},
            {"distinct": 0},
        ),
        ({"numerical_statistics": {"distinct_count": None, "approximate_num_distinct_values": 6}}, {"distinct": 6}),
        ("age", {"name": "age"}),
        ({"name": ["a"], "inferred_type": {"b": 1}}, {"name": '["a"]', "type": '{"b": 1}'}),
        (None, {}),
    ],
)
def test_a_feature_of_statistics_is_a_row(feature: Any, row: Any) -> None:
    assert rows.of_statistics({"features": [feature]}) == [FEATURE | row]


@pytest.mark.parametrize(
    ("feature", "row"),
    [
        (
            {
                "name": "age",
                "inferred_type": "Integral",
                "completeness": 0.5,
                "num_constraints": {"is_non_negative": True},
            },
            {"name": "age", "type": "Integral", "completeness": 0.5, "non negative": True},
        ),
        (
            {"name": "city", "string_constraints": {"domains": ["x", 1, None]}},
            {"name": "city", "domains": "x, 1, None"},
        ),
        ({"string_constraints": {"domains": []}}, {}),
        ({"monitoring_config_overrides": {"evaluate_constraints": "Disabled"}}, {"evaluated": "Disabled"}),
        ({"num_constraints": {"monitoringConfigOverrides": {"evaluate_constraints": "On"}}}, {"evaluated": "On"}),
        ({"monitoring_config_overrides": "off"}, {}),
    ],
)
def test_a_feature_of_constraints_is_a_row(feature: Any, row: Any) -> None:
    assert rows.of_constraints({"features": [feature]}) == [CONSTRAINED | row]


def _deep(*names: str, end: object) -> Any:
    for name in reversed(names):
        end = {name: end}
    return end


BIAS = {"name": "DPL", "value": 0.25}
SHAP = {"type": "kernel_shap", "label": "l0"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # What is about the file is no metric.
        (
            {"version": 0.0, "dataset": {"item_count": 1}, "monitoring_config": {"a": 1}, "monitoringConfig": {"b": 1}},
            [],
        ),
        (
            {
                "regression_metrics": {
                    "mae": {"value": 0.5, "standard_deviation": "NaN"},
                    "rmse": {"threshold": 2},
                    "r2": {"value": None},
                }
            },
            [
                {"name": "mae", "type": "regression", "value": 0.5, "std_dev": "NaN"},
                {"name": "rmse", "type": "regression", "threshold": 2},
                {"name": "r2", "type": "regression", "value": None},
            ],
        ),
        # A table or a curve is drawn; a number of that name is a metric, and so is a curve of nothing.
        (
            {
                "binary_classification_metrics": {
                    "confusion_matrix": {"0": {"0": 1}},
                    "precision_recall_curve": {"precisions": [1.0], "recalls": [0.0]},
                    "receiver_operating_characteristic_curve": {"false_positive_rates": [0.0]},
                    "auc": {"value": 0.75},
                }
            },
            [{"name": "auc", "type": "binary_classification", "value": 0.75}],
        ),
        (
            {"a_metrics": {"confusion_matrix": 4, "precision_recall_curve": {}}},
            [
                {"name": "confusion_matrix", "type": "a", "value": 4},
                {"name": "precision_recall_curve", "type": "a", "value": "{}"},
            ],
        ),
        # Of a container of one's own.
        ({"own": 3}, [{"name": "own", "value": 3}]),
        ({"own": None}, [{"name": "own", "value": None}]),
        (
            {"own": [7, {"name": "b", "share": [1]}, {}]},
            [
                {"name": 0, "type": "own", "value": 7},
                {"name": "b", "type": "own", "share": "[1]"},
                {"name": 2, "type": "own", "value": "{}"},
            ],
        ),
        (
            {"own": {"a": {"b": 1, "c": None}, "d": None, "e": 2}},
            [{"name": "a: b", "type": "own", "value": 1}, {"name": "e", "type": "own", "value": 2}],
        ),
        (
            _deep("own", *"0123456", end={"7": 1}),
            [{"name": "0: 1: 2: 3: 4: 5: 6", "type": "own", "value": '{"7": 1}'}],
        ),
        ({"features": {"a": 1}}, [{"name": "a", "type": "features", "value": 1}]),
        ({"features": None}, []),
        # Of Clarify.
        (
            {
                "pre_training_bias_metrics": {
                    "label": "y",
                    "facets": {"sex": [{"value_or_threshold": "1", "metrics": [BIAS]}]},
                }
            },
            [{"name": "DPL", "type": "pre_training_bias", "facet": "sex", "facet_value": "1", "value": 0.25}],
        ),
        (
            {"post_training_bias_metrics": {"facets": {"sex": {"metrics": [BIAS, "TE"]}, "age": []}}},
            [
                {"name": "DPL", "type": "post_training_bias", "facet": "sex", "facet_value": None, "value": 0.25},
                {"name": "TE", "type": "post_training_bias", "facet": "sex", "facet_value": None},
            ],
        ),
        ({"pre_training_bias_metrics": {"error": "e"}}, [{"name": "error", "type": "pre_training_bias", "value": "e"}]),
        # Facets are Clarify's in what is Clarify's alone.
        ({"own_metrics": {"facets": {"a": 1}}}, [{"name": "facets: a", "type": "own", "value": 1}]),
        (
            {
                "explanations": {
                    "kernel_shap": {
                        "l0": {
                            "global_shap_values": {"age": 0.5, "word": {"x": 0.25}},
                            "global_top_shap_text": {"good": 1.5},
                            "expected_value": {"a": 0.125},
                        }
                    },
                    "pdp": [{"feature_name": "age", "data_type": "numerical"}, "city", {"data_type": "other"}],
                }
            },
            [
                SHAP | {"name": "age", "value": 0.5},
                SHAP | {"name": "word: x", "value": 0.25},
                SHAP | {"name": "good", "value": 1.5},
                SHAP | {"name": "expected_value", "value": '{"a": 0.125}'},
                {"name": "age", "type": "pdp"},
                {"name": "city", "type": "pdp"},
                {"name": '{"data_type": "other"}', "type": "pdp"},
            ],
        ),
        ({"explanations": {"kernel_shap": {"l0": {"global_shap_values": None}}}}, [SHAP | {"name": "", "value": None}]),
        ({"explanations": 5}, []),
        ([], []),
    ],
)
def test_what_stands_beside_the_features_is_rows(body: Any, expected: Any) -> None:
    assert rows.of_statistics(body) == expected


def test_the_groups_of_statistics_and_of_constraints_are_named_without_what_they_are() -> None:
    body = {"regression_metrics": {"mae": 1}, "regression_constraints": {"mae": {"threshold": 1}}}
    assert [row["type"] for row in rows.of_statistics(body)] == ["regression", "regression_constraints"]
    assert [row["type"] for row in rows.of_constraints(body)] == ["regression_metrics", "regression"]


def test_a_violation_is_a_row_whatever_it_is() -> None:
    violations = [{"feature_name": "a", "constraint_check_type": "data_type_check"}, {"metric": {"x": [1]}}, "too many"]
    assert rows.of_violations({"violations": violations}) == [
        {"constraint_check_type": "data_type_check", "feature_name": "a"},
        {"constraint_check_type": "unknown", "metric": '{"x": [1]}'},
        {"constraint_check_type": "unknown", "description": "too many"},
    ]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, None),
        (True, True),
        (0.5, 0.5),
        ("a" * 300, "a" * 300),
        (2**9999 - 1, 2**9999 - 1),
        (2**9999, "an integer of 10000 bits"),
        (["a" * 196], f'["{"a" * 196}"]'),
        (["a" * 197], f'["{"a" * 197}"…'),
        ({(1, 2): 3}, "a dict"),
        ({"a": 1j}, '{"a": "1j"}'),
    ],
    ids=range(10),
)
def test_a_cell_is_a_number_or_a_text_that_ends(value: Any, cell: Any) -> None:
    assert rows.cell(value) == cell


def test_a_table_has_the_columns_that_any_row_has_something_in() -> None:
    told: list[Any] = [
        {"name": "a", "std_dev": None, "value": 0.123456},
        {"name": None, "type": 1.0, "value": 7, "more": None},
    ]
    assert show.table("<it's>", told) == (
        "<p>&lt;it&#x27;s&gt;</p><table><thead><tr><th>name</th><th>value</th><th>type</th></tr></thead><tbody>"
        "<tr><td>a</td><td>0.1235</td><td></td></tr><tr><td></td><td>7</td><td>1</td></tr></tbody></table>"
    )
    assert "<th>std dev</th>" in show.table("", [{"std_dev": 1}])


def test_half_a_pair_of_surrogates_does_not_reach_the_notebook() -> None:
    assert "<td>?</td>" in show.table("", [{"name": "\ud800"}])


@pytest.mark.parametrize(
    ("number", "more"), [(199, ""), (200, ""), (201, "<p>and 1 more</p>"), (500, "<p>and 300 more</p>")]
)
def test_a_long_table_ends_with_how_many_rows_there_are_besides(number: int, more: str) -> None:
    shown = show.table("", [{"name": each} for each in range(number)])
    assert shown.partition("</table>")[2] == more
    assert shown.count("<tr>") == 1 + min(number, 200)
    assert "<td>199</td>" in shown or number == 199


def test_a_frame_has_numbers_where_numbers_belong(monkeypatch: pytest.MonkeyPatch) -> None:
    # What pandas makes of it is asked where pandas is: tests/show.
    frames = SimpleNamespace(from_records=lambda records, columns: (records, columns))
    monkeypatch.setitem(sys.modules, "pandas", SimpleNamespace(DataFrame=frames))
    metrics = {
        "NaN": {"value": "-Infinity", "standard_deviation": "Infinity", "note": "NaN"},
        "r2": {"threshold": "0.5"},
    }
    records, columns = Statistics({"regression_metrics": metrics}, "s3://b/s.json").to_dataframe()
    assert columns == ["name", "type", "value", "std_dev", "note", "threshold"]
    infinite = float("inf")
    assert records == [
        {"name": "NaN", "type": "regression", "value": -infinite, "std_dev": infinite, "note": "NaN"},
        {"name": "r2", "type": "regression", "threshold": "0.5"},
    ]
    [record], columns = show.frame([{"name": "a", "mean": "NaN", "max": None, "min": "x", "std_dev": 1}])
    assert columns == ["name", "mean", "max", "min", "std_dev"]
    assert math.isnan(record.pop("mean"))
    assert record == {"name": "a", "max": None, "min": "x", "std_dev": 1}
    assert show.frame([{"a": None}, {"b": None}, {"c": 1}])[1] == ["a", "c"]
    assert show.frame([]) == ([], [])
    with pytest.raises(NotImplementedError):
        ModelMonitoringFile({}, "s3://b/s.json", None, None).to_dataframe()
