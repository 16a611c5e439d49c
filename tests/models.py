"""Small service models, profiles and wheels to generate from, and the command `shapegen`, run in this process."""

import atexit
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from shapegen.build import Settings, planned, prepared_model
from shapegen.build.plan import Plan
from shapegen.cli import shapegen
from shapegen.emit.description import MANIFEST, packed, unpacked

Model = dict[str, Any]

#: Every kind of shape, a union, recursion, an empty structure, something sensitive and something deprecated.
_SMALL: Model = {
    "metadata": {"serviceId": "Small"},
    "operations": {
        "DropThing": {"name": "DropThing", "input": {"shape": "DropThingInput"}},
        "PutThing": {
            "name": "PutThing",
            "documentation": "<p>Puts a thing. It stays there.</p>",
            "input": {"shape": "PutThingInput"},
            "output": {"shape": "PutThingOutput"},
            "errors": [{"shape": "InUse"}],
        },
    },
    "shapes": {
        "Amount": {"type": "integer", "min": 1, "max": 9, "box": True},
        "Branch": {
            "type": "structure",
            "members": {"Left": {"shape": "Branch"}, "Right": {"shape": "Branch"}, "Leaf": {"shape": "Choice"}},
        },
        "Choice": {"type": "structure", "union": True, "members": {"A": {"shape": "Name"}, "B": {"shape": "Empty"}}},
        "Color": {"type": "string", "enum": ["red", "dark-blue"]},
        "Data": {"type": "blob", "max": 9},
        "DropThingInput": {"type": "structure", "required": ["Name"], "members": {"Name": {"shape": "Name"}}},
        "Empty": {"type": "structure", "members": {}},
        "InUse": {"type": "structure", "members": {}, "exception": True},
        "Name": {"type": "string", "min": 1, "max": 20, "pattern": "[a-z]+", "documentation": "<p>A name.</p>"},
        "Names": {"type": "list", "member": {"shape": "Name"}, "max": 3},
        "PutThingInput": {
            "type": "structure",
            "required": ["Name"],
            "documentation": "<p>What to put.</p>",
            "members": {
                "Amount": {"shape": "Amount"},
                "Branch": {"shape": "Branch"},
                "Color": {"shape": "Color", "deprecated": True, "deprecatedMessage": "All are grey now"},
                "Data": {"shape": "Data"},
                "Name": {"shape": "Name", "documentation": "<p>What the thing is called.</p>"},
                "Names": {"shape": "Names"},
                "Password": {"shape": "Secret"},
                "Ratio": {"shape": "Ratio"},
                "Tags": {"shape": "Tags"},
                "When": {"shape": "Time"},
                "Wrap": {"shape": "Yes"},
            },
        },
        "PutThingOutput": {
            "type": "structure",
            "required": ["Color"],
            "members": {"Color": {"shape": "Color"}, "Ratio": {"shape": "Ratio"}},
        },
        "Ratio": {"type": "float", "min": 0, "max": 1},
        "Secret": {"type": "string", "sensitive": True},
        "Tags": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Choice"}, "max": 2},
        "Time": {"type": "timestamp"},
        "Yes": {"type": "boolean"},
    },
}


