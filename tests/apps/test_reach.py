"""Which code may run a call: a name too many does no harm, one too few would leave an error uncaught."""

from pathlib import Path

import libcst as cst
import pytest

from shapegen.apps.reach import Reach
from shapegen.apps.source import read

F = "def f(): hit()\n"


@pytest.mark.parametrize(
    ("code", "tried", "runs"),
    [
        # where it stands
        ("", "hit()", True),
        ("hit()\n", "pass", False),
        (F, "pass", False),
        (F, "f()", True),
        (F, "g()", False),
        (F, "a.f()", True),
        (F, "keep(f)", True),
        ("def f():\n    def g(): hit()\n", "g()", True),
        ("def f():\n    def g(): hit()\n", "f()", True),
        ("class A:\n    def f(self): hit()\n", "A()", True),
        ("class A:\n    def f(self): hit()\n", "a.f()", True),
        ("class A:\n    def f(self): hit()\n", "self.g()", False),
        ("class A:\n    hit()\n", "A()", True),
        # what calls it
        (f"{F}def g(): f()\n", "g()", True),
        (f"{F}def g(): f()\ndef h(): g()\n", "h()", True),
        (f"{F}def g(): pass\nf()\n", "g()", False),
        (f"{F}def g():\n    pass\nf()\n", "g()", False),
        (f"{F}class A:\n    def g(self): f()\n", "A()", True),
        (f"{F}def g(): g()\n", "g()", False),
        # what it is called
        (f"{F}g = f\n", "g()", True),
        (f"{F}g = h = f\n", "g()", True),
        (f"{F}g = h = f\n", "h()", True),
        (f"{F}g = lambda: f()\n", "g()", True),
        (f"{F}g: object = f\n", "g()", True),
        (f"{F}g: object\n", "g()", False),
        (f"{F}g += f\n", "g()", True),
        (f"{F}x = (g := f)\n", "g()", True),
        (f"{F}for g in [f]: pass\n", "g()", True),
        (f"{F}x = [g for g in [f]]\n", "g()", True),
        (f"{F}with f as g: pass\n", "g()", True),
        (f"{F}with f: pass\n", "g()", False),
        (f"{F}x['a'] = f\n", "x['a']()", True),
        (f"{F}x.a = f\n", "y.a()", True),
        (f"{F}g = h\n", "g()", False),
        (f"{F}class A:\n    def a(self): self.x = f\n", "self.x()", True),
        (f"{F}class A:\n    def a(self): self.x = f\n", "self.y()", False),
        (f"{F}class A:\n    def a(cls): cls.x = f\n", "cls.y()", False),
        # who is given it
        (f"{F}x.append(f)\n", "x[0]()", True),
        (f"{F}x.append(key=f)\n", "x[0]()", True),
        (f"{F}append(f)\n", "append()", False),
        (f"{F}x.append(g)\n", "x[0]()", False),
        (f"{F}def h(g): pass\nh(f)\n", "g()", True),
        (f"{F}def h(g, /): pass\nh(f)\n", "g()", True),
        (f"{F}def h(*, g): pass\nh(g=f)\n", "g()", True),
        (f"{F}def h(g): pass\nh(x)\n", "g()", False),
        (f"{F}def h(g): g()\nh(f)\n", "h(x)", True),
        # decorated
        ("def h(g): pass\n@h\ndef f(): hit()\n", "g()", True),
        ("def h(g): pass\n@h(1)\ndef f(): hit()\n", "g()", True),
        ("def h(g): pass\n@k\ndef f(): hit()\n", "g()", False),
        (f"{F}def h(g): pass\n@h\ndef k(): f()\n", "g()", True),
    ],
)
def test_what_leads_to_a_call_is_found(code: str, tried: str, runs: bool) -> None:
    source = read(Path("app.py"), f"{code}try:\n    {tried}\nexcept E: pass\n".encode())
    (statement,) = source.nodes(cst.Try)
    (call,) = (each for each in source.nodes(cst.Call) if source.code(each) == "hit()")
    assert Reach(source).runs(statement.body, call) is runs
    assert Reach(source).run_one([statement.body], [call]) == ({statement.body} if runs else set())


def test_of_many_blocks_those_are_found_that_run_one_of_the_calls() -> None:
    code = "".join(f"try:\n    {each}\nexcept E: pass\n" for each in ("f()", "hit()", "pass", "g()", "x; hit()"))
    source = read(Path("app.py"), f"def f(): hit()\ndef g(): pass\n{code}".encode())
    blocks = [each.body for each in source.nodes(cst.Try)]
    found_calls = [each for each in source.nodes(cst.Call) if source.code(each) == "hit()"]
    found = Reach(source).run_one(blocks, found_calls)
    assert [block in found for block in blocks] == [True, True, False, False, True]
    assert Reach(source).run_one(blocks, found_calls[:1]) == {blocks[0]}
    assert Reach(source).run_one(blocks, []) == set()


def test_calls_in_a_class_and_in_its_methods_are_found_apart() -> None:
    code = "class A:\n    hit()\n    def f(self): hit()\ntry: a.f()\nexcept E: pass\ntry: g()\nexcept E: pass\n"
    source = read(Path("app.py"), code.encode())
    one, other = (each.body for each in source.nodes(cst.Try))
    found_calls = [each for each in source.nodes(cst.Call) if source.code(each) == "hit()"]
    assert Reach(source).run_one([one, other], found_calls) == {one}
