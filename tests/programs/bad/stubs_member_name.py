"""A key of a dict is misspelt."""

from monitorshapes import stubs

network: stubs.NetworkConfig = {"EnableNetworkIsolatoin": True}  # error: EnableNetworkIsolatoin
