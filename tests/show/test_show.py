"""Data frames and pictures of the files. `scripts/shown` runs this, with pandas and matplotlib."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from monitoring_files import KINDS, by_schema

from monitorshapes.monitors import Constraints, ConstraintViolations, Statistics

pytest.importorskip("pandas", reason="pandas and matplotlib have an environment of their own: scripts/shown")
matplotlib: Any = pytest.importorskip("matplotlib")
pyplot: Any = pytest.importorskip("matplotlib.pyplot")
matplotlib.use("svg")

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "data/monitoring.json").read_text("utf-8"))[
    "files"
]
DRAWN = settings(max_examples=25, derandomize=True, deadline=None)


@pytest.fixture(autouse=True)
def _closed() -> Any:
    yield
    pyplot.close("all")


def _drawn(figure: Any) -> Any:
    """The figure when everything in it was drawn, which is when matplotlib looks at its texts."""
    figure.canvas.draw()
    return figure


def _numbers(name: str, middle: float) -> dict[str, Any]:
    edges = [middle + step for step in range(-5, 6)]
    buckets = [
        {"lower_bound": low, "upper_bound": high, "count": count}
        for low, high, count in zip(edges, edges[1:], (1, 2, 5, 9, 12, 12, 9, 5, 2, 1), strict=False)
    ]
    return {
        "name": name,
        "inferred_type": "Fractional",
        "numerical_statistics": {"mean": middle, "distribution": {"kll": {"buckets": buckets}}},
    }


def _texts(name: str, *counts: int) -> dict[str, Any]:
    buckets = [{"value": f"{name}{number}", "count": count} for number, count in enumerate(counts)]
    texts = {"distinct_count": len(counts), "distribution": {"categorical": {"buckets": buckets}}}
    return {"name": name, "inferred_type": "String", "string_statistics": texts}


def _statistics(*features: Any) -> Statistics:
    return Statistics({"features": list(features)}, "s3://b/statistics.json")


def _titles(figure: Any) -> list[str]:
    return [ax.get_title() for ax in figure.axes if ax.get_visible()]


def _bars(figure: Any) -> dict[str, float]:
    [ax] = figure.axes
    names = [label.get_text() for label in ax.get_yticklabels()]
    return dict(zip(names, (bar.get_width() for bar in ax.patches), strict=True))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["kind"])
def test_a_file_of_a_known_case_is_a_frame(case: Any) -> None:
    frame = KINDS[case["file"]](case["body"], "s3://b/file.json").to_dataframe()
    assert len(frame) == len(case["rows"])
    shown = {str(cell) for row in frame.itertuples(index=False) for cell in row}
    assert {cell for row in case["rows"] for cell in row if cell} <= shown


def test_what_json_has_no_number_for_is_one_in_a_frame() -> None:
    metrics = {"mae": {"value": 0.5, "standard_deviation": "NaN"}, "r2": {"value": "-Infinity"}}
    frame = Statistics({"regression_metrics": metrics}, "s3://b/s.json").to_dataframe()
    assert str(frame["value"].dtype) == "float64"
    assert list(frame["value"]) == [0.5, float("-inf")]
    assert frame["std_dev"].isna().all()
    assert list(_statistics({"name": "NaN", "inferred_type": "String"}).to_dataframe()["name"]) == ["NaN"]


def test_the_features_that_drifted_most_are_drawn_first_and_the_rest_is_named() -> None:
    before = [_numbers(f"f{number}", 0) for number in range(300)]
    middles = list(range(300))
    random.Random(1).shuffle(middles)
    now = [_numbers(f"f{number}", middle / 50) for number, middle in enumerate(middles)]
    figure = _drawn(_statistics(*now).plot(_statistics(*before)))
    most = sorted(range(300), key=lambda number: -middles[number])[:24]
    assert set(_titles(figure)) <= {f"f{number}" for number in sorted(range(300), key=lambda n: -middles[n])[:80]}
    assert _titles(figure)[0] in {f"f{number}" for number in most}
    assert figure.get_suptitle() == "24 of 300 features, those that drifted most; plot(features=[…]) draws others"
    width, height = figure.get_size_inches()
    assert (width, height) < (13, 23)


def test_a_feature_that_is_new_or_of_other_texts_has_drifted() -> None:
    same = [_texts(f"t{number}", 5, 5) for number in range(24)]
    before = _statistics(*same, _texts("moved", 9, 1))
    figure = _statistics(*same, _texts("moved", 1, 9), _numbers("new", 0)).plot(before)
    assert _titles(figure)[:2] == ["new", "moved"]


def test_without_a_baseline_the_first_are_drawn_and_those_named_whatever_their_number() -> None:
    file = _statistics(*(_numbers(f"f{number}", 0) for number in range(30)))
    figure = file.plot()
    assert _titles(figure) == [f"f{number}" for number in range(24)]
    assert figure.get_suptitle().startswith("24 of 30 features, the first; ")
    assert len(_titles(file.plot(features=[f"f{number}" for number in range(26)]))) == 26
    with pytest.raises(ValueError, match="there is no such feature"):
        file.plot(features=["none"])


def test_few_features_are_drawn_as_they_stand_without_a_remark() -> None:
    figure = _statistics(_texts("a", 1, 2), _numbers("b", 0), {"name": "c"}).plot(_statistics(_numbers("b", 1)))
    assert _titles(figure) == ["a", "b", "c"]
    assert figure.get_suptitle() == ""
    assert [text.get_text() for text in figure.axes[2].texts] == ["no distribution"]


def test_many_texts_are_drawn_as_the_most_frequent_ones() -> None:
    figure = _drawn(_statistics(_texts("t", *range(500))).plot())
    assert [label.get_text() for label in figure.axes[0].get_xticklabels()] == [f"t{n}" for n in range(499, 487, -1)]


def test_metrics_of_quality_are_bars() -> None:
    metrics = {"recall": {"value": 0.5}, "own": 27.5, "auc": {"value": "NaN"}, "confusion_matrix": {"0": {"0": 1}}}
    assert _bars(Statistics({"binary_classification_metrics": metrics}, "s3://b/s.json").plot()) == {
        "recall": 0.5,
        "own": 27.5,
    }


def test_the_bias_is_a_bar_a_metric_by_facet_and_value() -> None:
    assert _bars(Constraints(CASES[0]["body"], "s3://b/analysis.json").plot()) == {"g=1 DPPL": 0.1}


def test_the_explanation_is_a_bar_a_feature_by_label() -> None:
    assert _bars(Constraints(CASES[1]["body"], "s3://b/analysis.json").plot()) == {
        "label0 age": 0.3,
        "label0 income": 0.1,
        "label0 expected_value": 0.5,
    }


def test_many_bars_are_those_that_matter_and_the_rest_is_named() -> None:
    shap: Any = {"global_shap_values": {f"f{number}": number * (-1) ** number for number in range(300)}}
    figure = Constraints({"explanations": {"kernel_shap": {"y": shap}}}, "s3://b/analysis.json").plot()
    assert list(_bars(figure).values())[:3] == [-299, 298, -297]
    assert figure.axes[0].get_title() == "40 of 300, the greatest first"
    features: Any = [{"name": f"f{n}", "inferred_type": "String", "completeness": n / 300} for n in range(300)]
    figure = Constraints({"features": features}, "s3://b/constraints.json").plot()
    assert list(_bars(figure)) == [f"f{number}" for number in range(40)]
    assert figure.get_size_inches()[1] == pytest.approx(13)


def test_violations_are_counted_by_kind_run_by_run() -> None:
    body: Any = {"violations": [{"constraint_check_type": "a"}, {"constraint_check_type": "a"}, {"feature_name": "x"}]}
    runs = [ConstraintViolations(body, f"s3://b/{number}.json") for number in range(100)]
    figure = _drawn(runs[-1].plot(runs[:-1]))
    assert [bar.get_height() for bar in figure.axes[0].patches[:100]] == [2] * 100
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == ["a", "unknown"]
    assert figure.get_size_inches()[0] == 16


@pytest.mark.parametrize("name", KINDS)
@DRAWN
@given(data=st.data())
def test_whatever_stands_in_a_file_it_is_drawn_or_refused_in_words(name: str, data: st.DataObject) -> None:
    file = KINDS[name](data.draw(by_schema(name, anything=True)), "s3://b/file.json")
    assert len(file.to_dataframe()) == len(file._rows())
    try:
        figure = file.plot()
    except ValueError as error:
        refused = str(error)
    else:
        refused = ""
        assert max(figure.get_size_inches()) < 25
        _drawn(figure)
        pyplot.close("all")
    assert not refused or refused.startswith(("the statistics have", "the constraints have"))
