"""The files that jobs leave in S3 when they end: reports of monitoring, statistics and constraints of baselines."""

import json
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

_LOG = logging.getLogger(__name__)

_SECONDS = 10

Report = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""What files a job leaves: is given what DescribeProcessingJob says, and returns JSON values by the name of a file."""

_VIOLATION = {
    "feature_name": "feature",
    "constraint_check_type": "data_type_check",
    "description": "Data type match requirement is not met. Expected: 100.0%, Observed: 50.0%.",
}


def plain(job: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a data quality job leaves that has looked at nothing: one violation if it is to have found some."""
    statistics: dict[str, Any] = {"version": 0.0, "dataset": {"item_count": 0}, "features": []}
    if "MonitoringScheduleArn" not in job:
        return {"statistics.json": statistics, "constraints.json": {"version": 0.0, "features": []}}
    is_violated = str(job.get("ExitMessage", "")).startswith("CompletedWithViolations")
    return {
        "statistics.json": statistics,
        "constraint_violations.json": {"version": 0.0, "violations": [_VIOLATION] if is_violated else []},
    }


def from_folder(folder: Path) -> Report:
    """Every job leaves the files of a folder. Raises ValueError for one that is no JSON, OSError when it has none."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise FileNotFoundError(2, "there are no JSON files", str(folder))
    contents: dict[str, Any] = {}
    for file in files:
        try:
            contents[file.name] = json.loads(file.read_bytes())
        except ValueError as error:
            raise ValueError(f"{file}: no JSON ({error})") from error
    return lambda _: contents


class Reports:
    """Writes what finished jobs leave to an S3 that takes unsigned requests, as moto does."""

    def __init__(self, endpoint: str, report: Report) -> None:
        """`endpoint`: the URL of S3."""
        self._endpoint = endpoint.rstrip("/")
        self._report = report

    def write(self, job: Mapping[str, Any]) -> None:
        """Writes the files of a job that is Completed to its first output. What cannot be written is logged."""
        outputs = job.get("ProcessingOutputConfig", {}).get("Outputs", [])
        target = outputs[0].get("S3Output", {}).get("S3Uri") if outputs else None
        if target is None or job["ProcessingJobStatus"] != "Completed":
            return
        for name, content in self._report(job).items():
            parts = urlsplit(f"{target.rstrip('/')}/{name}")
            url = f"{self._endpoint}/{parts.netloc}{quote(parts.path)}"
            body, headers = json.dumps(content).encode(), {"Content-Type": "application/json"}
            try:
                with urlopen(Request(url, body, headers, method="PUT"), timeout=_SECONDS):  # noqa: S310
                    pass
            except (URLError, TimeoutError) as error:
                _LOG.warning("%s was not written to %s: %s", name, url, error)
