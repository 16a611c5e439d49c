"""Tags and limits."""

from typing import Any

import pytest
from fake_clients import NOON, REQUESTS, define, new_client, refused, schedule

from monitorshapes import fake
from monitorshapes.fake.call import LIMITS


def tags(*names: object) -> list[dict[str, str]]:
    return [{"Key": f"k{name}", "Value": ""} for name in names]


def test_a_resource_has_at_most_fifty_tags(client: Any) -> None:
    arn = define(client)
    client.delete_tags(ResourceArn=arn, TagKeys=[tag["Key"] for tag in client.list_tags(ResourceArn=arn)["Tags"]])
    client.add_tags(ResourceArn=arn, Tags=tags(*range(49)))
    refused("ValidationException", client.add_tags, ResourceArn=arn, Tags=tags(49, 50))
    assert client.list_tags(ResourceArn=arn)["Tags"] == tags(*range(49))
    client.add_tags(ResourceArn=arn, Tags=tags(49))
    refused("ValidationException", client.add_tags, ResourceArn=arn, Tags=tags(50))
    client.add_tags(ResourceArn=arn, Tags=tags(0))  # it has that one already
    assert client.list_tags(ResourceArn=arn)["Tags"] == tags(*range(50))


def test_tags_go_with_their_resource(server: fake.Server, client: Any) -> None:
    arn = define(client)
    client.delete_data_quality_job_definition(JobDefinitionName="churn")
    refused("ValidationException", client.add_tags, ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])


def test_there_is_no_more_than_the_limit() -> None:
    with fake.Server(limits=dict.fromkeys(LIMITS, 1), clock=lambda: NOON) as server:
        client = new_client(server)
        define(client)
        assert "limit 'Number of data quality job definitions' is 1" in refused(
            "ResourceLimitExceeded", define, client=client, name="other"
        )
        schedule(client)
        refused("ResourceLimitExceeded", schedule, client=client, name="other")
        request = REQUESTS["CreateProcessingJob"]["request"]
        client.create_processing_job(**request)
        other = request | {"ProcessingJobName": "other"}
        refused("ResourceLimitExceeded", client.create_processing_job, **other)
        server.advance(240)
        client.create_processing_job(**other)


def test_a_limit_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match=r"'schedules'.*monitoring-schedule"):
        fake.Server(limits={"schedules": 1})
    with pytest.raises(ValueError, match="the limit of processing-job is 0 or more, not -1"):
        fake.Server(limits={"processing-job": -1})
