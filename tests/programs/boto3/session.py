"""The client of a session."""
import boto3

session = boto3.Session(region_name="us-west-2")
client = session.client("sagemaker")
client.stop_monitoring_schedule(MonitoringScheduleName="churn")
boto3.session.Session().client(service_name="sagemaker").start_monitoring_schedule(MonitoringScheduleName="churn")
