"""What SageMaker's monitoring operations do in the fake, and what happens there as time passes."""

import hashlib
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from . import schedules, shapes, wire
from ._runtime.converters import JSON
from .enums import ExecutionStatus, MonitoringAlertStatus, MonitoringType, ProcessingJobStatus, ScheduleStatus
from .fake_errors import RefusedError, check, invalid
from .fake_jobs import endpoint, fill_input, part, processing_job, resource, shared, stopping_condition
from .fake_lists import ALERT_HISTORY, ALERTS, EXECUTIONS, PROCESSING_JOBS, SCHEDULES, Listing, bad_token, page
from .fake_state import ENDS, KINDS, Outcome, Run, Schedule, State, read, write
from .operations import OPERATIONS

_PENDING = ScheduleStatus.PENDING
_SCHEDULED = ScheduleStatus.SCHEDULED
_STOPPED = ScheduleStatus.STOPPED

_RAISING = (ExecutionStatus.COMPLETED_WITH_VIOLATIONS, ExecutionStatus.FAILED)
"""The ends that count towards an alert."""

_EXIT_MESSAGES = {
    ExecutionStatus.COMPLETED: "Completed: Job completed successfully with no violations.",
    ExecutionStatus.COMPLETED_WITH_VIOLATIONS: "CompletedWithViolations: Job completed successfully with 1 violations.",
}

LIMITS = {
    "monitoring-schedule": "Number of monitoring schedules",
    "data-quality-job-definition": "Number of data quality job definitions",
    "model-quality-job-definition": "Number of model quality job definitions",
    "model-bias-job-definition": "Number of model bias job definitions",
    "model-explainability-job-definition": "Number of model explainability job definitions",
    "processing-job": "Number of running processing jobs",
}
"""What can be limited, by the type of resource in its ARN, and what the quota is called."""