#: What few services have: streams, events, documents, JSON texts, lists with null, requests shared or absent, names
#: that collide.
_RARE: Model = {
    "metadata": {"serviceId": "Rare Things"},
    "operations": {
        "DropAll": {"name": "DropAll", "deprecated": True, "deprecatedMessage": "Drop each by itself."},
        "GetDay": {"name": "GetDay", "input": {"shape": "Day"}, "output": {"shape": "Report"}},
        "Import": {"name": "Import", "input": {"shape": "Upload"}, "output": {"shape": "Download"}},
        "ListDays": {"name": "ListDays", "input": {"shape": "Day"}, "output": {"shape": "Report"}},
        "Watch": {"name": "Watch", "input": {"shape": "WatchRequest"}, "output": {"shape": "WatchResponse"}},
    },
    "shapes": {
        "Body": {"type": "blob", "streaming": True, "max": 9},
        "Color": {"type": "string", "enum": ["a-b", "a_b", "1"], "min": 1},
        "Day": {"type": "structure", "members": {"Date": {"shape": "Text"}}},
        "Download": {"type": "structure", "members": {"Body": {"shape": "Body"}, "Size": {"shape": "Size"}}},
        "Events": {
            "type": "structure",
            "eventstream": True,
            "members": {"End": {"shape": "Nothing"}, "Part": {"shape": "Part"}},
        },
        "Free": {"type": "structure", "members": {}, "document": True},
        "Level": {"type": "structure", "members": {"from": {"shape": "Text"}, "x-y": {"shape": "Text"}}},
        "Nothing": {"type": "structure", "members": {}, "event": True},
        "Part": {
            "type": "structure",
            "event": True,
            "members": {"Bytes": {"shape": "Raw", "eventpayload": True}, "Color": {"shape": "Color"}},
        },
        "Raw": {"type": "blob"},
        "Report": {
            "type": "structure",
            "members": {
                "Free": {"shape": "Free"},
                "Frees": {"shape": "Frees"},
                "Gaps": {"shape": "Gaps"},
                "Json": {"shape": "Text", "jsonvalue": True, "location": "header", "locationName": "x-json"},
                "Level": {"shape": "Level"},
                "level": {"shape": "level"},
            },
        },
        "Frees": {"type": "list", "member": {"shape": "Free"}},
        "Gaps": {"type": "list", "member": {"shape": "Color"}, "sparse": True},
        "Size": {"type": "long"},
        "Text": {"type": "string"},
        "Upload": {
            "type": "structure",
            "required": ["Body"],
            "members": {
                "Body": {"shape": "Body"},
                "Free": {"shape": "Free"},
                "Json": {"shape": "Text", "jsonvalue": True, "location": "header", "locationName": "x-json"},
                "JsonText": {"shape": "Text", "jsonvalue": True},
                "Raw": {"shape": "Raw"},
                "Token": {"shape": "Text", "idempotencyToken": True},
            },
        },
        "WatchRequest": {"type": "structure", "members": {"Sent": {"shape": "Events"}}},
        "WatchResponse": {"type": "structure", "members": {"Events": {"shape": "Events"}}},
        "level": {"type": "structure", "members": {}},
    },
}


def rare() -> Model:
    """A model with all that few services have, to change as the test likes."""
    return deepcopy(_RARE)


def small() -> Model:
    """A model with every kind of shape, to change as the test likes."""
    return deepcopy(_SMALL)


@cache
def _sagemaker() -> dict[str, bytes]:
    models: dict[str, bytes] = {}
    with tarfile.open(Path(__file__).parent / "data" / "sagemaker.tar.xz") as archive:
        for entry in archive:
            file = archive.extractfile(entry)
            assert file
            models[entry.name.split("/")[0]] = file.read()
    return models


def sagemaker(release: str) -> bytes:
    """service-2.json of SageMaker in botocore 1.16.5 or 1.16.6."""
    return _sagemaker()[release]


