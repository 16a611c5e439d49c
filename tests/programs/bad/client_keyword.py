"""A client's method is called with a keyword that it does not have."""

import monitorshapes as ms


def stop(client: ms.MonitoringClient) -> None:
    client.stop_processing_job(processing_job_name="job", processing_job_arn="arn")  # error: processing_job_arn
