"""Several errors in one handler, and one around a function that calls."""
import botocore.exceptions
import boto3

client = boto3.client("sagemaker")


def stop(name: str) -> None:
    client.stop_monitoring_schedule(MonitoringScheduleName=name)


for name in ("churn", "missing"):
    try:
        stop(name)
    except (KeyError, botocore.exceptions.ClientError):
        print("not stopped:", name)
try:
    stop("missing")
except Exception as error:
    print("no", type(error).__name__ != "")
