"""A function's name is misspelt."""

from monitorshapes import MonitoringType, validat  # error: validat

validat(MonitoringType.DATA_QUALITY)