def wheel(folder: Path, release: str, service: str, model: bytes) -> Path:
    """A wheel of botocore `release` that has one service and no code."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"botocore-{release}-py2.py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        about = f"Metadata-Version: 2.1\nName: botocore\nVersion: {release}\n"
        archive.writestr(f"botocore-{release}.dist-info/METADATA", about)
        archive.writestr(f"botocore-{release}.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py2-none-any\n")
        archive.writestr(f"botocore-{release}.dist-info/RECORD", "")
        archive.writestr(f"botocore/data/{service}/2020-01-01/service-2.json", model)
    return path


def write_model(path: Path, model: Model) -> Path:
    """The model in a file."""
    path.write_text(json.dumps(model), "utf-8")
    return path


def write_profile(folder: Path, **keys: object) -> Path:
    """A folder with the profile of the package `smallshapes`, all of the small model; `keys` say what is different.

    A key that is None is left out.
    """
    content = {"package": "smallshapes", "service": "small", "client": "SmallClient", "operations": ["*"]} | keys
    folder.mkdir(parents=True, exist_ok=True)
    # JSON's texts and lists are TOML's.
    lines = [f"{key} = {json.dumps(value)}\n" for key, value in content.items() if value is not None]
    (folder / "profile.toml").write_text("".join(lines), "utf-8")
    return folder


@cache
def memory() -> str:
    """The cache folder of this process's runs, so that black works once for all of them."""
    folder = tempfile.mkdtemp(prefix="shapegen-cache-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def run(*arguments: object, cache: Path | None = None, env: Mapping[str, str | None] | None = None) -> Result:
    """`shapegen …` in this process; an exception that the command does not handle is the test's."""
    environment = {"SHAPEGEN_CACHE": str(cache or memory()), **(env or {})}
    return CliRunner().invoke(shapegen, [str(each) for each in arguments], env=environment, catch_exceptions=False)


def done(*arguments: object, cache: Path | None = None) -> str:
    """What `shapegen …` says when all goes well."""
    result = run(*arguments, cache=cache)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*arguments: object, cache: Path | None = None, env: Mapping[str, str | None] | None = None) -> str:
    """What `shapegen …` says when it exits with 2; words for people, on standard error, and nothing else."""
    result = run(*arguments, cache=cache, env=env)
    assert result.exit_code == 2, result.output
    assert not result.stdout
    assert_for_people(result.stderr)
    return result.stderr


def refused_untouched(out: Path, *arguments: object, **keywords: Any) -> str:
    """What `generate` says when it refuses; the tree and what is around it are as they were."""
    before = state(out.parent)
    said = refused("generate", *arguments, "--output", out, **keywords)
    assert state(out.parent) == before
    return said


#: What a process needs of this one's environment.
PASSED = ("PATH", "PYTHONPATH", "SYSTEMROOT")


def python(*arguments: str, env: dict[str, str], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs `python …` with nothing of this process's environment but what it needs."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={"SHAPEGEN_CACHE": memory(), **{name: os.environ[name] for name in PASSED if name in os.environ}, **env},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


def assert_for_people(message: str) -> None:
    """Fails when the message is a traceback, or an exception that nobody put into words."""
    assert "Traceback" not in message
    assert not re.search(r"\w(Error|Exception)\b", message), message
    assert "--debug" not in message, message


def manifest(root: Path) -> Path:
    """Where the one package below `root` says what it is."""
    [path] = root.rglob(MANIFEST)
    return path


def stamp(root: Path) -> dict[str, Any]:
    """What the one package below `root` says of itself."""
    said: dict[str, Any] = unpacked(manifest(root).read_bytes())
    return said


def restamp(root: Path, stamp: Mapping[str, Any]) -> None:
    """Makes the one package below `root` say something else."""
    manifest(root).write_bytes(packed(stamp))


def contents(root: Path) -> dict[str, bytes]:
    """Every file below `root`."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def state(root: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every folder and file at and below `root`, with mode, time of change and content; empty when there is none."""
    paths = [root, *root.rglob("*")] if root.exists() else []
    return {
        str(path): (path.lstat().st_mode, path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in sorted(paths)
    }


def plan(model: Model) -> Plan:
    """What is decided of all of a model."""
    wanted = Settings(service="small", package="small", client="SmallClient", operations=["*"])
    return planned(prepared_model({"metadata": {}, **model}, ()), wanted)


def without_index(links: Path) -> dict[str, str | None]:
    """The environment in which pip finds what is in a folder and nothing else."""
    return {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(links),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": None,
        "PIP_EXTRA_INDEX_URL": None,
    }
