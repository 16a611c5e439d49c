"""What `adopt` makes of small sources."""

from functools import cache
from pathlib import Path

import monitorshapes as ms
from shapegen.apps.adoption import Adopted, Surroundings, adopt
from shapegen.apps.api import Api
from shapegen.apps.source import edited, read
from shapegen.emit import packages

ALONE = Surroundings()
HEAD = 'import boto3\nclient = boto3.client("sagemaker")\n'
_ADOPTED = 'import boto3\nimport monitorshapes as ms\nclient = ms.MonitoringClient(boto3.client("sagemaker"))\n'


@cache
def api() -> Api:
    """The operations and shapes of monitorshapes."""
    return Api(packages.described(Path(ms.__file__).parent).service)


def converted(code: str, around: Surroundings = ALONE) -> tuple[str, Adopted]:
    """The source after adoption, and what became of it."""
    source = read(Path("app.py"), code.encode())
    adopted = adopt(source, api(), around=around)
    return edited(source, adopted.edits).decode(), adopted


def body(code: str, around: Surroundings = ALONE) -> str:
    """What adoption makes of code behind HEAD; the code itself where it changes nothing."""
    return converted(HEAD + code, around)[0].removeprefix(HEAD).removeprefix(_ADOPTED)


def assert_left(code: str, reason: str, around: Surroundings = ALONE) -> None:
    """Fails unless the source stays as it is, for this reason."""
    after, adopted = converted(code, around)
    assert after == code
    assert reason in " ".join(remark.text for remark in adopted.left)
