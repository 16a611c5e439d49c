"""The last hand on a module: what it formats, prunes, remembers and refuses."""

import builtins
import hashlib
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import black
import pytest
from black.mode import TargetVersion

from shapegen.emit.formatting import LINE_LENGTH, Finisher
from shapegen.errors import ShapegenError

HEAD = '''\
# A header.
"""A module."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf
from typing import (
    Any,
    NoReturn,
)

from . import enums, shapes
from .shapes import First as First
from .shapes import Second as Other
'''
SHORT = '''\
class Short:
    """Text."""

    name: str
    "odd quotes"
'''
LONG = f"""\
def long(x: Any) -> Any:
    return shapes.Long({', '.join(f'member_{n}=x.member_{n}' for n in range(9))})
"""


def module(*definitions: str, head: str = HEAD) -> str:
    return "\n\n".join([head, *definitions])


def finish(text: str, remembered: Mapping[str, str] | None = None) -> str:
    return Finisher(remembered or {}).finish("package/module.py", text)


def blackened(text: str) -> str:
    mode = black.Mode(line_length=LINE_LENGTH, target_versions={TargetVersion.PY311})
    return black.format_str(text, mode=mode)


def test_imports_that_nothing_below_uses_are_taken_out() -> None:
    use = "def f(x: Any) -> Iterable[Any]:\n    return [shapes.Short, Other]\n"
    assert finish(module(use)) == module(
        use,
        head=dedent('''\
            # A header.
            """A module."""

            from __future__ import annotations

            from collections.abc import Iterable
            from typing import (
                Any,
            )

            from . import shapes
            from .shapes import Second as Other
            '''),
    )


def test_a_module_without_definitions_keeps_its_imports() -> None:
    assert finish(HEAD) == HEAD


def test_a_name_is_used_only_as_a_whole_word() -> None:
    head = "from math import inf\nfrom typing import Any\n"
    assert finish(module("def info() -> Any:\n    return infinity\n", head=head)).startswith("from typing import Any\n")


def test_a_definition_with_a_long_line_is_formatted_and_no_other() -> None:
    assert max(map(len, LONG.splitlines())) > LINE_LENGTH
    finished = finish(module(SHORT, LONG))
    assert SHORT in finished
    assert blackened(LONG).strip() in finished
    assert max(map(len, finished.splitlines())) <= LINE_LENGTH


MANY = ", ".join(f"member_{n}=x.member_{n}" for n in range(7))


@pytest.mark.parametrize(
    "lines",
    [
        f"    return shapes.Long({MANY})",
        f"    if shapes.Long({MANY}):\n        pass",
        f"    if x:\n        pass\n    elif shapes.Long({MANY}):\n        pass",
        f"    return [\n        shapes.Long({MANY}),\n    ]",
        f'    return {{\n        "key": shapes.Long({MANY}),\n    }}',
    ],
    ids=["a statement", "if", "elif", "an item", "a row"],
)
def test_a_long_line_of_any_kind_is_as_black_has_it(lines: str) -> None:
    text = f"def long(x: Any) -> Any:\n{lines}\n"
    assert blackened(text) != text
    assert finish(module(text)).endswith(blackened(text))


def test_a_long_line_of_documentation_is_no_reason_to_format() -> None:
    text = f'class Short:\n    """{"word " * 30}\n    {"word " * 30}\n    """\n\n    name:  str\n    \'odd\'\n'
    assert text in finish(module(text))


@pytest.mark.parametrize("quotes", ['\'"""\'', '\'a """ b\''])
def test_a_long_line_between_quotes_that_open_no_docstring_is_formatted(quotes: str) -> None:
    text = f"def f(x: Any) -> Any:\n    y = {quotes}\n{LONG.splitlines()[1]}\n    z = {quotes}\n"
    assert max(map(len, finish(module(text)).splitlines())) <= LINE_LENGTH


def test_what_is_finished_stays_as_it_is() -> None:
    once = finish(module(SHORT, LONG))
    assert finish(once) == once


def without_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def refuse(name: str, *arguments: Any, **keywords: Any) -> Any:
        assert name.split(".")[0] != "black"
        return imported(name, *arguments, **keywords)

    monkeypatch.setattr(builtins, "__import__", refuse)


def test_a_second_run_does_not_need_black(monkeypatch: pytest.MonkeyPatch) -> None:
    text = module(SHORT, LONG)
    first = Finisher({})
    finished = first.finish("m.py", text)
    without_tools(monkeypatch)
    second = Finisher(first.learned)
    assert second.finish("m.py", text) == finished
    assert second.learned == first.learned


