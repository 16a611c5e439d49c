"""A method is called with a keyword that it does not have."""

from monitorshapes import stubs


def stop(client: stubs.Client) -> None:
    client.stop_processing_job(ProcessingJobName="job", ProcessingJobArn="arn")  # error: ProcessingJobArn
