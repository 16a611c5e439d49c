"""The last hand on a module: each definition is proof-read, and black formats those with a line that is too long.

Templates print lines that black leaves alone unless they are too long; a test holds that. What black made of a
definition is remembered by its content, so that only what is new costs time; it is believed if it says the same.
"""

import ast
import hashlib
import io
import re
import tokenize
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from shapegen.errors import ShapegenError

LINE_LENGTH = 120

_OWN_HASH = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
_DEFINITION = re.compile(r"\n\n\n(?=\S)")
_DOCSTRING = re.compile(r'^ *r?""".*?"""$', re.DOTALL | re.MULTILINE)
_WORD = re.compile(r"\w+")
_IMPORT = re.compile(
    r"^(?P<margin> *)from (?P<module>\S+) import (?:\((?P<lines>[^()]*)\)|(?P<names>[^()\n]+))\n", re.MULTILINE
)
#: What a template prints of a table without entries.
_EMPTY_TABLE = re.compile(r"^([A-Z]+: .* = \{)\n\}$", re.MULTILINE)
#: What makes a line a module of its own, and how far it is indented there.
_AROUND_STATEMENT = (("", "", 0), ("", "\n    pass", 0), ("if x:\n    pass\n", "\n    pass", 0))
_AROUND_ITEM = (("f(\n", "\n)", 4), ("{\n", "\n}", 4))


_Owner = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class Finisher:
    """Finishes modules with what is remembered of earlier runs, and notes what to remember for the next."""

    remembered: Mapping[str, str]
    learned: dict[str, str] = field(default_factory=dict[str, str])
    """Of each definition with a line that is too long, by `key`: what black made of it."""
    edition: str = field(default_factory=lambda: f"{version('black')} {_OWN_HASH}")

    def finish(self, module: str, text: str) -> str:
        """`text` of the module called `module` without unused imports, in black's style.

        Raises ShapegenError when a definition holds what no template prints: text of the model would have become
        code.
        """
        head, *definitions = _DEFINITION.split(text)
        if definitions:
            parts = [_IMPORT.sub("", f"{head}\n"), *definitions]
            used = {*_WORD.findall(head)} & {word for part in parts for word in _WORD.findall(_DOCSTRING.sub("", part))}
            head = _imports_used(head, used)
        return "\n\n\n".join(self._finished(module, part) for part in (head, *definitions))

    def _finished(self, module: str, text: str) -> str:
        """`text` in black's style: the templates print that, so only lines that are too long are given to black."""
        tree = _proof_read(module, text)
        text = _EMPTY_TABLE.sub(r"\1}", text)
        lines = text.split("\n")
        documentation = _documentation(text)
        long = [number for number, line in enumerate(lines) if len(line) > LINE_LENGTH and number not in documentation]
        if not long:
            return text
        key = hashlib.sha256(f"{self.edition}\0{text}".encode()).hexdigest()
        known = self.remembered.get(key)
        self.learned[key] = known if known and _says_the_same(known, tree, text) else _blackened(text, lines, long)
        return self.learned[key]


def _says_the_same(known: str, tree: ast.Module, text: str) -> bool:
    """Whether what is remembered is the code and the comments of a text, of which `tree` is the syntax."""
    try:
        return ast.dump(ast.parse(known)) == ast.dump(tree) and _comments(known) == _comments(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError):
        return False


def _comments(text: str) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def _blackened(text: str, lines: list[str], long: Sequence[int]) -> str:
    """`text` with black's form of the lines, by their numbers, that are too long."""
    formatted = {number: _formatted_line(lines[number]) for number in long}
    if None in formatted.values():
        return _formatted(text)
    return "\n".join(formatted.get(number) or line for number, line in enumerate(lines))


def _documentation(text: str) -> set[int]:
    """The numbers of the lines that are documentation."""
    found: set[int] = set()
    line = end = 0
    for docstring in _DOCSTRING.finditer(text):
        line += text.count("\n", end, docstring.start())
        end = docstring.start()
        found.update(range(line, line + docstring[0].count("\n") + 1))
    return found


def _formatted_line(line: str) -> str | None:
    """What black makes of a line that is a statement, or part of a call, a table or a list; None of any other."""
    code = line.lstrip(" ")
    margin = line[: -len(code)]
    for before, after, depth in _AROUND_ITEM if code.endswith(",") else _AROUND_STATEMENT:
        with suppress(ValueError):  # it is something else
            formatted = _formatted(f"{before}{' ' * depth}{code}{after}", LINE_LENGTH - len(margin) + depth)
            if formatted.startswith(before) and formatted.endswith(after):
                inner = formatted[len(before) : len(formatted) - len(after)]
                return "\n".join(margin + each[depth:] for each in inner.split("\n"))
    return None


