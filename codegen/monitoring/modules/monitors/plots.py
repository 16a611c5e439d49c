"""The files of Model Monitor as pictures of bounded size: the most interesting first, with a note about the rest."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from math import isfinite
from typing import TYPE_CHECKING, Any

from . import rows
from .rows import items, mapping
from .show import extra

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Buckets = Sequence[Mapping[str, Any]]

_MOST_HISTOGRAMS = 24
_MOST_BARS = 40
_MOST_CATEGORIES = 12
_WIDEST = 16
_LONGEST = 40


# Statistics


def statistics(body: object, baseline: object, names: Sequence[str] | None) -> Any:
    """A histogram for each feature, beside that of the baseline: of the named ones, or of those that drifted most.

    For model quality, a bar for each metric. Raises ValueError if there is nothing to draw.
    """
    features = [mapping(each) for each in items(body, "features") if mapping(each)]
    if not features and names is None:
        return _bars(_numbers(rows.of_statistics(body), "value", _metric), "value", "the statistics have no features")
    wanted = features if names is None else [each for each in features if each.get("name") in names]
    if not wanted:
        raise ValueError("there is no such feature in the statistics")
    before = {str(each.get("name")): mapping(each) for each in items(baseline, "features")}
    shown = wanted
    if names is None and len(wanted) > _MOST_HISTOGRAMS:
        drifts = [_drift(each, before.get(str(each.get("name")))) if before else 0 for each in wanted]
        first = sorted(range(len(wanted)), key=lambda number: -drifts[number])[:_MOST_HISTOGRAMS]
        shown = [wanted[number] for number in first]
    columns = min(3, len(shown))
    lines = -(-len(shown) // columns)
    figure, axes = extra("matplotlib.pyplot").subplots(
        lines, columns, figsize=(4.2 * columns, 2.8 * lines), squeeze=False, layout="constrained"
    )
    for ax in axes.flat[len(shown) :]:
        ax.set_visible(False)
    for ax, feature in zip(axes.flat, shown, strict=False):
        _histograms(ax, feature, before.get(str(feature.get("name"))), beside=bool(before))
    if len(shown) < len(wanted):
        which = "those that drifted most" if before else "the first"
        figure.suptitle(f"{len(shown)} of {len(wanted)} features, {which}; plot(features=[…]) draws others")
    return figure


def _histograms(ax: Any, feature: Mapping[str, Any], before: Mapping[str, Any] | None, *, beside: bool) -> None:
    ax.set_title(_plain(feature.get("name")), fontsize="medium")
    ax.set_ylabel("share")
    drawn = [(label, each) for label, each in (("baseline", before), ("run", feature)) if each]
    found = [_draw(ax, each, label if beside else None, n, len(drawn)) for n, (label, each) in enumerate(drawn)]
    if not any(found):
        ax.text(0.5, 0.5, "no distribution", ha="center", va="center", transform=ax.transAxes)
    elif beside:
        ax.legend(fontsize="small")


def _draw(ax: Any, feature: Mapping[str, Any], label: str | None, number: int, of: int) -> bool:
    color = f"C{number + 2 - of}" if of > 1 else "C1"
    if buckets := _histogram(feature):
        total = sum(each["count"] for each in buckets) or 1
        edges = [each["lower_bound"] for each in buckets] + [buckets[-1]["upper_bound"]]
        ax.stairs([each["count"] / total for each in buckets], edges, label=label, color=color, fill=True, alpha=0.5)
        return True
    shares = _categories(feature)
    if not shares:
        return False
    most = sorted(shares, key=lambda name: -shares[name])[:_MOST_CATEGORIES]
    names = [_plain(name) for name in most]
    width = 0.8 / of
    # Categories that both have share their place on the axis.
    ax.xaxis.update_units(names)
    places = [float(ax.convert_xunits(name)) + (number - (of - 1) / 2) * width for name in names]
    ax.bar(places, [shares[name] for name in most], width, label=label, color=color, alpha=0.7)
    ax.tick_params("x", rotation=30)
    return True


def _histogram(feature: Mapping[str, Any]) -> Buckets:
    """The buckets of a distribution of numbers, from low to high."""
    kll = mapping(mapping(mapping(feature, "numerical_statistics"), "distribution"), "kll")
    told = [mapping(each) for each in items(kll, "buckets")]
    good = [each for each in told if all(_is_number(each.get(key)) for key in ("lower_bound", "upper_bound", "count"))]
    return sorted(good, key=lambda each: each["lower_bound"])


def _categories(feature: Mapping[str, Any]) -> Mapping[str, float]:
    """The share of each text of a distribution of texts."""
    categorical = mapping(mapping(mapping(feature, "string_statistics"), "distribution"), "categorical")
    counts: dict[str, float] = {}
    for each in items(categorical, "buckets"):
        name, count = str(mapping(each).get("value")), mapping(each).get("count")
        if count is not None and _is_number(count):
            counts[name] = counts.get(name, 0) + count
    total = sum(counts.values()) or 1
    return {name: count / total for name, count in counts.items()}


# Drift


def _drift(feature: Mapping[str, Any], before: Mapping[str, Any] | None) -> float:
    """How far a feature is from the baseline: the greatest difference of the distributions, 0 to 1."""
    if before is None:
        return 1
    now, then = _histogram(feature), _histogram(before)
    if now and then:
        ours, theirs = _below(now), _below(then)
        bounds = {each[key] for each in (*now, *then) for key in ("lower_bound", "upper_bound")}
        return max(abs(ours(bound) - theirs(bound)) for bound in bounds)
    texts, others = _categories(feature), _categories(before)
    return max((abs(texts.get(name, 0) - others.get(name, 0)) for name in {*texts, *others}), default=0)


def _below(buckets: Buckets) -> Callable[[float], float]:
    """The share of values below a number."""
    lows = [each["lower_bound"] for each in buckets]
    total = sum(each["count"] for each in buckets) or 1
    sums = [0.0]
    for each in buckets:
        sums.append(sums[-1] + each["count"] / total)

    def share(bound: float) -> float:
        number = bisect_right(lows, bound) - 1
        if number < 0:
            return 0
        low, high = buckets[number]["lower_bound"], buckets[number]["upper_bound"]
        part = 1 if bound >= high or high <= low else (bound - low) / (high - low)
        return float(sums[number] + part * (sums[number + 1] - sums[number]))

    return share


# Bars


def constraints(body: object) -> Any:
    """The required completeness of each feature, the threshold of each metric, or what Clarify found.

    Raises ValueError if there is nothing of these.
    """
    found = rows.of_constraints(body)
    missing = "the constraints have neither completeness nor thresholds, nor values of Clarify"
    for key, name in (("completeness", _named), ("threshold", _named), ("value", _metric)):
        if bars := _numbers(found, key, name):
            return _bars(bars, key, missing)
    raise ValueError(missing)


def _numbers(found: Iterable[rows.Row], key: str, name: Callable[[rows.Row], str]) -> list[tuple[str, float]]:
    return [(name(row), float(row[key])) for row in found if _is_number(row.get(key))]  # numpy has no longer integers


def _named(row: rows.Row) -> str:
    return str(row.get("name"))


def _metric(row: rows.Row) -> str:
    """A metric with the facet and its value, or with the label that it is about."""
    value = row.get("facet_value")
    facet = "" if row.get("facet") is None else f"{row['facet']}{'' if value is None else f'={value}'}"
    return " ".join(str(part) for part in (row.get("label"), facet, row.get("name")) if part not in (None, ""))


def _bars(bars: Sequence[tuple[str, float]], label: str, missing: str) -> Any:
    if not bars:
        raise ValueError(missing)
    shown, remark = bars, ""
    if len(bars) > _MOST_BARS:
        # What asks the most of the data: the lowest completeness, else the greatest values of either sign.
        lowest = label == "completeness"
        shown = sorted(bars, key=_height if lowest else _size)[:_MOST_BARS]
        remark = f"{len(shown)} of {len(bars)}, the {'lowest' if lowest else 'greatest'} first"
    figure, ax = extra("matplotlib.pyplot").subplots(figsize=(6, 0.3 * len(shown) + 1), layout="constrained")
    places = range(len(shown))
    ax.barh(places, [value for _, value in shown], color="C1", alpha=0.7)
    ax.set_yticks(list(places), [_plain(name) for name, _ in shown])
    ax.invert_yaxis()
    ax.set_xlabel(label)
    ax.set_title(remark, fontsize="medium")
    return figure


def _height(bar: tuple[str, float]) -> float:
    return bar[1]


def _size(bar: tuple[str, float]) -> float:
    return -abs(bar[1])


def violations(bodies: Sequence[object]) -> Any:
    """How many constraints of each kind were broken, file by file."""
    counts = [Counter(str(each["constraint_check_type"]) for each in rows.of_violations(body)) for body in bodies]
    kinds = sorted({kind for count in counts for kind in count})
    width = min(0.5 * len(bodies) + 4, _WIDEST)
    figure, ax = extra("matplotlib.pyplot").subplots(figsize=(width, 3), layout="constrained")
    bottom = [0] * len(bodies)
    places = range(1, len(bodies) + 1)
    for kind in kinds:
        heights = [count[kind] for count in counts]
        ax.bar(places, heights, bottom=bottom, label=_plain(kind), alpha=0.7)
        bottom = [low + height for low, height in zip(bottom, heights, strict=True)]
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set_xlabel("run")
    ax.set_ylabel("violations")
    ax.yaxis.get_major_locator().set_params(integer=True)
    if kinds:
        ax.legend(fontsize="small", ncols=1 + len(kinds) // 12)
    return figure


def _plain(value: object) -> str:
    """A name as a picture shows it: short, in what can be drawn, and none of matplotlib's formulas."""
    text = "".join(letter if letter.isprintable() else " " for letter in str(value))
    return (text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…").replace("$", r"\$")


def _is_number(value: object) -> bool:
    try:
        return isinstance(value, int | float) and isfinite(value)
    except OverflowError:
        return False
