"""What the monitors that run AWS's images have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from . import image_uris
from .monitor import ModelMonitor
from .session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .configs import NetworkConfig


class ManagedMonitor(ModelMonitor):
    """A monitor that runs an image of AWS, and whose schedules have separate job definitions."""

    _FRAMEWORK: ClassVar[image_uris.Framework]

    def __init__(
        self,
        role: str | None = None,
        instance_count: int = 1,
        instance_type: str = "ml.m5.xlarge",
        volume_size_in_gb: int = 30,
        volume_kms_key: str | None = None,
        output_kms_key: str | None = None,
        max_runtime_in_seconds: int | None = None,
        base_job_name: str | None = None,
        sagemaker_session: Session | None = None,
        env: Mapping[str, str] | None = None,
        tags: Sequence[Mapping[str, str]] | Mapping[str, str] | None = None,
        network_config: NetworkConfig | None = None,
        *,
        image_uri: str | None = None,
    ) -> None:
        """`role` is the ARN or the name of a role, and is required. Nothing is sent.

        Generated names begin with `base_job_name`; `tags` are dicts of Key and Value, or one dict; `image_uri`
        replaces the image of AWS in the session's region.
        Raises ValueError without a role, if no region is known, or if no image is known for the region.
        """
        if not self.JOB_DEFINITION_BASE_NAME:
            raise TypeError(f"{type(self).__name__} is abstract: take one of the monitors that derive from it")
        session = Session.of(sagemaker_session)
        super().__init__(
            role=role,
            image_uri=image_uri or image_uris.retrieve(self._FRAMEWORK, session.boto_region_name),
            instance_count=instance_count,
            instance_type=instance_type,
            volume_size_in_gb=volume_size_in_gb,
            volume_kms_key=volume_kms_key,
            output_kms_key=output_kms_key,
            max_runtime_in_seconds=max_runtime_in_seconds,
            base_job_name=base_job_name,
            sagemaker_session=session,
            env=env,
            tags=tags,
            network_config=network_config,
        )

    def run_baseline(self) -> None:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        """Raises NotImplementedError: use `suggest_baseline`."""
        raise NotImplementedError("run_baseline() is of ModelMonitor alone: call suggest_baseline()")
