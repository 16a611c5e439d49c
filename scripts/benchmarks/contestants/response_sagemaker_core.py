"""sagemaker-core: botocore's dict made shapes and resources, as `MonitoringSchedule.get` and its lists do."""

from sagemaker.core.resources import MonitoringSchedule
from sagemaker.core.shapes import MonitoringExecutionSummary
from sagemaker.core.utils.code_injection.codec import transform
from sagemaker.core.utils.utils import serialize

from . import reading, response_boto3


def works(data):
    def read(operation, body):
        answer = parse[operation]()
        if operation == "DescribeMonitoringSchedule":
            return MonitoringSchedule(**transform(answer, "DescribeMonitoringScheduleResponse"))
        summaries = answer["MonitoringExecutionSummaries"]
        return [MonitoringExecutionSummary(**transform(each, "MonitoringExecutionSummary")) for each in summaries]

    def dumped(answer):
        if isinstance(answer, list):
            return {"MonitoringExecutionSummaries": serialize(answer), "NextToken": "more"}
        return serialize(answer)

    parse = response_boto3.works(data)
    return reading(data["bodies"], read, dumped)
