"""Eight services through generated packages, against moto, which keeps all of AWS in memory: nothing goes out.

Make the packages, one line each, with the operations that are used below:

    shapegen generate --output . --service s3 --operation '*Bucket' --operation '[CGP]*Object' --operation ListObjectsV2
    shapegen generate --output . --service dynamodb --operation CreateTable --operation '*Item'
    shapegen generate --output . --service sqs --operation CreateQueue --operation '*Message'
    shapegen generate --output . --service ec2 --operation CreateVpc --operation DescribeVpcs --operation '*Instances'
    shapegen generate --output . --service iam --operation '*Role'
    shapegen generate --output . --service route53 --operation '*HostedZone' --operation ListResourceRecordSets
    shapegen generate --output . --service kinesis --operation '*Stream' --operation '*Record*' --operation '*Iterator'
    shapegen generate --output . --service glacier --operation '*Vault*' --operation UploadArchive

and run this file beside them. Each function stands alone.
"""

import json
from collections.abc import Callable

import boto3
from moto import mock_aws


def s3() -> str:
    """An object goes in as text, is copied, listed and read."""
    import s3shapes as m

    client = m.S3Client(boto3.client("s3", "us-east-1"))
    client.create_bucket(bucket="reports")
    client.put_object(bucket="reports", key="a b.csv", body="a,b\n", metadata={"made-by": "me"})
    client.copy_object(bucket="reports", key="copy.csv", copy_source={"Bucket": "reports", "Key": "a b.csv"})
    keys = [each.key for each in client.iter_objects_v2(bucket="reports")]
    body = client.get_object(bucket="reports", key="copy.csv").body
    url = client.client.generate_presigned_url("get_object", Params={"Bucket": "reports", "Key": "copy.csv"})
    return f"{keys}, {body.read() if body else None!r}, {url.partition('?')[0]}"


def dynamodb() -> str:
    """An item of a table; a member of a union is an attribute."""
    import dynamodbshapes as m

    client = m.DynamoDBClient(boto3.client("dynamodb", "us-east-1"))
    client.create_table(
        table_name="things",
        attribute_definitions=[m.AttributeDefinition(attribute_name="id", attribute_type=m.ScalarAttributeType.S)],
        key_schema=[m.KeySchemaElement(attribute_name="id", key_type=m.KeyType.HASH)],
        billing_mode=m.BillingMode.PAY_PER_REQUEST,
    )
    client.put_item(table_name="things", item={"id": m.AttributeValue(s="1"), "n": m.AttributeValue(n="5")})
    found = client.get_item(table_name="things", key={"id": m.AttributeValue(s="1")})
    return f"n is {(found.item or {})['n'].n}"


def sqs() -> str:
    """A message through a queue."""
    import sqsshapes as m

    client = m.SQSClient(boto3.client("sqs", "us-east-1"))
    url = client.create_queue(queue_name="work").queue_url or ""
    client.send_message(queue_url=url, message_body="do it")
    messages = client.receive_message(queue_url=url, max_number_of_messages=1).messages or []
    for message in messages:
        client.delete_message(queue_url=url, receipt_handle=message.receipt_handle or "")
    return f"{[each.body for each in messages]}"


def ec2() -> str:
    """A network and a machine in it; boto3 encodes the script that it starts with."""
    import ec2shapes as m

    client = m.EC2Client(boto3.client("ec2", "us-east-1"))
    vpc = client.create_vpc(cidr_block="10.0.0.0/16").vpc
    made = client.run_instances(min_count=1, max_count=1, image_id="ami-03cf127a", user_data="#!/bin/sh\ntrue\n")
    client.wait_until_instance_running(instance_ids=[each.instance_id or "" for each in made.instances or []])
    networks = [each.cidr_block for each in client.iter_vpcs(vpc_ids=[vpc.vpc_id or "" if vpc else ""])]
    return f"{networks}, {len(made.instances or [])} instance"


def iam() -> str:
    """A role; its policy goes out as text and comes back as a dict, as with boto3."""
    import iamshapes as m

    client = m.IAMClient(boto3.client("iam", "us-east-1"))
    statement = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    client.create_role(role_name="worker", assume_role_policy_document=policy)
    document = client.get_role(role_name="worker").role.assume_role_policy_document or {}
    try:
        client.get_role(role_name="nobody")
    except m.NoSuchEntityException as error:
        return f"{document['Statement'][0]['Action']}; {error.code}"
    return "nobody is there"


def route53() -> str:
    """A zone by the id of its own answer, `/hostedzone/…`."""
    import route53shapes as m

    client = m.Route53Client(boto3.client("route53", "us-east-1"))
    zone = client.create_hosted_zone(name="example.com", caller_reference="1").hosted_zone
    records = [each.type for each in client.iter_resource_record_sets(hosted_zone_id=zone.id)]
    return f"{client.get_hosted_zone(id=zone.id).hosted_zone.name} {[str(each) for each in records]}"


def kinesis() -> str:
    """A record through a stream; text is sent as its bytes."""
    import kinesisshapes as m

    client = m.KinesisClient(boto3.client("kinesis", "us-east-1"))
    client.create_stream(stream_name="events", shard_count=1)
    client.wait_until_stream_exists(stream_name="events")
    put = client.put_record(stream_name="events", data="one", partition_key="k")
    start = client.get_shard_iterator(
        stream_name="events", shard_id=put.shard_id, shard_iterator_type=m.ShardIteratorType.TRIM_HORIZON
    )
    records = client.get_records(shard_iterator=start.shard_iterator or "").records
    return f"{[each.data for each in records]}"


def glacier() -> str:
    """A vault; boto3 fills in the account."""
    import glaciershapes as m

    client = m.GlacierClient(boto3.client("glacier", "us-east-1"))
    client.create_vault(vault_name="old")
    client.upload_archive(vault_name="old", body=b"kept")
    return f"{[each.vault_name for each in client.iter_vaults()]}"


SERVICES: list[Callable[[], str]] = [s3, dynamodb, sqs, ec2, iam, route53, kinesis, glacier]

if __name__ == "__main__":
    with mock_aws():
        for service in SERVICES:
            print(f"{service.__name__}: {service()}")
