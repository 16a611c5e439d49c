"""The files of Model Monitor as rows of a table. Whatever JSON stands in a file, it is shown as well as it can be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeGuard

Row = dict[str, Any]

CLARIFY = ("pre_training_bias_metrics", "post_training_bias_metrics", "explanations")
"""What an analysis.json of Clarify has, each where there is any."""
OVERRIDES = ("monitoring_config_overrides", "monitoringConfigOverrides")
"""How the overrides of a feature are spelt: by the SageMaker SDK, and in AWS's published schema."""

_LONGEST = 200
_DEEPEST = 6
_ABOUT_THE_FILE = ("version", "dataset", "monitoring_config", "monitoringConfig")
_DRAWN = ("confusion_matrix", "precision_recall_curve", "receiver_operating_characteristic_curve")
"""Tables and curves among the metrics of a classification, which are no rows."""


def of_statistics(body: object) -> list[Row]:
    """A row a feature, or a metric."""
    return [*map(_statistics_of_feature, items(body, "features")), *_groups(body, "_metrics")]


def of_constraints(body: object) -> list[Row]:
    """A row a feature, a metric, or what Clarify found."""
    return [*map(_constraints_of_feature, items(body, "features")), *_groups(body, "_constraints")]


def of_violations(body: object) -> list[Row]:
    """A row a violation."""
    return [
        (
            {"constraint_check_type": "unknown"} | {str(name): cell(value) for name, value in violation.items()}
            if is_mapping(violation)
            else {"constraint_check_type": "unknown", "description": cell(violation)}
        )
        for violation in items(body, "violations")
    ]


def _statistics_of_feature(feature: object) -> Row:
    numbers, texts = mapping(feature, "numerical_statistics"), mapping(feature, "string_statistics")
    counted = {**mapping(numbers, "common"), **mapping(texts, "common")}
    row = _named(feature) | {"present": counted.get("num_present"), "missing": counted.get("num_missing")}
    row |= {name: numbers.get(name) for name in ("mean", "std_dev", "min", "max")}
    distinct = ("distinct_count", "approximate_num_distinct_values")
    row["distinct"] = next(
        (part[name] for part in (texts, numbers, counted) for name in distinct if part.get(name) is not None), None
    )
    return {name: cell(value) for name, value in row.items()}


def _constraints_of_feature(feature: object) -> Row:
    row = _named(feature) | {
        "completeness": mapping(feature).get("completeness"),
        "non negative": mapping(feature, "num_constraints").get("is_non_negative"),
        "domains": ", ".join(str(cell(each)) for each in items(mapping(feature, "string_constraints"), "domains"))
        or None,
        "evaluated": next((each.get("evaluate_constraints") for each in overrides(feature)), None),
    }
    return {name: cell(value) for name, value in row.items()}


def _named(feature: object) -> Row:
    if not is_mapping(feature):
        return {"name": feature, "type": None}
    told = mapping(feature)
    return {"name": told.get("name"), "type": told.get("inferred_type")}


def overrides(feature: object) -> Iterator[dict[str, Any]]:
    """The overrides of monitoring of a feature, wherever they stand in it, those first that say what is evaluated."""
    places = (feature, mapping(feature, "string_constraints"), mapping(feature, "num_constraints"))
    found: list[Any] = [mapping(place).get(name) for place in places for name in OVERRIDES]
    yield from sorted(filter(_is_dict, found), key=lambda each: "evaluate_constraints" not in each)


def _groups(body: object, suffix: str) -> Iterator[Row]:
    """What stands beside the features: of model quality, of Clarify, or of a container of one's own."""
    for group, content in mapping(body).items():
        if group in _ABOUT_THE_FILE or (group == "features" and (content is None or is_list(content))):
            continue
        if group == "explanations":
            yield from _explanations(content)
        elif group in CLARIFY and is_mapping(mapping(content).get("facets")):
            yield from _bias(content, group.removesuffix("_metrics"))
        else:
            yield from _values(content, group.removesuffix(suffix))


def _bias(content: object, kind: str) -> Iterator[Row]:
    for facet, values in mapping(content, "facets").items():
        for value in values if is_list(values) else [values]:
            facet_value = cell(mapping(value).get("value_or_threshold"))
            of: Row = {"name": None, "type": kind, "facet": facet, "facet_value": facet_value}
            for metric in items(value, "metrics"):
                row = mapping(metric) or {"name": metric}
                yield of | {name: cell(each) for name, each in row.items()}


def _explanations(content: object) -> Iterator[Row]:
    for method, labels in mapping(content).items():
        for label, told in mapping(labels).items():
            of: Row = {"name": None, "type": method, "label": label}
            for name, value in mapping(told).items():
                if name in ("global_shap_values", "global_top_shap_text"):
                    yield from (of | row for row in _flat(value, ""))
                else:
                    yield of | {"name": name, "value": cell(value)}
        for plot in items({"plots": labels}, "plots"):
            yield {"name": cell(mapping(plot).get("feature_name", plot)), "type": method}


def _values(content: object, group: str) -> Iterator[Row]:
    """A row a metric: a dict with its value or threshold, a value, or a dict of more of them."""
    if is_list(content):
        for number, item in enumerate(content):
            row = mapping(item) or {"name": number, "value": item}
            yield {"name": None, "type": group} | {name: cell(each) for name, each in row.items()}
        return
    if not is_mapping(content):
        yield {"name": group, "value": cell(content)}
        return
    for name, metric in mapping(content).items():
        told = mapping(metric)
        if name in _DRAWN and told:
            continue
        if {"value", "threshold"} & told.keys():
            renamed = {"standard_deviation": "std_dev"}
            yield {"name": name, "type": group} | {renamed.get(key, key): cell(each) for key, each in told.items()}
        else:
            yield from ({"name": None, "type": group} | row for row in _flat(metric, name))


def _flat(value: object, name: str, depth: int = 0) -> Iterator[Row]:
    if is_mapping(value) and value and depth < _DEEPEST:
        for key, each in value.items():
            yield from _flat(each, f"{name}: {key}" if name else key, depth + 1)
    elif value is not None or not name:
        yield {"name": name, "value": cell(value)}


# Reading what may be anything


def mapping(value: object, name: str | None = None) -> Mapping[str, Any]:
    """The dict, or the one of that name in it; empty where there is none."""
    found: object = value if name is None else mapping(value).get(name)
    return found if is_mapping(found) else {}


def items(value: object, name: str) -> list[Any]:
    """The list of that name in the dict; empty where there is none."""
    found: object = mapping(value).get(name)
    return found if is_list(found) else []


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether it is an object of JSON, or like one."""
    return isinstance(value, Mapping)


def _is_dict(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether it is an array of JSON."""
    return isinstance(value, list)


def cell(value: object) -> Any:
    """A number, a text, or what else there is as text."""
    if value is None or isinstance(value, str | bool | float):
        return value
    if isinstance(value, int):
        # Python puts longer ones in no words.
        return value if value.bit_length() < 10_000 else f"an integer of {value.bit_length()} bits"
    try:
        text = json.dumps(value, default=str)
    except (TypeError, ValueError, RecursionError):
        return f"a {type(value).__name__}"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
