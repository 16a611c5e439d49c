"""Monitors, their files and their jobs, with the names of the SageMaker SDK. They need only boto3.

    from monitorshapes.monitors import CronExpressionGenerator, DatasetFormat, DefaultModelMonitor

    monitor = DefaultModelMonitor(role="MonitorRole")
    monitor.suggest_baseline("train.csv", DatasetFormat.csv(header=True))
    monitor.create_monitoring_schedule("endpoint", schedule_cron_expression=CronExpressionGenerator.hourly())

Everything public is an attribute of this package and is loaded when it is first used.
"""

TYPE_CHECKING: bool = False
if TYPE_CHECKING:
    from . import image_uris as image_uris
    from .alerts import (
        ModelDashboardIndicatorAction as ModelDashboardIndicatorAction,
    )
    from .alerts import (
        MonitoringAlertActions as MonitoringAlertActions,
    )
    from .alerts import (
        MonitoringAlertHistorySummary as MonitoringAlertHistorySummary,
    )
    from .alerts import (
        MonitoringAlertSummary as MonitoringAlertSummary,
    )
    from .bias import (
        ClarifyModelMonitor as ClarifyModelMonitor,
    )
    from .bias import (
        ModelBiasMonitor as ModelBiasMonitor,
    )
    from .bias import (
        ModelExplainabilityMonitor as ModelExplainabilityMonitor,
    )
    from .clarify import (
        BiasAnalysisConfig as BiasAnalysisConfig,
    )
    from .clarify import (
        BiasConfig as BiasConfig,
    )
    from .clarify import (
        ClarifyBaseliningConfig as ClarifyBaseliningConfig,
    )
    from .clarify import (
        DataConfig as DataConfig,
    )
    from .clarify import (
        ExplainabilityAnalysisConfig as ExplainabilityAnalysisConfig,
    )
    from .clarify import (
        ExplainabilityConfig as ExplainabilityConfig,
    )
    from .clarify import (
        ModelConfig as ModelConfig,
    )
    from .clarify import (
        ModelPredictedLabelConfig as ModelPredictedLabelConfig,
    )
    from .clarify import (
        PDPConfig as PDPConfig,
    )
    from .clarify import (
        SHAPConfig as SHAPConfig,
    )
    from .configs import (
        BatchTransformInput as BatchTransformInput,
    )
    from .configs import (
        DataCaptureConfig as DataCaptureConfig,
    )
    from .configs import (
        EndpointInput as EndpointInput,
    )
    from .configs import (
        MonitoringInput as MonitoringInput,
    )
    from .configs import (
        MonitoringOutput as MonitoringOutput,
    )
    from .configs import (
        NetworkConfig as NetworkConfig,
    )
    from .configs import (
        ProcessingInput as ProcessingInput,
    )
    from .configs import (
        ProcessingOutput as ProcessingOutput,
    )
    from .files import (
        Constraints as Constraints,
    )
    from .files import (
        ConstraintViolations as ConstraintViolations,
    )
    from .files import (
        ModelMonitoringFile as ModelMonitoringFile,
    )
    from .files import (
        Statistics as Statistics,
    )
    from .formats import (
        CronExpressionGenerator as CronExpressionGenerator,
    )
    from .formats import (
        DataQualityDistributionConstraints as DataQualityDistributionConstraints,
    )
    from .formats import (
        DataQualityMonitoringConfig as DataQualityMonitoringConfig,
    )
    from .formats import (
        DatasetFormat as DatasetFormat,
    )
    from .formats import (
        MonitoringDatasetFormat as MonitoringDatasetFormat,
    )
    from .found import list_monitors as list_monitors
    from .jobs import (
        BaseliningJob as BaseliningJob,
    )
    from .jobs import (
        ClarifyBaseliningJob as ClarifyBaseliningJob,
    )
    from .jobs import (
        ClarifyMonitoringExecution as ClarifyMonitoringExecution,
    )
    from .jobs import (
        MonitoringExecution as MonitoringExecution,
    )
    from .jobs import (
        ProcessingJob as ProcessingJob,
    )
    from .jobs import (
        UnexpectedStatusException as UnexpectedStatusException,
    )
    from .monitor import (
        ModelMonitor as ModelMonitor,
    )
    from .quality import (
        DefaultModelMonitor as DefaultModelMonitor,
    )
    from .quality import (
        ModelQualityMonitor as ModelQualityMonitor,
    )
    from .session import (
        Session as Session,
    )
else:
    _HOMES = {
        "alerts": (
            "ModelDashboardIndicatorAction",
            "MonitoringAlertActions",
            "MonitoringAlertHistorySummary",
            "MonitoringAlertSummary",
        ),
        "bias": (
            "ClarifyModelMonitor",
            "ModelBiasMonitor",
            "ModelExplainabilityMonitor",
        ),
        "clarify": (
            "BiasAnalysisConfig",
            "BiasConfig",
            "ClarifyBaseliningConfig",
            "DataConfig",
            "ExplainabilityAnalysisConfig",
            "ExplainabilityConfig",
            "ModelConfig",
            "ModelPredictedLabelConfig",
            "PDPConfig",
            "SHAPConfig",
        ),
        "configs": (
            "BatchTransformInput",
            "DataCaptureConfig",
            "EndpointInput",
            "MonitoringInput",
            "MonitoringOutput",
            "NetworkConfig",
            "ProcessingInput",
            "ProcessingOutput",
        ),
        "found": ("list_monitors",),
        "formats": (
            "CronExpressionGenerator",
            "DataQualityDistributionConstraints",
            "DataQualityMonitoringConfig",
            "DatasetFormat",
            "MonitoringDatasetFormat",
        ),
        "files": (
            "Constraints",
            "ConstraintViolations",
            "ModelMonitoringFile",
            "Statistics",
        ),
        "jobs": (
            "BaseliningJob",
            "ClarifyBaseliningJob",
            "ClarifyMonitoringExecution",
            "MonitoringExecution",
            "ProcessingJob",
            "UnexpectedStatusException",
        ),
        "monitor": ("ModelMonitor",),
        "quality": (
            "DefaultModelMonitor",
            "ModelQualityMonitor",
        ),
        "session": ("Session",),
    }
    __all__ = ["image_uris", *(name for names in _HOMES.values() for name in names)]

    def __getattr__(name):
        from importlib import import_module

        if name == "image_uris":
            return import_module(".image_uris", __name__)
        for module, names in _HOMES.items():
            if name in names:
                value = globals()[name] = getattr(import_module(f".{module}", __name__), name)
                return value
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__():
        return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
