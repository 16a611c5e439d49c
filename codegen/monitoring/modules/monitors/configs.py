"""The settings of monitors: inputs, outputs, capture and network."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from .session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import ClassVar

    from .. import shapes

# The shapes are imported where one is made: they take longer to load than all of this package.


class Config(ABC):
    """A part of a request."""

    @abstractmethod
    def shape(self) -> Any:
        """The same as a structure of the request."""

    def _to_request_dict(self) -> dict[str, Any]:
        """The same as a dict for boto3, under the name that the SageMaker SDK uses."""
        from .._runtime.api import to_dict

        return to_dict(self.shape())


# What is monitored, and where the results go


@dataclass(eq=True)
class MonitoringInput(Config):
    """What endpoints and batch transform jobs have in common as inputs."""

    start_time_offset: str | None
    """How long before the run the data begins, such as `-PT1H`."""
    end_time_offset: str | None
    """How long before the run the data ends, such as `-PT0H`."""
    features_attribute: str | None
    """JSONPath to the features in JSON lines."""
    inference_attribute: str | None
    """Index or JSONPath of the prediction."""
    probability_attribute: str | int | None
    """Index or JSONPath of the probabilities."""
    probability_threshold_attribute: float | None
    """A probability above it counts as true."""

    def shape(self) -> shapes.MonitoringInput:
        raise NotImplementedError("EndpointInput or BatchTransformInput is what a monitor takes")

    def _attributes(self) -> dict[str, Any]:
        names = ("start_time_offset", "end_time_offset", "features_attribute", "probability_threshold_attribute")
        texts = ("inference_attribute", "probability_attribute")
        given = {name: getattr(self, name) for name in names}
        # An index is text to the service.
        return given | {name: None if (value := getattr(self, name)) is None else str(value) for name in texts}


@dataclass(init=False)
class EndpointInput(MonitoringInput):
    """An endpoint as the input of a monitor."""

    endpoint_name: str
    destination: str
    """The path in the container."""
    s3_input_mode: str
    s3_data_distribution_type: str
    exclude_features_attribute: str | None

    def __init__(
        self,
        endpoint_name: str,
        destination: str,
        s3_input_mode: str = "File",
        s3_data_distribution_type: str = "FullyReplicated",
        start_time_offset: str | None = None,
        end_time_offset: str | None = None,
        features_attribute: str | None = None,
        inference_attribute: str | None = None,
        probability_attribute: str | int | None = None,
        probability_threshold_attribute: float | None = None,
        exclude_features_attribute: str | None = None,
    ) -> None:
        """`s3_input_mode` is File or Pipe, `s3_data_distribution_type` FullyReplicated or ShardedByS3Key."""
        super().__init__(
            start_time_offset,
            end_time_offset,
            features_attribute,
            inference_attribute,
            probability_attribute,
            probability_threshold_attribute,
        )
        self.endpoint_name = endpoint_name
        self.destination = destination
        self.s3_input_mode = s3_input_mode
        self.s3_data_distribution_type = s3_data_distribution_type
        self.exclude_features_attribute = exclude_features_attribute

    @classmethod
    def of(cls, endpoint: EndpointInput | str) -> EndpointInput:
        """The endpoint as an `EndpointInput`. `endpoint` may also be a name, or an object of the SageMaker SDK.

        Raises TypeError for anything else.
        """
        if isinstance(endpoint, str):
            return cls(endpoint, "/opt/ml/processing/input/endpoint")
        return endpoint if isinstance(endpoint, cls) else _taken_over(cls, endpoint, "endpoint_input")

    def shape(self) -> shapes.MonitoringInput:
        from .. import enums, shapes

        return shapes.MonitoringInput(
            endpoint_input=shapes.EndpointInput(
                endpoint_name=self.endpoint_name,
                local_path=self.destination,
                s3_input_mode=enums.ProcessingS3InputMode(self.s3_input_mode),
                s3_data_distribution_type=enums.ProcessingS3DataDistributionType(self.s3_data_distribution_type),
                exclude_features_attribute=self.exclude_features_attribute,
                **self._attributes(),
            )
        )


@dataclass(init=False)
class BatchTransformInput(MonitoringInput):
    """The captured data of batch transform jobs as the input of a monitor."""

    data_captured_destination_s3_uri: str
    destination: str
    """The path in the container."""
    dataset_format: Mapping[str, Any]
    s3_input_mode: str
    s3_data_distribution_type: str
    exclude_features_attribute: str | None

    def __init__(
        self,
        data_captured_destination_s3_uri: str,
        destination: str,
        dataset_format: Mapping[str, Any],
        s3_input_mode: str = "File",
        s3_data_distribution_type: str = "FullyReplicated",
        start_time_offset: str | None = None,
        end_time_offset: str | None = None,
        features_attribute: str | None = None,
        inference_attribute: str | None = None,
        probability_attribute: str | int | None = None,
        probability_threshold_attribute: float | None = None,
        exclude_features_attribute: str | None = None,
    ) -> None:
        """`dataset_format` is of `MonitoringDatasetFormat`; the modes are as in `EndpointInput`."""
        super().__init__(
            start_time_offset,
            end_time_offset,
            features_attribute,
            inference_attribute,
            probability_attribute,
            probability_threshold_attribute,
        )
        self.data_captured_destination_s3_uri = data_captured_destination_s3_uri
        self.destination = destination
        self.dataset_format = dataset_format
        self.s3_input_mode = s3_input_mode
        self.s3_data_distribution_type = s3_data_distribution_type
        self.exclude_features_attribute = exclude_features_attribute

    @classmethod
    def of(cls, batch: Any) -> BatchTransformInput:
        """The input, which may also be an object of the SageMaker SDK. Raises TypeError for anything else."""
        return batch if isinstance(batch, cls) else _taken_over(cls, batch, "batch_transform_input")

    def shape(self) -> shapes.MonitoringInput:
        from .. import enums, shapes
        from .._runtime.api import from_dict

        return shapes.MonitoringInput(
            batch_transform_input=shapes.BatchTransformInput(
                data_captured_destination_s3_uri=self.data_captured_destination_s3_uri,
                local_path=self.destination,
                dataset_format=from_dict(shapes.MonitoringDatasetFormat, self.dataset_format),
                s3_input_mode=enums.ProcessingS3InputMode(self.s3_input_mode),
                s3_data_distribution_type=enums.ProcessingS3DataDistributionType(self.s3_data_distribution_type),
                exclude_features_attribute=self.exclude_features_attribute,
                **self._attributes(),
            )
        )


def _taken_over(cls: type[Any], other: Any, argument: str) -> Any:
    """The same as an object of the SageMaker SDK, which has the same attributes. Raises TypeError for another."""
    values = {each.name: getattr(other, each.name) for each in fields(cls) if hasattr(other, each.name)}
    if "destination" not in values:
        raise TypeError(f"{argument} is a {cls.__name__} of monitorshapes.monitors, not {other!r}")
    return cls(**values)


@dataclass
class MonitoringOutput(Config):
    """Where the results of a monitor go."""

    source: str
    """The path in the container."""
    destination: str | None = None
    """The S3 URI, by default `s3://<default bucket>/<schedule>/output`."""
    s3_upload_mode: str = "Continuous"
    """Continuous or EndOfJob."""

    def shape(self) -> shapes.MonitoringOutput:
        """The structure of the request. Raises ValueError without a destination."""
        from .. import enums, shapes

        if self.destination is None:
            raise ValueError("an output without a destination: the default one is known to a monitor alone")
        return shapes.MonitoringOutput(
            s3_output=shapes.MonitoringS3Output(
                s3_uri=self.destination,
                local_path=self.source,
                s3_upload_mode=enums.ProcessingS3UploadMode(self.s3_upload_mode),
            )
        )


# Processing jobs


@dataclass
class ProcessingInput(Config):
    """A file, or the files below a prefix, as the input of a processing job."""

    source: str
    """An S3 URI, or a local path, which is uploaded."""
    destination: str
    """The path in the container."""
    input_name: str | None = None
    """By default `input-<number>`."""
    s3_data_type: str = "S3Prefix"
    s3_input_mode: str = "File"
    s3_data_distribution_type: str = "FullyReplicated"
    s3_compression_type: str = "None"
    app_managed: bool = False

    def shape(self) -> shapes.ProcessingInput:
        from .. import enums, shapes

        return shapes.ProcessingInput(
            input_name=self.input_name or "input-1",
            app_managed=self.app_managed,
            s3_input=shapes.ProcessingS3Input(
                s3_uri=self.source,
                local_path=self.destination,
                s3_data_type=enums.ProcessingS3DataType(self.s3_data_type),
                s3_input_mode=enums.ProcessingS3InputMode(self.s3_input_mode),
                s3_data_distribution_type=enums.ProcessingS3DataDistributionType(self.s3_data_distribution_type),
                s3_compression_type=enums.ProcessingS3CompressionType(self.s3_compression_type),
            ),
        )


@dataclass
class ProcessingOutput(Config):
    """What a processing job writes to S3."""

    source: str
    """The path in the container."""
    destination: str | None = None
    """The S3 URI, by default `s3://<default bucket>/<job>/output/<output name>`."""
    output_name: str | None = None
    """By default `output-1`."""
    s3_upload_mode: str = "EndOfJob"
    """Continuous or EndOfJob."""
    app_managed: bool = False

    def shape(self) -> shapes.ProcessingOutput:
        """The structure of the request. Raises ValueError without a destination."""
        from .. import enums, shapes

        if self.destination is None:
            raise ValueError("an output without a destination: the default one is known to a monitor alone")
        return shapes.ProcessingOutput(
            output_name=self.output_name or "output-1",
            app_managed=self.app_managed,
            s3_output=shapes.ProcessingS3Output(
                s3_uri=self.destination,
                local_path=self.source,
                s3_upload_mode=enums.ProcessingS3UploadMode(self.s3_upload_mode),
            ),
        )


@dataclass
class NetworkConfig(Config):
    """The network of a job."""

    enable_network_isolation: bool | None = None
    security_group_ids: Sequence[str] | None = None
    subnets: Sequence[str] | None = None
    encrypt_inter_container_traffic: bool | None = None

    def shape(self) -> shapes.NetworkConfig:
        from .. import shapes
        from .._runtime.api import from_dict

        # As it stands: of a VpcConfig that has one of the two, the validation tells the other.
        groups, subnets = self.security_group_ids, self.subnets
        vpc = {"SecurityGroupIds": groups, "Subnets": subnets}
        given = {name: list(value) for name, value in vpc.items() if value is not None}
        return shapes.NetworkConfig(
            enable_network_isolation=bool(self.enable_network_isolation),
            enable_inter_container_traffic_encryption=self.encrypt_inter_container_traffic,
            vpc_config=from_dict(shapes.VpcConfig, given) if given else None,
        )

    @classmethod
    def read(cls, described: shapes.NetworkConfig | shapes.MonitoringNetworkConfig) -> NetworkConfig:
        """The same from a response."""
        vpc = described.vpc_config
        return cls(
            enable_network_isolation=described.enable_network_isolation,
            security_group_ids=vpc.security_group_ids if vpc else None,
            subnets=vpc.subnets if vpc else None,
            encrypt_inter_container_traffic=described.enable_inter_container_traffic_encryption,
        )


# Capture of data at an endpoint


class DataCaptureConfig(Config):
    """What an endpoint captures of its requests and responses, for `create_endpoint_config`."""

    API_MAPPING: ClassVar[Mapping[str, str]] = {"REQUEST": "Input", "RESPONSE": "Output"}

    def __init__(
        self,
        enable_capture: bool,
        sampling_percentage: int = 20,
        destination_s3_uri: str | None = None,
        kms_key_id: str | None = None,
        capture_options: Sequence[str] | None = None,
        csv_content_types: Sequence[str] | None = None,
        json_content_types: Sequence[str] | None = None,
        sagemaker_session: Session | None = None,
    ) -> None:
        """`sampling_percentage` is 0 to 100; `capture_options` are REQUEST and RESPONSE, by default both.

        The data goes to `s3://<default bucket>/model-monitor/data-capture` by default.
        """
        self.enable_capture = enable_capture
        self.sampling_percentage = sampling_percentage
        self.destination_s3_uri: str = destination_s3_uri or Session.of(sagemaker_session).default_s3_uri(
            "model-monitor", "data-capture"
        )
        self.kms_key_id = kms_key_id
        self.capture_options: list[str] = list(capture_options or self.API_MAPPING)
        self.csv_content_types: list[str] = list(csv_content_types or ["text/csv"])
        self.json_content_types: list[str] = list(json_content_types or ["application/json"])

    def shape(self) -> shapes.DataCaptureConfig:
        from .. import enums, shapes

        modes = [self.API_MAPPING.get(option.upper(), option) for option in self.capture_options]
        return shapes.DataCaptureConfig(
            enable_capture=self.enable_capture,
            initial_sampling_percentage=self.sampling_percentage,
            destination_s3_uri=self.destination_s3_uri,
            kms_key_id=self.kms_key_id,
            capture_options=[shapes.CaptureOption(capture_mode=enums.CaptureMode(mode)) for mode in modes],
            capture_content_type_header=shapes.CaptureContentTypeHeader(
                csv_content_types=self.csv_content_types, json_content_types=self.json_content_types
            ),
        )
