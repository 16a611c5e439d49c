"""A client that is used where it is made."""
import boto3

boto3.client("sagemaker").update_monitoring_alert(
    MonitoringScheduleName="churn", MonitoringAlertName="alert", DatapointsToAlert=1, EvaluationPeriod=2
)