def test_only_what_is_new_is_formatted(monkeypatch: pytest.MonkeyPatch) -> None:
    first = Finisher({})
    first.finish("m.py", module(SHORT, LONG))
    second = Finisher(first.learned)
    seen: list[str] = []
    blackened = sys.modules["shapegen.emit.formatting"].__dict__["_blackened"]

    def spy(text: str, *rest: Any) -> str:
        seen.append(text)
        made: str = blackened(text, *rest)
        return made

    monkeypatch.setattr("shapegen.emit.formatting._blackened", spy)
    second.finish("m.py", module(SHORT, LONG.replace("long", "new"), LONG))
    assert [text.split("(")[0] for text in seen] == ["def new"]


def test_what_is_gone_is_forgotten() -> None:
    first = Finisher({})
    first.finish("m.py", module(SHORT, LONG))
    second = Finisher(first.learned)
    second.finish("m.py", module(SHORT))
    assert len(second.learned) < len(first.learned)


def test_another_black_remembers_nothing() -> None:
    first = Finisher({})
    first.finish("m.py", module(SHORT))
    other = Finisher(first.learned, edition="black 1.0")
    other.finish("m.py", module(SHORT))
    assert not first.learned.keys() & other.learned.keys()


def test_a_memory_of_lies_is_believed_only_under_the_key_of_the_same_text() -> None:
    assert finish(module(SHORT, LONG), {"0" * 64: "import os\n"}) == finish(module(SHORT, LONG))


@pytest.mark.parametrize(
    "lie",
    [
        lambda known: f"{known}\n__import__('os').system('id')\n",
        lambda known: known.replace("member_0=x.member_0", "member_0=__import__('os').system('id')"),
        lambda known: known.replace("member_0=x.member_0", "member_0=x.member_1"),
        lambda known: f"{known}    # type: ignore\n",
        lambda _: "pass",
        lambda _: "def (",
        lambda _: "(" * 100_000,
        lambda _: "\0",
        lambda _: "",
    ],
    ids=range(9),
)
def test_what_is_remembered_and_says_something_else_is_not_believed(lie: Callable[[str], str]) -> None:
    first = Finisher({})
    finished = first.finish("m.py", module(SHORT, LONG))
    [(key, known)] = first.learned.items()
    assert lie(known) != known
    assert finish(module(SHORT, LONG), {key: lie(known)}) == finished


def test_what_is_remembered_is_proof_read_again() -> None:
    hostile = LONG.replace("x.member_0", "x.member_0)\nimport os\nprint(1")
    with pytest.raises(ShapegenError):
        finish(module(hostile))
    key = hashlib.sha256(f"{Finisher({}).edition}\0{hostile}".encode()).hexdigest()
    with pytest.raises(ShapegenError):
        finish(module(hostile), {key: hostile})


@pytest.mark.parametrize(
    "smuggled",
    [
        "__import__('os').system('id')\n",
        "print()\n",
        "1\n",
        "class A:\n    __import__('os').system('id')\n",
        "class A:\n    import os\n",
        "class A:\n    from os import system\n",
        "class A:\n    name = __import__('os')\n",
        "class A:\n    name: int = __import__('os')\n",
        "class A:\n    name: int = 1\n",
        "class A:\n    def f(self):\n        import os\n",
        "class A:\n    del name\n",
        "class A:\n    NAME = f'{print()}'\n",
        "class A:\n    NAME = 'a' + print()\n",
        "class A:\n    pass; print()\n",
        "class A:\n    if print():\n        pass\n",
        "class A:\n    for a in print():\n        pass\n",
        "class A:\n    with print():\n        pass\n",
        "class A:\n    try:\n        print()\n    except Exception:\n        pass\n",
        "def f():\n    import os\n",
        "def f():\n    1 + 1\n",
        "def f():\n    def g():\n        import os\n",
        "if True:\n    __import__('os').system('id')\n",
        "for a in b:\n    print()\n",
    ],
)
def test_what_no_template_prints_is_refused_with_the_module_and_the_text(smuggled: str) -> None:
    with pytest.raises(ShapegenError, match=r"^package/module\.py: .*became code"):
        finish(module(SHORT, smuggled))


def test_a_head_is_proof_read_too() -> None:
    with pytest.raises(ShapegenError, match="became code"):
        finish(module(SHORT, head=HEAD + "print()\n"))


@pytest.mark.parametrize(
    "broken", ["class A:\n", 'class A:\n    """\n', "def f(:\n    pass\n", "class A:\n    class = 'a'\n"]
)
def test_what_is_no_python_is_refused_with_the_module(broken: str) -> None:
    with pytest.raises(ShapegenError, match=r"^package/module\.py: .*broke the code"):
        finish(module(SHORT, broken))


def test_the_repositorys_own_modules_are_left_alone_by_black_and_by_another_finish() -> None:
    package = Path(__file__).parents[2] / "generated" / "monitorshapes"
    for module in ("__init__.py", "enums.py", "client.py"):
        text = (package / module).read_text("utf-8")
        assert blackened(text) == text
        assert finish(text) == text
