"""The client of monitorshapes, and that of boto3 which it goes through; their requests are answered in the process."""

import io

import boto3
from botocore.awsrequest import AWSResponse

import monitorshapes as ms

from . import on_the_wire


class Raw(io.BytesIO):
    """A body as it comes from the network."""

    def stream(self, **options):
        yield self.read()


def works(data):
    def client(body):
        client = boto3.client("sagemaker", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b")
        headers = {"content-type": "application/x-amz-json-1.1"}

        def answer(request, **options):
            return AWSResponse(request.url, 200, headers, Raw(body.encode()))

        client.meta.events.register("before-send.sagemaker.*", answer)
        return client

    clients = {operation: client(body) for operation, body in data["bodies"].items()}
    ours = {operation: ms.MonitoringClient(client) for operation, client in clients.items()}
    describe, page = data["bodies"]
    works = {
        describe: lambda: ours[describe].describe_monitoring_schedule(monitoring_schedule_name="churn"),
        page: lambda: ours[page].list_monitoring_executions(max_results=100),
    }
    bare = {
        describe: lambda: clients[describe].describe_monitoring_schedule(MonitoringScheduleName="churn"),
        page: lambda: clients[page].list_monitoring_executions(MaxResults=100),
    }

    def dumped(operation):
        answer = bare[operation]()
        del answer["ResponseMetadata"]
        return on_the_wire(answer)

    return (
        works
        | {f"{operation} bare": work for operation, work in bare.items()}
        | {f"{each} read": lambda each=each: on_the_wire(ms.to_dict(works[each]())) for each in data["bodies"]}
        | {f"{each} bare read": lambda each=each: dumped(each) for each in data["bodies"]}
    )