class Service:
    """The service: takes requests, keeps the state, and lets it change with the clock."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        region: str,
        account: str,
        limits: Mapping[str, int],
        pending: float,
        starting: float,
        running: float,
        file: Path | None,
    ) -> None:
        """The parameters are those of `fake.Server`."""
        if unknown := sorted(limits.keys() - LIMITS.keys()):
            raise ValueError(f"nothing called {unknown[0]!r} can be limited; there are {', '.join(LIMITS)}")
        for kind, number in limits.items():
            if number < 0:
                raise ValueError(f"the limit of {kind} is 0 or more, not {number}")
        self._lock = threading.RLock()
        self._file = file
        self._state = State() if file is None else read(file)
        self._clock = clock
        self._arn = f"arn:aws:sagemaker:{region}:{account}"
        self._limits = limits
        self._pending, self._starting, self._running = (
            timedelta(seconds=each) for each in (pending, starting, running)
        )
        self.operations: dict[str, Callable[[Any], Any]] = {
            "AddTags": self._add_tags,
            "CreateMonitoringSchedule": self._create_schedule,
            "CreateProcessingJob": self._create_job,
            "DeleteMonitoringSchedule": self._delete_schedule,
            "DeleteTags": self._delete_tags,
            "DescribeMonitoringSchedule": self._describe_schedule,
            "DescribeProcessingJob": self._describe_job,
            "ListMonitoringAlertHistory": self._list_alert_history,
            "ListMonitoringAlerts": self._list_alerts,
            "ListMonitoringExecutions": self._list_executions,
            "ListMonitoringSchedules": self._list_schedules,
            "ListProcessingJobs": self._list_jobs,
            "ListTags": self._list_tags,
            "StartMonitoringSchedule": partial(self._switch_schedule, _STOPPED, _SCHEDULED),
            "StopMonitoringSchedule": partial(self._switch_schedule, _SCHEDULED, _STOPPED),
            "StopProcessingJob": self._stop_job,
            "UpdateMonitoringAlert": self._update_alert,
            "UpdateMonitoringSchedule": self._update_schedule,
        }
        for kind in KINDS:
            self.operations |= {
                f"Create{kind}JobDefinition": partial(self._create_definition, kind),
                f"Delete{kind}JobDefinition": partial(self._delete_definition, kind),
                f"Describe{kind}JobDefinition": partial(self._definition, kind),
                f"List{kind}JobDefinitions": partial(self._list_definitions, kind),
            }

    # What tests do to it

    def now(self) -> datetime:
        """The time that it is for the service, in UTC, to the millisecond as AWS has it."""
        now = self._clock().astimezone(UTC) + self._state.ahead
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def advance(self, seconds: float) -> datetime:
        """Lets `seconds` pass, and all that happens in them happen. Returns the time that it is then."""
        with self._change():
            self._state.ahead += timedelta(seconds=seconds)
            self._catch_up()
            return self.now()

    def plan(self, name: str, outcome: Outcome, times: int) -> None:
        """The next `times` runs of the schedule, or the processing job, `name` end as `outcome` says."""
        with self._change():
            self._state.planned.setdefault(name, []).extend([outcome] * times)

    def fail_schedule(self, name: str, failure_reason: str) -> None:
        """The change that the schedule `name` is in, or else its next one, ends as Failed."""
        with self._change():
            self._state.failures[name] = failure_reason

    def execute(self, schedule_name: str, at: datetime | None, outcome: Outcome) -> str:
        """Adds an execution that was scheduled `at`, a past time, and has ended. Returns its processing job's ARN."""
        with self._change():
            end = self.now() if at is None else at + self._starting + self._running
            run = self._started(self._schedule(schedule_name), end - self._running - self._starting, outcome)
            self._step(run, end - self._running)
            self._step(run, end)
            self._state.runs.sort(key=lambda each: each.job.creation_time)
            return run.job.processing_job_arn

    @contextmanager
    def _change(self, operation_name: str = "") -> Generator[None]:
        """Nobody else sees or changes the state meanwhile, what is due has happened, and what changed is kept."""
        with self._lock:
            self._catch_up()
            yield
            # What happens with time alone happens again when the file is read.
            if self._file is not None and not operation_name.startswith(("Describe", "List")):
                write(self._file, self._state)

    # Requests

    def answer(self, operation_name: str, data: object) -> dict[str, Any]:
        """The response, by wire name, to the request `data`. Raises RefusedError for one that gets an error."""
        operation = OPERATIONS.get(operation_name)
        if operation is None:
            raise RefusedError(
                "UnknownOperationException",
                f"The operation {operation_name!r} is unknown: the fake has the monitoring operations alone.",
            )
        if not isinstance(data, dict):
            raise RefusedError("SerializationException", "Start of structure or map expected.")
        request = wire.READERS[operation.request](data, JSON)
        check(request)
        with self._change(operation_name):
            response = self.operations[operation_name](request)
            # Written while nobody else changes what it is made of.
            written: dict[str, Any] = {} if operation.response is None else wire.WRITERS[operation.response](response)
            return written

    # Job definitions: one implementation for the four kinds

    def _create_definition(self, kind: str, request: Any) -> Any:
        name = request.job_definition_name
        definitions = self._state.definitions[kind]
        arn = f"{self._arn}:{resource(kind)}/{name}"
        if name in definitions:
            raise RefusedError("ResourceInUse", f"Job definition {arn} already exists")
        self._require_room(resource(kind), len(definitions))
        fill_input(part(request, kind, "job_input"))
        request.stopping_condition = request.stopping_condition or stopping_condition()
        described = getattr(shapes, f"Describe{kind}JobDefinitionResponse")
        definitions[name] = described(**shared(request, described, job_definition_arn=arn, creation_time=self.now()))
        self._state.tags[arn] = request.tags or []
        return getattr(shapes, f"Create{kind}JobDefinitionResponse")(job_definition_arn=arn)

    def _definition(self, kind: str, request: Any) -> Any:
        definition = self._state.definitions[kind].get(request.job_definition_name)
        if definition is None:
            raise RefusedError("ResourceNotFound", f"Job definition {request.job_definition_name} not found")
        return definition

    def _delete_definition(self, kind: str, request: Any) -> None:
        definition = self._definition(kind, request)
        name = definition.job_definition_name
        for schedule in self._state.schedules.values():
            config = schedule.description.monitoring_schedule_config
            if (config.monitoring_type, config.monitoring_job_definition_name) == (kind, name):
                user = schedule.description.monitoring_schedule_arn
                raise invalid(f"Job definition {name} is in use by the monitoring schedule {user}")
        del self._state.definitions[kind][name]
        del self._state.tags[definition.job_definition_arn]

    def _list_definitions(self, kind: str, request: Any) -> Any:
        response = getattr(shapes, f"List{kind}JobDefinitionsResponse")
        summaries = [
            shapes.MonitoringJobDefinitionSummary(
                monitoring_job_definition_name=each.job_definition_name,
                monitoring_job_definition_arn=each.job_definition_arn,
                creation_time=each.creation_time,
                # Required, also of a definition that monitors batch transform jobs.
                endpoint_name=endpoint([part(each, kind, "job_input")]) or "",
            )
            for each in self._state.definitions[kind].values()
        ]
        listing = Listing(
            response=lambda page, token: response(job_definition_summaries=page, next_token=token),
            name="monitoring_job_definition_name",
        )
        return page(request, summaries, listing)

    # Schedules

    def _create_schedule(
        self, request: shapes.CreateMonitoringScheduleRequest
    ) -> shapes.CreateMonitoringScheduleResponse:
        name = request.monitoring_schedule_name
        arn = f"{self._arn}:monitoring-schedule/{name}"
        if name in self._state.schedules:
            raise RefusedError("ResourceInUse", f"Monitoring schedule {arn} already exists")
        endpoint_name = self._accept(request.monitoring_schedule_config)
        self._require_room("monitoring-schedule", len(self._state.schedules))
        now = self.now()
        self._state.schedules[name] = Schedule(
            description=shapes.DescribeMonitoringScheduleResponse(
                monitoring_schedule_arn=arn,
                monitoring_schedule_name=name,
                monitoring_schedule_status=_PENDING,
                monitoring_type=request.monitoring_schedule_config.monitoring_type,
                creation_time=now,
                last_modified_time=now,
                monitoring_schedule_config=request.monitoring_schedule_config,
                endpoint_name=endpoint_name,
            ),
            alert=shapes.MonitoringAlertSummary(
                monitoring_alert_name="default-alert",
                creation_time=now,
                last_modified_time=now,
                alert_status=MonitoringAlertStatus.OK,
                datapoints_to_alert=1,
                evaluation_period=1,
                actions=shapes.MonitoringAlertActions(
                    model_dashboard_indicator=shapes.ModelDashboardIndicatorAction(enabled=True)
                ),
            ),
            due=now + self._pending,
            becomes=_SCHEDULED,
        )
        self._state.tags[arn] = request.tags or []
        return shapes.CreateMonitoringScheduleResponse(monitoring_schedule_arn=arn)

    def _accept(self, config: shapes.MonitoringScheduleConfig) -> str | None:
        """Refuses what is in `config` and fits the model alone, fills in what the service does, and returns the name
        of the endpoint."""
        name, definition = config.monitoring_job_definition_name, config.monitoring_job_definition
        if (name is None) == (definition is None):
            raise invalid("Exactly one of MonitoringJobDefinition and MonitoringJobDefinitionName must be specified")
        if config.schedule_config:
            try:
                schedules.parse(config.schedule_config.schedule_expression)
            except ValueError as error:
                raise invalid(f"Invalid ScheduleExpression: {error}") from error
        config.monitoring_type = config.monitoring_type or MonitoringType.DATA_QUALITY
        if definition is not None:
            for each in definition.monitoring_inputs:
                fill_input(each)
            definition.stopping_condition = definition.stopping_condition or stopping_condition()
            return endpoint(definition.monitoring_inputs)
        kind = config.monitoring_type.value
        if name not in self._state.definitions[kind]:
            raise invalid(f"Job definition {name} of the monitoring type {kind} not found")
        return endpoint([part(self._state.definitions[kind][name], kind, "job_input")])

    def _schedule(self, name: str) -> Schedule:
        if name not in self._state.schedules:
            raise RefusedError(
                "ResourceNotFound", f"Monitoring schedule {self._arn}:monitoring-schedule/{name} not found"
            )
        return self._state.schedules[name]

    def _settled_schedule(self, name: str, *statuses: ScheduleStatus) -> Schedule:
        schedule = self._schedule(name)
        status = schedule.description.monitoring_schedule_status
        if status == _PENDING or (statuses and status not in statuses):
            raise invalid(f"Monitoring schedule in status {status}")
        return schedule

    def _unsettle(self, schedule: Schedule, becomes: ScheduleStatus | None) -> None:
        now = self.now()
        schedule.description.monitoring_schedule_status = _PENDING
        schedule.description.failure_reason = None
        schedule.description.last_modified_time = now
        schedule.becomes = becomes
        schedule.due = now + self._pending

    def _describe_schedule(
        self, request: shapes.DescribeMonitoringScheduleRequest
    ) -> shapes.DescribeMonitoringScheduleResponse:
        description = self._schedule(request.monitoring_schedule_name).description
        executions = self._executions(request.monitoring_schedule_name)
        description.last_monitoring_execution_summary = executions[-1] if executions else None
        return description

    def _update_schedule(
        self, request: shapes.UpdateMonitoringScheduleRequest
    ) -> shapes.UpdateMonitoringScheduleResponse:
        schedule = self._settled_schedule(request.monitoring_schedule_name)
        description = schedule.description
        description.endpoint_name = self._accept(request.monitoring_schedule_config)
        description.monitoring_schedule_config = request.monitoring_schedule_config
        description.monitoring_type = request.monitoring_schedule_config.monitoring_type
        self._unsettle(schedule, becomes=_STOPPED if description.monitoring_schedule_status == _STOPPED else _SCHEDULED)
        return shapes.UpdateMonitoringScheduleResponse(monitoring_schedule_arn=description.monitoring_schedule_arn)

    def _switch_schedule(
        self,
        before: ScheduleStatus,
        after: ScheduleStatus,
        request: shapes.StartMonitoringScheduleRequest | shapes.StopMonitoringScheduleRequest,
    ) -> None:
        self._unsettle(self._settled_schedule(request.monitoring_schedule_name, before), becomes=after)

    def _delete_schedule(self, request: shapes.DeleteMonitoringScheduleRequest) -> None:
        self._unsettle(self._settled_schedule(request.monitoring_schedule_name), becomes=None)

    def _list_schedules(self, request: shapes.ListMonitoringSchedulesRequest) -> Any:
        descriptions = [schedule.description for schedule in self._state.schedules.values()]
        summaries = [
            shapes.MonitoringScheduleSummary(
                **shared(
                    each,
                    shapes.MonitoringScheduleSummary,
                    monitoring_job_definition_name=each.monitoring_schedule_config.monitoring_job_definition_name,
                )
            )
            for each in descriptions
        ]
        return page(request, summaries, SCHEDULES)

    # Executions and alerts

    def _executions(self, schedule_name: str) -> list[shapes.MonitoringExecutionSummary]:
        executions = [run.execution for run in self._state.runs if run.execution is not None]
        return [each for each in executions if each.monitoring_schedule_name == schedule_name]

    def _list_executions(self, request: shapes.ListMonitoringExecutionsRequest) -> Any:
        return page(request, [run.execution for run in self._state.runs if run.execution is not None], EXECUTIONS)

    def _list_alerts(self, request: shapes.ListMonitoringAlertsRequest) -> Any:
        alert = self._schedule(request.monitoring_schedule_name).alert
        return page(request, [alert], ALERTS, applied={"monitoring_schedule_name"})

    def _update_alert(self, request: shapes.UpdateMonitoringAlertRequest) -> shapes.UpdateMonitoringAlertResponse:
        schedule = self._schedule(request.monitoring_schedule_name)
        alert = schedule.alert
        if request.monitoring_alert_name != alert.monitoring_alert_name:
            raise RefusedError("ResourceNotFound", f"Monitoring alert {request.monitoring_alert_name} not found")
        if request.datapoints_to_alert > request.evaluation_period:
            raise invalid("DatapointsToAlert must be less than or equal to EvaluationPeriod")
        alert.datapoints_to_alert = request.datapoints_to_alert
        alert.evaluation_period = request.evaluation_period
        alert.last_modified_time = self.now()
        return shapes.UpdateMonitoringAlertResponse(
            monitoring_schedule_arn=schedule.description.monitoring_schedule_arn,
            monitoring_alert_name=alert.monitoring_alert_name,
        )

    def _list_alert_history(self, request: shapes.ListMonitoringAlertHistoryRequest) -> Any:
        if request.monitoring_schedule_name is not None:
            self._schedule(request.monitoring_schedule_name)
        return page(request, self._state.history, ALERT_HISTORY)

    # Processing jobs

    def _create_job(self, request: shapes.CreateProcessingJobRequest) -> shapes.CreateProcessingJobResponse:
        name = request.processing_job_name
        arn = f"{self._arn}:processing-job/{name}"
        if name in self._state.jobs:
            raise RefusedError(
                "ResourceInUse",
                "Job name must be unique within an AWS account and region, "
                f"and a job with this name already exists ({arn})",
            )
        self._require_room("processing-job", len(self._state.unfinished))
        now = self.now()
        outputs = request.processing_output_config.outputs if request.processing_output_config else []
        for each in (*(request.processing_inputs or ()), *outputs):
            each.app_managed = bool(each.app_managed)
        request.stopping_condition = request.stopping_condition or shapes.ProcessingStoppingCondition(
            max_runtime_in_seconds=24 * 3600
        )
        job = shapes.DescribeProcessingJobResponse(
            **shared(
                request,
                shapes.DescribeProcessingJobResponse,
                processing_job_arn=arn,
                processing_job_status=ProcessingJobStatus.IN_PROGRESS,
                creation_time=now,
                processing_start_time=now,
                last_modified_time=now,
            )
        )
        run = Run(job=job, execution=None, due=now + self._running, outcome=self._outcome(name))
        self._state.runs.append(run)
        self._state.unfinished.append(run)
        self._state.jobs[name] = run
        self._state.tags[arn] = request.tags or []
        return shapes.CreateProcessingJobResponse(processing_job_arn=arn)

    def _job(self, name: str) -> Run:
        if name not in self._state.jobs:
            raise invalid(f"Could not find requested job with name: {name}")
        return self._state.jobs[name]

    def _describe_job(self, request: shapes.DescribeProcessingJobRequest) -> shapes.DescribeProcessingJobResponse:
        return self._job(request.processing_job_name).job

    def _stop_job(self, request: shapes.StopProcessingJobRequest) -> None:
        run = self._job(request.processing_job_name)
        status = run.job.processing_job_status
        if status != ProcessingJobStatus.IN_PROGRESS:
            raise invalid(f"The request was rejected because the processing job is in status {status}.")
        now = self.now()
        run.outcome = Outcome(status=ExecutionStatus.STOPPED)
        run.due = now + self._pending
        run.job.processing_job_status = ProcessingJobStatus.STOPPING
        run.job.last_modified_time = now
        if run.execution is not None:
            run.execution.monitoring_execution_status = ExecutionStatus.STOPPING
            run.execution.last_modified_time = now

    def _list_jobs(self, request: shapes.ListProcessingJobsRequest) -> Any:
        summaries = [
            shapes.ProcessingJobSummary(**shared(run.job, shapes.ProcessingJobSummary))
            for run in self._state.jobs.values()
        ]
        return page(request, summaries, PROCESSING_JOBS)

    # Tags

    def _tags_of(self, arn: str) -> list[shapes.Tag]:
        if arn not in self._state.tags:
            raise invalid(f"Could not find resource {arn}")
        return self._state.tags[arn]

    def _add_tags(self, request: shapes.AddTagsInput) -> shapes.AddTagsOutput:
        tags = {tag.key: tag for tag in (*self._tags_of(request.resource_arn), *request.tags)}
        if len(tags) > 50:
            raise invalid("The number of tags of a resource must be less than or equal to 50")
        self._state.tags[request.resource_arn] = list(tags.values())
        return shapes.AddTagsOutput(tags=list(tags.values()))

    def _delete_tags(self, request: shapes.DeleteTagsInput) -> shapes.DeleteTagsOutput:
        tags = self._tags_of(request.resource_arn)
        self._state.tags[request.resource_arn] = [tag for tag in tags if tag.key not in request.tag_keys]
        return shapes.DeleteTagsOutput()

    def _list_tags(self, request: shapes.ListTagsInput) -> shapes.ListTagsOutput:
        # A page has room for 50 tags and more, a resource for 50 and no more: there is no second page.
        if request.next_token is not None:
            raise bad_token()
        return shapes.ListTagsOutput(tags=self._tags_of(request.resource_arn))

    def _require_room(self, kind: str, used: int) -> None:
        limit = self._limits.get(kind)
        if limit is not None and used >= limit:
            raise RefusedError(
                "ResourceLimitExceeded",
                f"The account-level service limit '{LIMITS[kind]}' is {limit}, with current utilization of {used} "
                "and a request delta of 1. Please contact AWS support to request an increase for this limit.",
            )

    # What happens as time passes

    def _catch_up(self) -> None:
        """Lets happen, in its order, all that is due by now."""
        now = self.now()
        while True:
            changing: list[Schedule | Run] = [*self._state.schedules.values(), *self._state.unfinished]
            due = [(each.due, each) for each in changing if each.due is not None and each.due <= now]
            if not due:
                return
            at, first = min(due, key=lambda pair: pair[0])
            if isinstance(first, Run):
                self._step(first, at)
            else:
                self._turn(first, at)

    def _turn(self, schedule: Schedule, at: datetime) -> None:
        description = schedule.description
        schedule_config = description.monitoring_schedule_config.schedule_config
        expression = schedule_config.schedule_expression if schedule_config else schedules.daily(0)
        at_once = False
        if description.monitoring_schedule_status == _PENDING:
            failure = self._state.failures.pop(description.monitoring_schedule_name, None)
            if failure is not None:
                schedule.becomes = ScheduleStatus.FAILED
                description.failure_reason = failure
            if schedule.becomes is None:
                del self._state.schedules[description.monitoring_schedule_name]
                del self._state.tags[description.monitoring_schedule_arn]
                return
            description.monitoring_schedule_status = schedule.becomes
            description.last_modified_time = at
            at_once = expression == schedules.now()
        else:
            name = description.monitoring_schedule_name
            run = self._started(schedule, at, self._outcome(name))
            run.due = at + self._starting
        if description.monitoring_schedule_status != _SCHEDULED:
            schedule.due = None
        else:
            schedule.due = at if at_once else next(iter(schedules.next_runs(expression, at, 1)), None)

    def _started(self, schedule: Schedule, at: datetime, outcome: Outcome) -> Run:
        """A new execution, still pending, with the processing job that it is going to have."""
        description = schedule.description
        config = description.monitoring_schedule_config
        execution = shapes.MonitoringExecutionSummary(
            monitoring_schedule_name=description.monitoring_schedule_name,
            scheduled_time=at,
            creation_time=at,
            last_modified_time=at,
            monitoring_execution_status=ExecutionStatus.PENDING,
            endpoint_name=description.endpoint_name,
            monitoring_job_definition_name=config.monitoring_job_definition_name,
            monitoring_type=config.monitoring_type,
        )
        digest = hashlib.sha256(f"{description.monitoring_schedule_arn} {at} {len(self._state.runs)}".encode())
        arn = f"{self._arn}:processing-job/model-monitoring-{at:%Y%m%d%H%M}-{digest.hexdigest()[:24]}"
        definition = self._state.definitions[str(config.monitoring_type)].get(
            config.monitoring_job_definition_name or ""
        )
        job = processing_job(description, definition, arn, at)
        run = Run(job=job, execution=execution, due=None, outcome=outcome)
        self._state.runs.append(run)
        self._state.unfinished.append(run)
        return run

    def _outcome(self, name: str) -> Outcome:
        planned = self._state.planned.get(name)
        return planned.pop(0) if planned else Outcome()

    def _step(self, run: Run, at: datetime) -> None:
        """Starts the processing job of a run, or ends it."""
        job, execution, outcome = run.job, run.execution, run.outcome
        job.last_modified_time = at
        if job.processing_job_name not in self._state.jobs:
            self._state.jobs[job.processing_job_name] = run
            self._state.tags[job.processing_job_arn] = []
            job.creation_time = job.processing_start_time = at
            run.due = at + self._running
            status = ExecutionStatus.IN_PROGRESS
        else:
            ends = {
                ExecutionStatus.FAILED: ProcessingJobStatus.FAILED,
                ExecutionStatus.STOPPED: ProcessingJobStatus.STOPPED,
            }
            job.processing_job_status = ends.get(outcome.status, ProcessingJobStatus.COMPLETED)
            job.processing_end_time = at
            job.failure_reason = outcome.failure_reason
            job.exit_message = outcome.exit_message or (_EXIT_MESSAGES.get(outcome.status) if execution else None)
            run.due = None
            self._state.unfinished.remove(run)
            status = outcome.status
        if execution is not None:
            execution.processing_job_arn = job.processing_job_arn
            execution.monitoring_execution_status = status
            execution.last_modified_time = at
            if run.due is None:
                execution.failure_reason = outcome.failure_reason
                self._evaluate(execution.monitoring_schedule_name, at)

    def _evaluate(self, schedule_name: str, at: datetime) -> None:
        """Raises or withdraws the alert of a schedule, after a run of it has ended."""
        schedule = self._state.schedules.get(schedule_name)
        if schedule is None:
            return
        alert = schedule.alert
        ended = [each for each in self._executions(schedule_name) if each.monitoring_execution_status in ENDS]
        window = [each.monitoring_execution_status in _RAISING for each in ended[-alert.evaluation_period :]]
        status = (
            MonitoringAlertStatus.IN_ALERT if sum(window) >= alert.datapoints_to_alert else MonitoringAlertStatus.OK
        )
        if status != alert.alert_status:
            alert.alert_status = status
            alert.last_modified_time = at
            self._state.history.append(
                shapes.MonitoringAlertHistorySummary(
                    monitoring_schedule_name=schedule_name,
                    monitoring_alert_name=alert.monitoring_alert_name,
                    creation_time=at,
                    alert_status=status,
                )
            )
