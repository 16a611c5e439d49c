"""Operations that answer nothing."""
import boto3

client = boto3.client("sagemaker")
client.stop_monitoring_schedule(MonitoringScheduleName="churn")
client.start_monitoring_schedule(MonitoringScheduleName="churn")
client.delete_monitoring_schedule(MonitoringScheduleName="churn")
for kind in ("bias",):
    client.delete_model_bias_job_definition(JobDefinitionName=f"churn-{kind}")
