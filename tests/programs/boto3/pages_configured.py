"""Pages cut to a size, and all of them at once."""
import boto3

client = boto3.client("sagemaker")
paginator = client.get_paginator("list_monitoring_schedules")
for page in paginator.paginate(PaginationConfig={"PageSize": 1}):  # stays: PaginationConfig
    print(len(page["MonitoringScheduleSummaries"]))
print(paginator.paginate(NameContains="page").build_full_result()["MonitoringScheduleSummaries"][0]["MonitoringScheduleName"])  # stays: the pages
