"""Logs what it does."""
import logging

import boto3

logger = logging.getLogger(__name__)
client = boto3.client("sagemaker")
response = client.describe_monitoring_schedule(MonitoringScheduleName="churn")
logger.warning("status %s of %s", response["MonitoringScheduleStatus"], response["MonitoringScheduleName"])
if response["MonitoringScheduleStatus"].startswith("Sched"):
    logger.warning("it runs")
