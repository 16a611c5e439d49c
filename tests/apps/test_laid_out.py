"""The settings of an app's formatter, and what is laid out by them."""

from pathlib import Path

import pytest

from shapegen.apps.layout import Layout, laid_out, layout

WIDE = Layout(width=120, is_set=True)


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ("[tool.black]", Layout(88, True, True, is_set=True)),
        ("[tool.black]\nline-length = 1", Layout(1, True, True, is_set=True)),
        ("[tool.black]\nline-length = 320", Layout(320, True, True, is_set=True)),
        ("[tool.black]\nline-length = 100\nskip-string-normalization = true", Layout(100, False, True, is_set=True)),
        ("[tool.black]\nskip-magic-trailing-comma = true", Layout(88, True, False, is_set=True)),
        ("[tool.black]\nskip-magic-trailing-comma = false\nskip-string-normalization = 1", Layout(is_set=True)),
        ("[tool.ruff]", Layout(88, True, True, is_set=True)),
        ("[tool.ruff]\nline-length = 100", Layout(100, True, True, is_set=True)),
        ("[tool.ruff.format]\nquote-style = 'double'", Layout(88, True, True, is_set=True)),
        ("[tool.ruff.format]\nquote-style = 'single'", Layout(88, False, True, is_set=True)),
        ("[tool.ruff.format]\nquote-style = 'preserve'", Layout(88, False, True, is_set=True)),
        ("[tool.ruff.format]\nskip-magic-trailing-comma = true", Layout(88, True, False, is_set=True)),
        ("[tool.ruff.format]\nskip-magic-trailing-comma = false", Layout(88, True, True, is_set=True)),
        ("[tool.black]\nline-length = 100\n[tool.ruff]\nline-length = 90", Layout(100, True, True, is_set=True)),
        # widths that no formatter takes
        ("[tool.black]\nline-length = 0", Layout(88, True, True, is_set=True)),
        ("[tool.black]\nline-length = -1", Layout(88, True, True, is_set=True)),
        ("[tool.black]\nline-length = 321", Layout(88, True, True, is_set=True)),
        ("[tool.black]\nline-length = '100'", Layout(88, True, True, is_set=True)),
        # nothing of a formatter
        ("[tool.isort]\nline-length = 100", Layout(88, True, True, is_set=False)),
        ("tool = 5", Layout(88, True, True, is_set=False)),
        ("[tool]\nblack = 5\nruff = 5", Layout(88, True, True, is_set=False)),
        ("[tool.black", Layout(88, True, True, is_set=False)),
    ],
)
def test_settings_are_those_of_black_or_else_of_ruff(tmp_path: Path, settings: str, found: Layout) -> None:
    (tmp_path / "pyproject.toml").write_text(settings)
    (tmp_path / ".git").mkdir()
    assert layout(tmp_path / "app.py") == found


def _set(folder: Path, name: str, width: int) -> None:
    folder.mkdir(exist_ok=True)
    head = "[tool.ruff]\n" if name == "pyproject.toml" else ""
    (folder / name).write_text(f"{head}line-length = {width}\n")


@pytest.mark.parametrize(
    ("files", "width"),
    [
        ({"inner/ruff.toml": 90, "pyproject.toml": 100}, 90),
        ({"inner/.ruff.toml": 90, "ruff.toml": 100}, 90),
        ({"pyproject.toml": 100}, 100),
        ({"ruff.toml": 90, ".ruff.toml": 100, "pyproject.toml": 110}, 90),
        ({".ruff.toml": 100, "pyproject.toml": 110}, 100),
        ({"../pyproject.toml": 100}, 88),  # outside the repository
        ({}, 88),
    ],
)
def test_the_nearest_settings_up_to_the_repository_count(tmp_path: Path, files: dict[str, int], width: int) -> None:
    top = tmp_path / "top"
    (top / ".git").mkdir(parents=True)
    (top / "inner").mkdir()
    for name, set_width in files.items():
        _set((top / name).parent, Path(name).name, set_width)
    assert layout(top / "inner" / "app.py").width == width


def test_a_folder_without_settings_is_no_end(tmp_path: Path) -> None:
    _set(tmp_path, "pyproject.toml", 100)
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "pyproject.toml").write_text("[project]\nname = 'app'\n")
    assert layout(tmp_path / "inner" / "app.py").width == 100


LONG = 'call(first="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", second="bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", third="cccccccccccc")\n'
BROKEN = """\
call(
    first="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    second="bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
    third="cccccccccccc",
)
"""
OTHER = LONG.replace("call", "kept")


