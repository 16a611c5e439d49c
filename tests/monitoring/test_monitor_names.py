"""What `monitorshapes.monitors` offers, and the small values of which its arguments are made."""

import ast
from pathlib import Path
from typing import Any

import pytest

from monitorshapes import monitors
from monitorshapes.monitors import image_uris
from monitorshapes.monitors.formats import (
    CronExpressionGenerator,
    DataQualityDistributionConstraints,
    DataQualityMonitoringConfig,
    DatasetFormat,
    MonitoringDatasetFormat,
)


def _for_type_checkers() -> set[str]:
    tree = ast.parse(Path(str(monitors.__file__)).read_text("utf-8"))
    [block] = [each for each in tree.body if isinstance(each, ast.If)]
    return {str(name.asname) for each in block.body if isinstance(each, ast.ImportFrom) for name in each.names}


def test_what_a_type_checker_sees_is_there_and_nothing_else_is_public() -> None:
    names = _for_type_checkers()
    assert len(names) > 30
    assert set(vars(monitors)["__all__"]) == names
    assert dir(monitors) == sorted({*names, *(name for name in vars(monitors) if name.startswith("__"))})
    assert {"__doc__", "__name__"} < set(dir(monitors))
    for name in names - {"image_uris", "list_monitors"}:
        assert getattr(monitors, name).__name__ == name
    assert monitors.image_uris is image_uris
    assert callable(monitors.list_monitors)
    with pytest.raises(AttributeError, match=r"'monitorshapes\.monitors' has no attribute 'Monitor'"):
        monitors.Monitor  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # noqa: B018


@pytest.mark.parametrize(
    ("made", "value"),
    [
        (DatasetFormat.csv(), {"csv": {"header": True, "output_columns_position": "START"}}),
        (DatasetFormat.csv(False, "END"), {"csv": {"header": False, "output_columns_position": "END"}}),
        (DatasetFormat.json(), {"json": {"lines": True}}),
        (DatasetFormat.json(False), {"json": {"lines": False}}),
        (DatasetFormat.sagemaker_capture_json(), {"sagemakerCaptureJson": {}}),
        (MonitoringDatasetFormat.csv(), {"Csv": {"Header": True}}),
        (MonitoringDatasetFormat.csv(False), {"Csv": {"Header": False}}),
        (MonitoringDatasetFormat.json(), {"Json": {"Line": True}}),
        (MonitoringDatasetFormat.json(False), {"Json": {"Line": False}}),
        (MonitoringDatasetFormat.parquet(), {"Parquet": {}}),
        (CronExpressionGenerator.hourly(), "cron(0 * ? * * *)"),
        (CronExpressionGenerator.daily(), "cron(0 0 ? * * *)"),
        (CronExpressionGenerator.daily(23), "cron(0 23 ? * * *)"),
        (CronExpressionGenerator.daily_every_x_hours(6), "cron(0 0/6 ? * * *)"),
        (CronExpressionGenerator.daily_every_x_hours(12, 5), "cron(0 5/12 ? * * *)"),
        (CronExpressionGenerator.now(), "NOW"),
    ],
)
def test_a_format_and_an_expression_are_those_of_the_documentation(made: Any, value: Any) -> None:
    assert made == value


@pytest.mark.parametrize(
    ("method", "valid"),
    [(None, True), ("ChiSquared", True), ("LInfinity", True), ("Other", False), ("", False)],
)
def test_a_method_of_drift_is_one_of_two(method: str | None, valid: bool) -> None:
    constraints = DataQualityDistributionConstraints(method)
    assert DataQualityDistributionConstraints.valid_categorical_drift_method(method) == valid
    assert DataQualityDistributionConstraints.valid_distribution_constraints(constraints) == valid
    assert DataQualityMonitoringConfig.valid_monitoring_config(DataQualityMonitoringConfig(constraints)) == valid


def test_no_settings_of_drift_are_valid() -> None:
    assert DataQualityDistributionConstraints.valid_distribution_constraints(None)
    assert DataQualityMonitoringConfig.valid_monitoring_config(None)
    assert DataQualityMonitoringConfig.valid_monitoring_config(DataQualityMonitoringConfig())


@pytest.mark.parametrize(
    ("framework", "region", "uri"),
    [
        ("clarify", "us-east-1", "205585389593.dkr.ecr.us-east-1.amazonaws.com/sagemaker-clarify-processing:1.0"),
        (
            "model-monitor",
            "cn-north-1",
            "453000072557.dkr.ecr.cn-north-1.amazonaws.com.cn/sagemaker-model-monitor-analyzer",
        ),
        (
            "clarify",
            "us-gov-west-1",
            "598674086554.dkr.ecr.us-gov-west-1.amazonaws.com/sagemaker-clarify-processing:1.0",
        ),
    ],
)
def test_an_image_is_where_its_region_is(framework: Any, region: str, uri: str) -> None:
    assert image_uris.retrieve(framework, region) == uri
