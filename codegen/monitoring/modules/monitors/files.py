"""The files of Model Monitor: statistics, constraints and violations of constraints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from .rows import CLARIFY, items, mapping, of_constraints, of_statistics, of_violations, overrides
from .session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from .bodies import (
        ConstraintsBody,
        FeatureConstraints,
        FeatureStatistics,
        StatisticsBody,
        Switch,
        Violation,
        ViolationsBody,
    )
    from .rows import Row

Body = TypeVar("Body")


class ModelMonitoringFile(Generic[Body]):
    """A JSON file in S3."""

    _FILE_NAME = ""

    def __init__(
        self, body_dict: Body, file_s3_uri: str, kms_key: str | None, sagemaker_session: Session | None
    ) -> None:
        """`kms_key` is for writing."""
        self.body_dict = body_dict
        self.file_s3_uri: str = file_s3_uri
        self.kms_key = kms_key
        self.session = sagemaker_session

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.file_s3_uri!r})"

    def _repr_html_(self) -> str:
        from . import show

        return show.table(repr(self), self._rows())

    def to_dataframe(self) -> Any:
        """A pandas.DataFrame with a row for each feature, metric or violation. Raises ImportError without pandas."""
        from . import show

        return show.frame(self._rows())

    def _rows(self) -> list[Row]:
        raise NotImplementedError

    def save(self, new_save_location_s3_uri: str | None = None) -> str:
        """Writes the file, and returns its S3 URI; a new location is remembered. Raises the errors of boto3."""
        uri = new_save_location_s3_uri or self.file_s3_uri
        self.session = Session.of(self.session)
        self.session.write(json.dumps(self.body_dict), uri, self.kms_key)
        self.file_s3_uri = uri
        return uri

    @classmethod
    def _read(cls, uri: str, kms_key: str | None, session: Session | None) -> Self:
        session = Session.of(session)
        # The classes name their second parameter differently.
        return cls(_parse(session.read(uri), uri), uri, kms_key, session)

    @classmethod
    def _store(cls, text: str, kms_key: str | None, file_name: str | None, session: Session | None) -> Self:
        session = Session.of(session)
        name = file_name or cls._FILE_NAME
        _parse(text, name)
        uri = session.default_s3_uri("monitoring", str(session.new_uuid()), name)
        session.write(text, uri, kms_key)
        return cls._read(uri, kms_key, session)


class Statistics(ModelMonitoringFile["StatisticsBody"]):
    """statistics.json: the properties of the data."""

    _FILE_NAME = "statistics.json"

    def __init__(
        self,
        body_dict: StatisticsBody,
        statistics_file_s3_uri: str,
        kms_key: str | None = None,
        sagemaker_session: Session | None = None,
    ) -> None:
        """`kms_key` is for writing."""
        super().__init__(body_dict, statistics_file_s3_uri, kms_key, sagemaker_session)

    @classmethod
    def from_s3_uri(
        cls, statistics_file_s3_uri: str, kms_key: str | None = None, sagemaker_session: Session | None = None
    ) -> Self:
        """The file at the URI. Raises the errors of boto3, and ValueError if it is not a JSON object."""
        return cls._read(statistics_file_s3_uri, kms_key, sagemaker_session)

    @classmethod
    def from_string(
        cls,
        statistics_file_string: str,
        kms_key: str | None = None,
        file_name: str | None = None,
        sagemaker_session: Session | None = None,
    ) -> Self:
        """The text as a new file in the default bucket. Raises the errors of boto3, and ValueError for other text."""
        return cls._store(statistics_file_string, kms_key, file_name, sagemaker_session)

    @classmethod
    def from_file_path(
        cls, statistics_file_path: str, kms_key: str | None = None, sagemaker_session: Session | None = None
    ) -> Self:
        """A local file as a new file in the default bucket. Raises as `from_string`, and OSError."""
        path = Path(statistics_file_path)
        return cls._store(path.read_text("utf-8"), kms_key, path.name, sagemaker_session)

    @property
    def features(self) -> Sequence[FeatureStatistics]:
        """The features, for data quality."""
        return items(self.body_dict, "features")

    def _rows(self) -> list[Row]:
        return of_statistics(self.body_dict)

    def plot(self, baseline: Statistics | None = None, features: Sequence[str] | None = None) -> Any:
        """A matplotlib.figure.Figure with a histogram for each feature, beside that of the baseline.

        The features in `features` are drawn; without it, at most 24, those farthest from the baseline first. For
        model quality there is a bar for each metric. Raises ImportError without matplotlib, ValueError if there is
        nothing to draw.
        """
        from . import plots

        return plots.statistics(self.body_dict, baseline and baseline.body_dict, features)


class Constraints(ModelMonitoringFile["ConstraintsBody"]):
    """constraints.json: the constraints on the data; for Clarify's monitors, the analysis.json of their baseline."""

    _FILE_NAME = "constraints.json"

    def __init__(
        self,
        body_dict: ConstraintsBody,
        constraints_file_s3_uri: str,
        kms_key: str | None = None,
        sagemaker_session: Session | None = None,
    ) -> None:
        """`kms_key` is for writing."""
        super().__init__(body_dict, constraints_file_s3_uri, kms_key, sagemaker_session)

    @classmethod
    def from_s3_uri(
        cls, constraints_file_s3_uri: str, kms_key: str | None = None, sagemaker_session: Session | None = None
    ) -> Self:
        """The file at the URI. Raises the errors of boto3, and ValueError if it is not a JSON object."""
        return cls._read(constraints_file_s3_uri, kms_key, sagemaker_session)

    @classmethod
    def from_string(
        cls,
        constraints_file_string: str,
        kms_key: str | None = None,
        file_name: str | None = None,
        sagemaker_session: Session | None = None,
    ) -> Self:
        """The text as a new file in the default bucket. Raises the errors of boto3, and ValueError for other text."""
        return cls._store(constraints_file_string, kms_key, file_name, sagemaker_session)

    @classmethod
    def from_file_path(
        cls, constraints_file_path: str, kms_key: str | None = None, sagemaker_session: Session | None = None
    ) -> Self:
        """A local file as a new file in the default bucket. Raises as `from_string`, and OSError."""
        path = Path(constraints_file_path)
        return cls._store(path.read_text("utf-8"), kms_key, path.name, sagemaker_session)

    @property
    def features(self) -> Sequence[FeatureConstraints]:
        """The features, for data quality."""
        return items(self.body_dict, "features")

    def _rows(self) -> list[Row]:
        return of_constraints(self.body_dict)

    def plot(self) -> Any:
        """A matplotlib.figure.Figure with bars: the required completeness of features, or the thresholds of metrics.

        For an analysis of Clarify: its metrics of bias, or the contributions of features. There are at most 40 bars,
        the lowest completeness and the greatest values first. Raises ImportError without matplotlib, ValueError when
        there is nothing to draw.
        """
        from . import plots

        return plots.constraints(self.body_dict)

    def set_monitoring(self, enable_monitoring: bool, feature_name: str | None = None) -> None:
        """Sets whether constraints are evaluated: all of them, or those of a feature. `save` then writes the file.

        The setting is changed where the file has it: for a feature, in any of the places and spellings of the overrides
        that AWS's documentation and the SageMaker SDK use. A feature that the file does not have changes nothing.
        Raises ValueError for an analysis of Clarify, which has no such switch.
        """
        switch: Switch = "Enabled" if enable_monitoring else "Disabled"
        body = cast("dict[str, Any]", self.body_dict)
        if body.keys() & set(CLARIFY):
            raise ValueError(f"{self.file_s3_uri} is an analysis of Clarify, which cannot be told what is evaluated")
        if feature_name is None:
            name = "monitoringConfig" if mapping(body, "monitoringConfig") else "monitoring_config"
            body[name] = {**mapping(body, name), "evaluate_constraints": switch}
            return
        for feature in self.features:
            if mapping(feature).get("name") != feature_name:
                continue
            found = list(overrides(feature))
            told = [each for each in found if "evaluate_constraints" in each] or found[:1]
            if not told:
                told = [cast("dict[str, Any]", feature.setdefault("monitoring_config_overrides", {}))]
            for each in told:
                each["evaluate_constraints"] = switch


