"""The name of a structure is misspelt."""

from monitorshapes import stubs

config: stubs.NetworkConfg = {}  # error: NetworkConfg
