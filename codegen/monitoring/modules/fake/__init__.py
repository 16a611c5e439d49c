"""SageMaker's monitoring API as an HTTP server on this machine, for tests and for trying things out.

    with fake.Server() as server:
        client = boto3.client("sagemaker", **server.boto3_arguments())

Alternatives are `python -m monitorshapes.fake` and the pytest fixture of `monitorshapes.fake_pytest`.
"""

from .server import Server

__all__ = ["Server"]
