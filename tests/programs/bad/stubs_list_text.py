"""Text stands where a list belongs."""

from monitorshapes import stubs

stubs.VpcConfig(
    SecurityGroupIds=["sg-1"],
    Subnets="subnet-1",  # error: Subnets
)
