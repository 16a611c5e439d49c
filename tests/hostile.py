"""Texts that would do harm as code, and a package of them, used as a program uses one."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import black
from black.mode import TargetVersion
from hypothesis import settings
from hypothesis import strategies as st
from models import Model, done, write_model, write_profile

from shapegen import ir
from shapegen.build import Settings, build
from shapegen.emit.formatting import LINE_LENGTH, Finisher
from shapegen.emit.render import render

settings.register_profile("hostile", derandomize=True, deadline=None, print_blob=True, max_examples=30)
HOSTILE = settings.get_profile("hostile")
MODE = black.Mode(line_length=LINE_LENGTH, target_versions={TargetVersion.PY311})

#: Code that leaves a file behind.
CANARY = '__import__("pathlib").Path("canary").touch()'

TEXTS: Mapping[str, str] = {
    "quotes": '"""',
    "single quotes": "'''",
    "four quotes": '""""',
    "a quote": '"',
    "both quotes": "\"'",
    "a backslash": "\\",
    "two backslashes": "\\\\",
    "a backslash and quotes": '\\"""',
    "quotes and a backslash": '"""\\',
    "a raw end": 'a\\b"',
    "escapes": "\\n \\x41 \\N{BULLET} \\u0041 \\777 \\\n",
    "a statement": f'"""\n{CANARY}\n"""',
    "a statement in a class": f'"""\n    if {CANARY}: pass\n    """',
    "a statement in a method": f'"""\n        {CANARY}\n        """',
    "a statement between single quotes": f"'\n{CANARY}\n'",
    "a statement between quotes": f'"\n{CANARY}\n"',
    "a statement behind a call": f'")\n{CANARY}\n("',
    "a definition": f'\n\n\n{CANARY}\n\n\n"""',
    "an annotation": f'"""; x: {CANARY} = None; """',
    "an expression of Jinja": "{{ cycler.__init__.__globals__.os.system('touch canary') }}",
    "a statement of Jinja": "{% set x = cycler.__init__.__globals__.os.system('touch canary') %} {% raw %}",
    "a comment of Jinja": "{# #} {#",
    "braces": "{} {0} {x!r} %s %(x)s ${x}",
    "NUL": "\0",
    "a carriage return": f"a\r{CANARY}",
    "a form feed": f"a\f{CANARY}",
    "a line separator": f"a\u2028{CANARY}\u2029{CANARY}\x85{CANARY}",
    "a tab": f"a\t{CANARY}\v{CANARY}",
    "bidi": "\u202e\u2066 ;a \u2069\u200f",
    "a byte order mark": "\ufeff\u200b",
    "lone surrogates": "\udcff \ud800",
    "beyond the plane": "\U0001f600 \U000e0041",
    "a terminal's": "\x1b[2J\x07\x9b",
    "pragmas": "# fmt: off\n# fmt: skip\n# type: ignore\n# pyright: basic\n# mypy: ignore-errors\n# ruff: noqa\n# noqa",
    "a coding": "# -*- coding: utf-7 -*-",
    "a fence": "```\n`` ` \n```",
    "tags": f'<code>{CANARY}</p><a href=\'"""\'>"""</a><!-- --> <![CDATA[ &#34;&#34;&#34; &quot; &#92; &#0;',
    "long": "very" * 75,
    "long words": "very long " * 30,
    "long quotes": '"""' + '" ' * 100 + '"""',
}


def generated(folder: Path, model: Model, **keys: object) -> Path:
    """The output of `generate`, with which any canary would be."""
    path = write_model(folder / "model.json", model)
    done(
        "generate", "--profile", write_profile(folder / "profile", **keys), "--model", path, "--output", folder / "out"
    )
    return folder / "out"


def exercise(root: Path, samples: Mapping[str, object] | None = None) -> list[str]:
    """What goes wrong when all of a package is used as its IR says. `samples`: good values of shapes, by name."""
    here = root.parent
    (here / "samples.json").write_text(json.dumps(samples or {}))
    ran = subprocess.run(
        [
            sys.executable,
            "-B",
            *("-W", "error"),
            *("-W", "ignore:Deprecated"),  # the model says so
            Path(__file__).parent / "data" / "exercise.py",
            str(root),
            "samples.json",
        ],
        cwd=here,
        env={"PYTHONIOENCODING": "utf-8:backslashreplace"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    problems: list[str] = json.loads(ran.stdout)
    if (here / "canary").exists():
        problems.append("text became code")
    return problems


WANTED = Settings(service="small", package="smallshapes", client="SmallClient", operations=["*"])


def least() -> Model:
    """A model of one operation."""
    return {
        "metadata": {},
        "operations": {"Put": {"name": "Put", "input": {"shape": "PutInput"}}},
        "shapes": {
            "Color": {"type": "string", "enum": ["red"]},
            "Name": {"type": "string"},
            "PutInput": {"type": "structure", "members": {"Name": {"shape": "Name"}, "Color": {"shape": "Color"}}},
        },
    }


#: Remembers what black did, so that each example costs what is new in it.
MEMORY: dict[str, str] = {}


def finished(model: Model) -> tuple[ir.Service, dict[str, str]]:
    """The IR and the modules, as `generate` would write them."""
    made = build(model, WANTED).service
    finisher = Finisher(MEMORY)
    texts = {path: finisher.finish(path, text) for path, text in render(made).items()}
    MEMORY.update(finisher.learned)
    return made, texts


def member_documentation(shapes: str) -> Iterator[tuple[str, str, str]]:
    """Of each member its class, its attribute and what stands under it, without the indentation."""
    for cls in ast.parse(shapes).body:
        if isinstance(cls, ast.ClassDef):
            for node, below in zip(cls.body, [*cls.body[1:], None], strict=True):
                if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id[0] != "_":
                    said = ast.literal_eval(below.value) if isinstance(below, ast.Expr) else ""
                    yield cls.name, node.target.id, said.replace("\n    ", "\n").strip()


SPECIAL = st.sampled_from("\"'\\`{}%#<>&;:,()[]*-=_aN \n\r\t\f\0\x1b\x85\u2028\u202e\ufeff\ud800é")
TEXT = st.text(SPECIAL | st.characters(), max_size=60)
