"""The files of Model Monitor for people: tables for notebooks, data frames and pictures."""

from __future__ import annotations

from collections import Counter
from html import escape
from importlib import import_module
from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .files import Constraints, ConstraintViolations, Statistics

_METRICS = ("regression", "binary_classification", "multiclass_classification")
_MOST_ROWS = 200


# Rows


def statistics_rows(file: Statistics) -> list[dict[str, Any]]:
    """A row a feature, or a metric."""
    rows: list[dict[str, Any]] = []
    for feature in file.features:
        numbers, texts = feature.get("numerical_statistics", {}), feature.get("string_statistics", {})
        row: dict[str, Any] = {"name": feature["name"], "type": feature["inferred_type"]}
        row |= {"present": None, "missing": None} | _common(numbers) | _common(texts)
        row |= {name: numbers.get(name) for name in ("mean", "std_dev", "min", "max")}
        rows.append(row | {"distinct": texts.get("distinct_count")})
    for group in _METRICS:
        metrics: Mapping[str, Any] = file.body_dict.get(f"{group}_metrics") or {}  # type: ignore[assignment]
        # Of a classification there are tables among the metrics.
        rows += [
            {"name": name, "type": group, "value": metric["value"], "std_dev": metric.get("standard_deviation")}
            for name, metric in metrics.items()
            if "value" in metric
        ]
    return rows


def constraints_rows(file: Constraints) -> list[dict[str, Any]]:
    """A row a feature, or a metric."""
    rows: list[dict[str, Any]] = []
    for feature in file.features:
        rows.append(
            {
                "name": feature["name"],
                "type": feature["inferred_type"],
                "completeness": feature.get("completeness"),
                "non negative": feature.get("num_constraints", {}).get("is_non_negative"),
                "domains": ", ".join(map(str, feature.get("string_constraints", {}).get("domains", []))) or None,
                "evaluated": feature.get("monitoring_config_overrides", {}).get("evaluate_constraints"),
            }
        )
    for group in _METRICS:
        thresholds: Mapping[str, Any] = file.body_dict.get(f"{group}_constraints") or {}  # type: ignore[assignment]
        rows += [{"name": name, "type": group, **threshold} for name, threshold in thresholds.items()]
    return rows


def violations_rows(file: ConstraintViolations) -> list[dict[str, Any]]:
    """A row a violation."""
    return [dict(violation) for violation in file.violations]


def _common(statistics: Mapping[str, Any]) -> dict[str, Any]:
    common: Mapping[str, Any] = statistics.get("common") or {}
    return {"present": common.get("num_present"), "missing": common.get("num_missing")} if common else {}


# Tables


