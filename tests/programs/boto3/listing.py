"""Goes through the summaries of a list."""
import boto3


def names(endpoint: str) -> list[str]:
    client = boto3.client("sagemaker")
    response = client.list_monitoring_schedules(EndpointName=endpoint, MaxResults=50)
    return [summary["MonitoringScheduleName"] for summary in response["MonitoringScheduleSummaries"]]


def types(endpoint: str) -> dict[str, str]:
    client = boto3.client("sagemaker")
    found = {}
    for position, summary in enumerate(client.list_monitoring_schedules(EndpointName=endpoint)["MonitoringScheduleSummaries"]):
        found[summary["MonitoringScheduleArn"]] = str(position) + summary["MonitoringScheduleStatus"]
    return found


print(names("churn"), types("churn"))
