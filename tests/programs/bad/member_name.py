"""A member's name is misspelt."""

import monitorshapes as ms

ms.DescribeProcessingJobRequest(processing_job_name="job", processing_job_nam="job")  # error: processing_job_nam
