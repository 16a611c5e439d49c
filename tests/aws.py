"""AWS on this machine: the package's fake for SageMaker, moto for the rest, both over HTTP."""

import json
import logging
import urllib.request
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
import botocore.session
from botocore.stub import Stubber
from moto.server import ThreadedMotoServer

from monitorshapes import fake, monitors

ROLE = "arn:aws:iam::123456789012:role/monitor"
REGION = "us-east-1"
BUCKET = "the-bucket"


class Aws:
    """Both servers, with a bucket. Whoever sleeps lets the time of SageMaker pass."""

    def __init__(self, moto_url: str, server: fake.Server) -> None:
        self.server = server
        self.boto_session = _LocalSession(moto_url, server.url)
        self.s3 = self.boto_session.client("s3")
        self.sagemaker = self.boto_session.client("sagemaker")
        self.s3.create_bucket(Bucket=BUCKET)

    def session(self, sleep: Callable[[float], object] | None = None, **options: Any) -> monitors.Session:
        """A session of both."""
        given: dict[str, Any] = {"default_bucket": BUCKET, "sleep": sleep or self.server.advance, **options}
        return monitors.Session(self.boto_session, **given)

    def put(self, uri: str, content: object) -> None:
        """A JSON file at the S3 URI."""
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        self.s3.put_object(Bucket=bucket, Key=key, Body=json.dumps(content).encode())

    def keys(self) -> list[str]:
        """The files of the bucket."""
        return [each["Key"] for each in self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]

    def definitions(self) -> Mapping[str, list[str]]:
        """The names of the job definitions, by type; without the types that have none."""
        found = {
            kind: [each["MonitoringJobDefinitionName"] for each in answer["JobDefinitionSummaries"]]
            for kind in ("data_quality", "model_quality", "model_bias", "model_explainability")
            for answer in [getattr(self.sagemaker, f"list_{kind}_job_definitions")()]
        }
        return {kind: names for kind, names in found.items() if names}

    def schedules(self) -> list[str]:
        """The names of the schedules."""
        answer = self.sagemaker.list_monitoring_schedules()
        return [each["MonitoringScheduleName"] for each in answer["MonitoringScheduleSummaries"]]


@contextmanager
def moto() -> Generator[str, None, None]:
    """The URL of a moto that listens."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@contextmanager
def local(moto_url: str) -> Generator[Aws, None, None]:
    """The fake, new and empty, beside that moto, emptied."""
    urllib.request.urlopen(f"{moto_url}/moto-api/reset", data=b"").close()  # noqa: S310
    with fake.Server(region=REGION) as server:
        yield Aws(moto_url, server)


_MODELS = botocore.session.Session().get_component("data_loader")
"""Shared, as reading the models is the slowest part of a test."""


class _LocalSession(boto3.Session):  # type: ignore[misc]
    def __init__(self, moto_url: str, sagemaker_url: str) -> None:
        inner = botocore.session.Session()
        inner.register_component("data_loader", _MODELS)
        super().__init__("fake", "fake", region_name=REGION, botocore_session=inner)
        self._urls = {"sagemaker": sagemaker_url}
        self._moto_url = moto_url

    def client(self, service_name: str, **options: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        options["endpoint_url"] = self._urls.get(service_name, self._moto_url)
        return super().client(service_name, **options)


@cache
def _nowhere() -> _LocalSession:
    return _LocalSession("http://localhost:9", "http://localhost:9")


class Scripted:
    """A session whose requests are told before, each with its answer, by service in their order.

    botocore's Stubber refuses another request, and an answer that the service could not give.
    """

    def __init__(self, *services: str, region: str = REGION, **options: Any) -> None:
        boto_session = _nowhere()
        clients = {each: boto_session.client(each, region_name=region) for each in ("sagemaker", *services)}
        given: dict[str, Any] = {"default_bucket": BUCKET, "sleep": self._sleep, **options}
        self.session = monitors.Session(boto_session, sagemaker_client=clients["sagemaker"], **given)
        self.session._clients.update(clients)
        self.slept: list[float] = []
        self._stubbers = {service: Stubber(client) for service, client in clients.items()}
        for stubber in self._stubbers.values():
            stubber.activate()

    def expect(self, service: str, operation: str, request: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        """The next request of the service, and its answer."""
        self._stubbers[service].add_response(operation, dict(answer), dict(request))

    def refuse(self, service: str, operation: str, request: Mapping[str, Any], code: str, status: int = 400) -> None:
        """The next request of the service, which is answered with an error."""
        self._stubbers[service].add_client_error(
            operation, code, http_status_code=status, expected_params=dict(request)
        )

    def done(self) -> None:
        """Fails if a request was not made."""
        for stubber in self._stubbers.values():
            stubber.assert_no_pending_responses()

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