def table(title: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as HTML; what the file says is text in it and nothing else."""
    columns = list(dict.fromkeys(name for row in rows for name, value in row.items() if value is not None))
    head = "".join(f"<th>{escape(column.replace('_', ' '))}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_text(row.get(column)))}</td>" for column in columns) + "</tr>"
        for row in rows[:_MOST_ROWS]
    )
    more = f"<p>and {len(rows) - _MOST_ROWS} more</p>" if len(rows) > _MOST_ROWS else ""
    return f"<p>{escape(title)}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def frame(rows: Iterable[Mapping[str, Any]]) -> Any:
    """The rows as a pandas.DataFrame. Raises ImportError without pandas."""
    return _extra("pandas").DataFrame.from_records(list(rows))


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _extra(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise ImportError(f"{name} is needed: pip install 'monitorshapes[show]'") from error


# Pictures


def plot_statistics(file: Statistics, baseline: Statistics | None, features: Sequence[str] | None) -> Any:
    """A histogram a feature, with that of the baseline beside."""
    wanted = [each for each in file.features if features is None or each["name"] in features]
    if not wanted:
        raise ValueError(
            "there is no such feature in the statistics" if features else "the statistics have no features"
        )
    before = {each["name"]: each for each in baseline.features} if baseline else {}
    columns = min(3, len(wanted))
    rows = -(-len(wanted) // columns)
    figure, axes = _extra("matplotlib.pyplot").subplots(
        rows, columns, figsize=(4.2 * columns, 2.8 * rows), squeeze=False, layout="constrained"
    )
    for ax in axes.flat[len(wanted) :]:
        ax.set_visible(False)
    for ax, feature in zip(axes.flat, wanted, strict=False):
        ax.set_title(feature["name"], fontsize="medium")
        ax.set_ylabel("share")
        drawn = [(label, each) for label, each in (("baseline", before.get(feature["name"])), ("run", feature)) if each]
        for number, (label, each) in enumerate(drawn):
            _draw(ax, each, label if before else None, number, len(drawn))
        if before:
            ax.legend(fontsize="small")
    return figure


def _draw(ax: Any, feature: Mapping[str, Any], label: str | None, number: int, of: int) -> None:
    kll = feature.get("numerical_statistics", {}).get("distribution", {}).get("kll", {}).get("buckets", [])
    buckets = [each for each in kll if all(_is_number(each[key]) for key in ("lower_bound", "upper_bound", "count"))]
    color = f"C{number + 2 - of}" if of > 1 else "C1"
    if buckets:
        total = sum(each["count"] for each in buckets) or 1
        edges = [each["lower_bound"] for each in buckets] + [buckets[-1]["upper_bound"]]
        ax.stairs([each["count"] / total for each in buckets], edges, label=label, color=color, fill=True, alpha=0.5)
        return
    texts = feature.get("string_statistics", {}).get("distribution", {}).get("categorical", {}).get("buckets", [])
    if not texts:
        ax.text(0.5, 0.5, "no distribution", ha="center", va="center", transform=ax.transAxes)
        return
    total = sum(each["count"] for each in texts) or 1
    names = [str(each["value"]) for each in texts]
    width = 0.8 / of
    # Categories that both have share their place on the axis.
    ax.xaxis.update_units(names)
    places = [float(ax.convert_xunits(name)) + (number - (of - 1) / 2) * width for name in names]
    ax.bar(places, [each["count"] / total for each in texts], width, label=label, color=color, alpha=0.7)
    ax.tick_params("x", rotation=30)


def plot_constraints(file: Constraints) -> Any:
    """How complete each feature has to be, or the threshold of each metric."""
    rows = constraints_rows(file)
    key = "completeness" if file.features else "threshold"
    bars = [(row["name"], row[key]) for row in rows if _is_number(row.get(key))]
    if not bars:
        raise ValueError("the constraints have neither completeness nor thresholds")
    figure, ax = _extra("matplotlib.pyplot").subplots(figsize=(6, 0.3 * len(bars) + 1), layout="constrained")
    ax.barh([name for name, _ in bars], [value for _, value in bars], color="C1", alpha=0.7)
    ax.invert_yaxis()
    ax.set_xlabel(key)
    return figure


def plot_violations(files: Sequence[ConstraintViolations]) -> Any:
    """How many constraints of each kind were broken, file by file."""
    counts = [Counter(each["constraint_check_type"] for each in file.violations) for file in files]
    kinds = sorted({kind for count in counts for kind in count})
    figure, ax = _extra("matplotlib.pyplot").subplots(figsize=(0.5 * len(files) + 4, 3), layout="constrained")
    bottom = [0] * len(files)
    places = range(1, len(files) + 1)
    for kind in kinds:
        heights = [count[kind] for count in counts]
        ax.bar(places, heights, bottom=bottom, label=kind, alpha=0.7)
        bottom = [low + height for low, height in zip(bottom, heights, strict=True)]
    ax.set_xticks(list(places))
    ax.set_xlabel("run")
    ax.set_ylabel("violations")
    ax.yaxis.get_major_locator().set_params(integer=True)
    if kinds:
        ax.legend(fontsize="small")
    return figure


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and isfinite(value)
