"""The operations on processing jobs."""

import json
from collections.abc import Mapping
from typing import Any

from .. import shapes
from . import lists, runs, tags
from .call import Call, Operation
from .filling import plain, present
from .refusals import RefusedError, invalid
from .runs import Run
from .store import dumped, moment, seconds

_LONGEST_RUN = 24 * 3600


def _find(call: Call, name: str) -> Run:
    found = runs.load(call.sql, "space = ? AND job = ? AND job_status IS NOT NULL", call.space.id, name)
    if not found:
        raise invalid(f"Could not find requested job with name: {name}")
    return found[0]


def _create(call: Call, request: shapes.CreateProcessingJobRequest) -> Mapping[str, Any]:
    name = request.processing_job_name
    arn = call.space.arn("processing-job", name)
    known = "SELECT 1 FROM runs WHERE space = ? AND job = ? AND job_status IS NOT NULL"
    if call.sql.execute(known, (call.space.id, name)).fetchone():
        raise RefusedError(
            "ResourceInUse",
            "Job name must be unique within an AWS account and region, "
            f"and a job with this name already exists ({arn})",
        )
    if call.settings.limits:
        [used] = call.sql.execute(
            "SELECT count(*) FROM runs WHERE space = ? AND due IS NOT NULL AND job_status IS NOT NULL", (call.space.id,)
        ).fetchone()
        call.require_room("processing-job", used)
    outputs = request.processing_output_config.outputs if request.processing_output_config else []
    for each in (*(request.processing_inputs or ()), *outputs):
        each.app_managed = bool(each.app_managed)
    request.stopping_condition = request.stopping_condition or shapes.ProcessingStoppingCondition(
        max_runtime_in_seconds=_LONGEST_RUN
    )
    body = plain(request)
    for member in ("ProcessingJobName", "Tags"):
        body.pop(member, None)
    template = call.sql.execute("INSERT INTO templates (body) VALUES (?)", (dumped(body),)).lastrowid or 0
    outcome = runs.planned(call.sql, call.space, name)
    if not outcome.processing_job:
        outcome = runs.Outcome(status="Failed", failure_reason=outcome.failure_reason)
    runs.insert(call.sql, [runs.alone(call.space, name, template, call.now, call.settings, outcome)])
    tags.keep(call, arn, request.tags)
    return {"ProcessingJobArn": arn}


def _describe(call: Call, request: shapes.DescribeProcessingJobRequest) -> Mapping[str, Any]:
    return described(call, _find(call, request.processing_job_name))


def described(call: Call, run: Run) -> dict[str, Any]:
    """What the service says about a processing job."""
    [text] = call.sql.execute("SELECT body FROM templates WHERE id = ?", (run.template,)).fetchone()
    body: dict[str, Any] = json.loads(text)
    if run.schedule is not None:
        # Results stand by endpoint, schedule and hour, as Model Monitor has them.
        for output in body["ProcessingOutputConfig"]["Outputs"]:
            output["S3Output"]["S3Uri"] += f"/{moment(run.created):%Y/%m/%d/%H}"
    has_ended = run.ended is not None
    return body | present(
        ProcessingJobName=run.job,
        ProcessingJobArn=call.space.arn("processing-job", run.job),
        ProcessingJobStatus=run.job_status,
        CreationTime=seconds(run.started),
        ProcessingStartTime=seconds(run.started),
        ProcessingEndTime=seconds(run.ended),
        LastModifiedTime=seconds(run.modified),
        FailureReason=run.reason if has_ended else None,
        ExitMessage=run.message if has_ended else None,
    )


def _stop(call: Call, request: shapes.StopProcessingJobRequest) -> None:
    run = _find(call, request.processing_job_name)
    if run.job_status != "InProgress":
        raise invalid(f"The request was rejected because the processing job is in status {run.job_status}.")
    runs.stop(run, call.now, call.settings)
    runs.update(call.sql, [run])
    if run.owner is not None:
        call.sql.execute(
            "UPDATE schedules SET due = min(ifnull(due, ?), ?) WHERE id = ?", (run.due, run.due, run.owner)
        )


def _delete(call: Call, request: Any) -> None:
    run = _find(call, request.processing_job_name)
    arn = call.space.arn("processing-job", run.job)
    if run.ended is None:
        raise RefusedError("ResourceInUse", f"Processing job {arn} is in status {run.job_status}")
    if run.schedule is None:
        call.sql.execute("DELETE FROM runs WHERE id = ?", (run.id,))
        call.sql.execute("DELETE FROM templates WHERE id = ?", (run.template,))
    else:
        # The execution is listed as before.
        call.sql.execute("UPDATE runs SET job_status = NULL WHERE id = ?", (run.id,))
    tags.forget(call, arn)


def _list(call: Call, request: shapes.ListProcessingJobsRequest) -> Mapping[str, Any]:
    return lists.page(call, request, lists.JOBS)


OPERATIONS: Mapping[str, Operation] = {
    "CreateProcessingJob": _create,
    "DeleteProcessingJob": _delete,
    "DescribeProcessingJob": _describe,
    "ListProcessingJobs": _list,
    "StopProcessingJob": _stop,
}
