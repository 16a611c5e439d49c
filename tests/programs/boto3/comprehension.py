"""Tags made of a dict."""
import boto3

labels = {"team": "ml", "cost-center": "42"}
client = boto3.client("sagemaker")
arn = "arn:aws:sagemaker:us-east-1:123456789012:monitoring-schedule/churn"
client.add_tags(ResourceArn=arn, Tags=[{"Key": key, "Value": value} for key, value in labels.items()])
client.delete_tags(ResourceArn=arn, TagKeys=[key for key in labels])
