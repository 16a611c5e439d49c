"""Text stands where a list belongs."""

import monitorshapes as ms

ms.VpcConfig(
    security_group_ids=["sg-1"],
    subnets="subnet-1",  # error: subnets
)