def _formatted(text: str, line_length: int = LINE_LENGTH) -> str:
    import black
    from black.mode import TargetVersion

    mode = black.Mode(line_length=line_length, target_versions={TargetVersion.PY311})
    formatted = black.format_str(text, mode=mode)
    return formatted if text.endswith("\n") else formatted.rstrip("\n")


def _proof_read(module: str, text: str) -> ast.Module:
    """Refuses what the templates never print: text of the model that got out of its quotes would look like that.

    Gives the syntax of the text.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ShapegenError(f"{module}: text of the model broke the code: {error}") from error
    waiting: list[ast.Module | _Owner] = [tree]
    while waiting:
        owner = waiting.pop()
        for node in owner.body:
            if isinstance(node, _Owner):
                waiting.append(node)
            if not _is_printed(node, owner):
                code = ast.unparse(node)[:LINE_LENGTH]
                raise ShapegenError(f"{module}: no template prints {code!r}: text of the model became code")
    return tree


def _is_printed(node: ast.stmt, owner: ast.Module | _Owner) -> bool:
    match owner, node:
        case _, ast.Expr(value=ast.Constant(value=str())):
            return True
        case _, ast.ClassDef(bases=bases, keywords=[], decorator_list=decorators):
            return all(map(_is_name, bases)) and all(_calls(each, "dataclass") for each in decorators)
        case _, ast.FunctionDef(decorator_list=decorators) | ast.AsyncFunctionDef(decorator_list=decorators):
            return all(
                _calls(each, "deprecated") or (isinstance(each, ast.Name) and each.id == "overload")
                for each in decorators
            )
        case ast.FunctionDef() | ast.AsyncFunctionDef(), ast.Expr(value=value):
            return isinstance(value, ast.Call) or (isinstance(value, ast.Constant) and value.value is ...)
        case ast.FunctionDef() | ast.AsyncFunctionDef(), _:
            return not isinstance(node, ast.Import | ast.ImportFrom | ast.Delete)
        case ast.ClassDef(), ast.Assign(value=ast.Constant(value=str())):
            return True
        case ast.ClassDef(), ast.AnnAssign(annotation=annotation, value=value):
            plain = value is None or (isinstance(value, ast.Constant) and value.value is None)
            return _is_type(annotation) and (plain or _calls(value, "field"))
        case ast.Module(), ast.Assign(value=value) | ast.AnnAssign(value=value):
            table = isinstance(value, ast.Dict | ast.DictComp | ast.List)
            false = isinstance(value, ast.Constant) and value.value is False
            literal = (
                isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name) and value.value.id == "Literal"
            )
            return table or false or literal or _calls(value, "ByClass", "Pattern", "TypedDict", "frozenset")
        case ast.Module(), ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.ImportFrom() | ast.Raise():
            return True
        case _:
            return False


def _calls(node: ast.expr | None, *names: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def _is_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) or (isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name))


def _is_type(node: ast.expr) -> bool:
    text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return text or _is_name(node) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr))


def _imports_used(head: str, used: Collection[str]) -> str:
    """The head of a module without the names that it imports and that are not `used` below."""

    def prune(found: re.Match[str]) -> str:
        names = [name.strip() for name in (found["lines"] or found["names"]).split(",") if name.strip()]
        kept = [name for name in names if name.split()[-1] in used]
        if found["module"] == "__future__" or len(kept) == len(names):
            return found[0]
        if not kept:
            return ""
        if found["names"]:
            return f"{found['margin']}from {found['module']} import {', '.join(kept)}\n"
        inner = "".join(f"{found['margin']}    {name},\n" for name in kept)
        return f"{found['margin']}from {found['module']} import (\n{inner}{found['margin']})\n"

    pruned = _IMPORT.sub(prune, f"{head}\n")
    pruned = re.sub(r"(?<=:\n)\n+", "", re.sub(r"\n{3,}", "\n\n", pruned))
    return re.sub(r"(?<=^if TYPE_CHECKING:\n)(?=\S|\Z)", "    pass\n", pruned, flags=re.MULTILINE).rstrip("\n")
