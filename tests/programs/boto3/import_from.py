"""boto3's function by its own name."""
from boto3 import client as make

sagemaker = make("sagemaker")
sagemaker.stop_processing_job(ProcessingJobName="job")
