"""Monitors of another life than the SDK's: their results are typed to the last key."""

from monitorshapes.monitors import (
    CronExpressionGenerator,
    DatasetFormat,
    DefaultModelMonitor,
    EndpointInput,
    ModelQualityMonitor,
    Session,
)

session = Session(default_bucket="monitoring")
monitor = DefaultModelMonitor(role="monitor", sagemaker_session=session, tags={"team": "churn"})
job = monitor.suggest_baseline("train.csv", DatasetFormat.csv(header=True), wait=True)
monitor.create_monitoring_schedule(
    endpoint_input="churn", schedule_cron_expression=CronExpressionGenerator.hourly(), output_s3_uri="s3://b/out"
)

statistics = job.baseline_statistics()
if statistics is not None:
    for feature in statistics.features:
        name: str = feature["name"]
        buckets = feature.get("numerical_statistics", {}).get("distribution", {}).get("kll", {}).get("buckets", [])
        counts = [bucket["count"] for bucket in buckets]
        assert name or counts

constraints = monitor.suggested_constraints()
if constraints is not None:
    constraints.set_monitoring(False, feature_name="age")
    constraints.save()

for run in monitor.list_executions():
    if broken := run.constraint_violations():
        texts: list[str] = [violation["description"] for violation in broken.violations]

quality = ModelQualityMonitor.attach("churn-quality", session)
quality.update_monitoring_schedule(
    endpoint_input=EndpointInput("churn", "/opt/ml/processing/input/endpoint", inference_attribute="0"),
    instance_count=2,
)
alerts, token = quality.list_monitoring_alerts()
datapoints: list[int] = [alert.data_points_to_alert for alert in alerts]
