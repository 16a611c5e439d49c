"""Changes schedules that run already: described, edited, sent back."""

from dataclasses import replace

import monitorshapes as ms


def reschedule(client: ms.MonitoringClient, name: str, expression: str) -> ms.MonitoringScheduleConfig:
    """Runs a schedule at other times; all else, what the package does not know too, stays as it is."""
    config = client.describe_monitoring_schedule(monitoring_schedule_name=name).monitoring_schedule_config
    if config.schedule_config is None:
        config.schedule_config = ms.ScheduleConfig(schedule_expression=expression)
    else:
        config.schedule_config.schedule_expression = expression
    client.update_monitoring_schedule(monitoring_schedule_name=name, monitoring_schedule_config=config)
    return config


def copied(
    config: ms.MonitoringScheduleConfig, definition: str, kind: ms.MonitoringType
) -> ms.MonitoringScheduleConfig:
    """The same times for another job definition; the original is left alone."""
    times = replace(config.schedule_config or hourly(), data_analysis_start_time=None, data_analysis_end_time=None)
    return replace(
        config,
        schedule_config=times,
        monitoring_job_definition=None,
        monitoring_job_definition_name=definition,
        monitoring_type=kind,
    )


def hourly() -> ms.ScheduleConfig:
    """At the beginning of each hour."""
    return ms.ScheduleConfig(schedule_expression="cron(0 * ? * * *)")


def encrypted(request: ms.CreateProcessingJobRequest) -> ms.CreateProcessingJobRequest:
    """The same job with encryption between its containers."""
    network = request.network_config or ms.NetworkConfig()
    return replace(request, network_config=replace(network, enable_inter_container_traffic_encryption=True))


def untagged(tags: list[ms.Tag], *keys: str) -> list[ms.Tag]:
    """The tags without those of the keys."""
    return [tag for tag in tags if tag.key not in keys]
