"""Generates typed Python from a botocore service model."""
