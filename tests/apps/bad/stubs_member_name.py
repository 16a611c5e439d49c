"""A key of a dict is misspelt."""

from monitorshapes import stubs

stubs.NetworkConfig(EnableNetworkIsolatoin=True)  # error: EnableNetworkIsolatoin