@pytest.mark.parametrize(
    ("before", "after", "settings", "result"),
    [
        # as black leaves it before, so it is again
        ("call()\n", LONG, Layout(), BROKEN),
        ("call()\n", LONG, WIDE, LONG),
        ("call()\n", "call(\n    1\n)\nx = [1,2]\n", Layout(), "call(1)\nx = [1, 2]\n"),
        ("call()\n", "call('a')\n", Layout(), 'call("a")\n'),
        ("call()\n", "call('a')\n", Layout(normalizes_quotes=False), "call('a')\n"),
        ("call()\n", "call(\n    1,\n)\n", Layout(), "call(\n    1,\n)\n"),
        ("call()\n", "call(\n    1,\n)\n", Layout(has_magic_commas=False), "call(1)\n"),
        # not as black leaves it, and no settings: everything stays
        ("x = [1,2]\n", f"x = [1,2]\n{LONG}", Layout(), f"x = [1,2]\n{LONG}"),
        ("x = 'a'\n", f"x = 'a'\n{LONG}", Layout(), f"x = 'a'\n{LONG}"),
        (OTHER, f"{OTHER}{LONG}", Layout(), f"{OTHER}{LONG}"),
        # with settings, what became too long is laid out, in its own quotes
        ("x = [1,2]\n", f"x = [1,2]\n{LONG}", Layout(is_set=True), f"x = [1,2]\n{BROKEN}"),
        (
            "x = 'a'\n",
            "x = 'a'\n" + LONG.replace('"', "'"),
            Layout(is_set=True),
            "x = 'a'\n" + BROKEN.replace('"', "'"),
        ),
        ("x = [1,2]\n", "x = [1,2,3]\n", Layout(is_set=True), "x = [1,2,3]\n"),
        ("x = [1,2]\n", f"x = [1,2]\n{LONG}", WIDE, f"x = [1,2]\n{LONG}"),
        (OTHER, f"{OTHER}{LONG}", Layout(is_set=True), f"{OTHER}{BROKEN}"),
        # what black does not read, and what is not changed
        ("x = 1\n", "x = (\n", Layout(), "x = (\n"),
        ("x = 1\r\n", "x=1\r\n", Layout(), "x=1\r\n"),
        ("x=1\n", "x=1\n", Layout(), "x=1\n"),
    ],
)
def test_a_file_that_follows_the_formatter_does_so_afterwards(
    before: str, after: str, settings: Layout, result: str
) -> None:
    assert laid_out(before, after, settings) == result


@pytest.mark.parametrize(("length", "is_broken"), [(88, False), (89, True)])
def test_a_line_may_be_as_long_as_the_width(length: int, is_broken: bool) -> None:
    line = f"call( {'a' * (length - 8)} )\n"
    assert len(line) == length + 1
    after = f"x = [1,2]\n{line}"
    assert (laid_out("x = [1,2]\n", after, Layout(is_set=True)) != after) == is_broken


@pytest.mark.filterwarnings("error")  # of strings that are no longer Python one day
@pytest.mark.parametrize(
    ("code", "follows"),
    [
        # what black leaves, though it looks like what it would change
        ('x = "it\'s"\n', True),
        (f"x = {'a' * 100}\n", True),
        (f"call({'a' * 100!r})\n".replace("'", '"'), False),
        ('def f():\n    x = "it\'s"\n', True),
        ("def f():\n    '''Docstring.'''\n", False),
        ('def f():\n    """It\'s."""\n', True),
        (f"def f():\n    return call({'a' * 64}, {'b' * 5})\n", True),
        (f"def f():\n    return call({'a' * 65}, {'b' * 5})\n", False),
        (f"if 1:\n    call({'a' * 71}, {'b' * 5})\n", True),
        (f"if 1:\n    call({'a' * 72}, {'b' * 5})\n", False),
        ("if 1: x = 'a'\n", False),
        ("# fmt: off\nx = 'a'\n# fmt: on\n", True),
        ("x = 'a'  # fmt: skip\n", True),
        ("import a, b\n", True),
        ("x += 'a'\n", False),
        ("x: str = 'a'\n", False),
        ("def f():\n    return 'a'\n", False),
        ("call('a')\n", False),
        ('x = "\\d"\n', True),
        ('x = 1\n""" it\'s """\n', True),
        ('x = [\n    1,\n    "it\'s",\n]\n', True),
        ('call(\n    1,\n)\ny = "it\'s"\n', True),
        ("if 1: x = (\n'a')\n", False),
        ("raise KeyError('a')\n", False),
        ('def f():\n    x = (\n        "it\'s"\n    )\n', False),
        ("x = '''\nit\n'''\n", False),
        ('def f():\n    x = """\nit\'s\n"""\n', True),
    ],
)
def test_whether_code_follows_black_is_found_by_black(code: str, follows: bool) -> None:
    after = f"{code}y = [1,2]\n"
    found = laid_out(code, after, Layout())
    assert ("y = [1, 2]\n" in found, found == after) == (follows, not follows)
