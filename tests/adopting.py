"""What `adopt` makes of small sources."""

from functools import cache
from pathlib import Path

import monitorshapes as ms
from shapegen.apps.adoption import Adopted, Surroundings, adopt
from shapegen.apps.api import Api
from shapegen.apps.source import edited, read
from shapegen.build import Settings, build
from shapegen.emit import packages

ALONE = Surroundings()
HEAD = 'import boto3\nclient = boto3.client("sagemaker")\n'
_ADOPTED = 'import boto3\nimport monitorshapes as ms\nclient = ms.MonitoringClient(boto3.client("sagemaker"))\n'


@cache
def api() -> Api:
    """The operations and shapes of monitorshapes."""
    return Api(packages.described(Path(ms.__file__).parent).service)


def converted(code: str, around: Surroundings = ALONE, of: Api | None = None) -> tuple[str, Adopted]:
    """The source after adoption, and what became of it."""
    source = read(Path("app.py"), code.encode())
    adopted = adopt(source, of or api(), around=around)
    return edited(source, adopted.edits).decode(), adopted


def body(code: str, around: Surroundings = ALONE) -> str:
    """What adoption makes of code behind HEAD; the code itself where it changes nothing."""
    return converted(HEAD + code, around)[0].removeprefix(HEAD).removeprefix(_ADOPTED)


def assert_left(code: str, reason: str, around: Surroundings = ALONE) -> None:
    """Fails unless the source stays as it is, for this reason."""
    after, adopted = converted(code, around)
    assert after == code
    assert reason in " ".join(remark.text for remark in adopted.left)


@cache
def odd_api() -> Api:
    """What the shapes of monitorshapes lack: bytes, maps and lists of structures and enums, a member with an alias."""
    model = {
        "metadata": {"serviceId": "CloudWatch Logs"},
        "operations": {
            "CreateExportTask": {"name": "CreateExportTask", "input": {"shape": "In"}, "output": {"shape": "Out"}},
        },
        "shapes": {
            "In": {
                "type": "structure",
                "members": {
                    "from": {"shape": "Count"},
                    "data": {"shape": "Data"},
                    "place": {"shape": "CopySource"},
                    "color": {"shape": "Color"},
                    "colors": {"shape": "Colors"},
                    "parts": {"shape": "Parts"},
                    "named": {"shape": "Named"},
                    "labels": {"shape": "Labels"},
                    "times": {"shape": "Times"},
                    "grid": {"shape": "Grid"},
                },
            },
            "Label": {"type": "structure", "members": {"name": {"shape": "Name"}}},
            "Labels": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Label"}},
            "Out": {
                "type": "structure",
                "required": ["named", "times", "colors", "grid"],
                "members": {
                    "named": {"shape": "Named"},
                    "times": {"shape": "Times"},
                    "colors": {"shape": "Colors"},
                    "grid": {"shape": "Grid"},
                },
            },
            "Part": {"type": "structure", "members": {"name": {"shape": "Name"}, "data": {"shape": "Data"}}},
            "Parts": {"type": "list", "member": {"shape": "Part"}},
            "Named": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Part"}},
            "Color": {"type": "string", "enum": ["red", "dark-blue"]},
            "Colors": {"type": "list", "member": {"shape": "Color"}},
            "Times": {"type": "list", "member": {"shape": "Time"}},
            "Grid": {"type": "list", "member": {"shape": "Names"}},
            "Names": {"type": "list", "member": {"shape": "Name"}},
            "Count": {"type": "integer"},
            "Data": {"type": "blob"},
            "CopySource": {"type": "string"},
            "Name": {"type": "string"},
            "Time": {"type": "timestamp"},
        },
    }
    wanted = Settings(service="logs", package="oddshapes", client="OddClient", operations=["*"])
    return Api(build(model, wanted).service)
