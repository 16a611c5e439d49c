"""The newest execution."""
import boto3

sm = boto3.client("sagemaker")
executions = sm.list_monitoring_executions(
    MonitoringScheduleName="churn", SortBy="ScheduledTime", SortOrder="Descending", MaxResults=1
)["MonitoringExecutionSummaries"]
if not executions:
    raise SystemExit("nothing has run")
latest = executions[0]
print(latest["MonitoringExecutionStatus"].lower())
if latest["MonitoringExecutionStatus"] in ["Completed", "CompletedWithViolations"]:
    print(latest["ScheduledTime"])