class ConstraintViolations(ModelMonitoringFile["ViolationsBody"]):
    """constraint_violations.json: the violations of constraints that a run found."""

    _FILE_NAME = "constraint_violations.json"

    def __init__(
        self,
        body_dict: ViolationsBody,
        constraint_violations_file_s3_uri: str,
        kms_key: str | None = None,
        sagemaker_session: Session | None = None,
    ) -> None:
        """`kms_key` is for writing."""
        super().__init__(body_dict, constraint_violations_file_s3_uri, kms_key, sagemaker_session)

    @classmethod
    def from_s3_uri(
        cls,
        constraint_violations_file_s3_uri: str,
        kms_key: str | None = None,
        sagemaker_session: Session | None = None,
    ) -> Self:
        """The file at the URI. Raises the errors of boto3, and ValueError if it is not a JSON object."""
        return cls._read(constraint_violations_file_s3_uri, kms_key, sagemaker_session)

    @classmethod
    def from_string(
        cls,
        constraint_violations_file_string: str,
        kms_key: str | None = None,
        file_name: str | None = None,
        sagemaker_session: Session | None = None,
    ) -> Self:
        """The text as a new file in the default bucket. Raises the errors of boto3, and ValueError for other text."""
        return cls._store(constraint_violations_file_string, kms_key, file_name, sagemaker_session)

    @classmethod
    def from_file_path(
        cls, constraint_violations_file_path: str, kms_key: str | None = None, sagemaker_session: Session | None = None
    ) -> Self:
        """A local file as a new file in the default bucket. Raises as `from_string`, and OSError."""
        path = Path(constraint_violations_file_path)
        return cls._store(path.read_text("utf-8"), kms_key, path.name, sagemaker_session)

    @property
    def violations(self) -> Sequence[Violation]:
        """The violations; empty if nothing is wrong."""
        return items(self.body_dict, "violations")

    def _rows(self) -> list[Row]:
        return of_violations(self.body_dict)

    def plot(self, earlier: Sequence[ConstraintViolations] = ()) -> Any:
        """A matplotlib.figure.Figure of the violations by kind, run by run; `earlier` are those of the runs before.

        Raises ImportError without matplotlib.
        """
        from . import plots

        return plots.violations([file.body_dict for file in (*earlier, self)])


def _parse(text: str, name: str) -> Any:
    try:
        body: object = json.loads(text)
    except ValueError as error:
        raise ValueError(f"{name} is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise ValueError(f"{name} is not a JSON object")
    return cast(Any, body)
