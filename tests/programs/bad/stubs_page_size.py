"""A key of the paginator's settings is misspelt."""

from monitorshapes import stubs


def pages(client: stubs.Client) -> None:
    client.get_paginator("list_tags").paginate(ResourceArn="arn", PaginationConfig={"PageSiz": 9})  # error: PageSiz
