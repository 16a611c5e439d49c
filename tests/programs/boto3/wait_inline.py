"""Reads one member of the response at the call."""
import boto3

sm = boto3.client("sagemaker")
tries = 0
while sm.describe_processing_job(ProcessingJobName="job")["ProcessingJobStatus"] == "InProgress" and tries < 3:
    tries += 1
print(tries)
arn: str = sm.describe_processing_job(ProcessingJobName="job")["ProcessingJobArn"]
print(arn)
