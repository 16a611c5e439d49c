"""Parts that may be absent, looked at before they are read; and not."""
import boto3

sm = boto3.client("sagemaker")
description = sm.describe_data_quality_job_definition(JobDefinitionName="churn")
network = description.get("NetworkConfig")
if network is not None:
    print(network.get("EnableNetworkIsolation"))
condition = description.get("StoppingCondition")
print(condition is None)
other = sm.describe_data_quality_job_definition(JobDefinitionName="churn")
print(other.get("NetworkConfig", {}).get("VpcConfig"))
