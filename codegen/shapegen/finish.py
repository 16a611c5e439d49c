"""The last hand on a module: each definition is proof-read, and black formats those with a line that is too long.

Templates print lines that black leaves alone unless they are too long; a test holds that. What was finished once is
remembered by its content, so that only what is new costs time.
"""

import ast
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from shapegen.errors import ShapegenError

LINE_LENGTH = 120

_OWN_HASH = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
_DEFINITION = re.compile(r"\n\n\n(?=\S)")
_DOCSTRING = re.compile(r'^ *r?""".*?"""$', re.DOTALL | re.MULTILINE)
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Finisher:
    """Finishes modules with what is remembered of earlier runs, and notes what to remember for the next."""

    remembered: Mapping[str, str]
    learned: dict[str, str] = field(default_factory=dict[str, str])
    """Of each definition, by `key`: what black made of it, or nothing where it stays as it is."""
    edition: str = field(default_factory=lambda: f"{version('black')} {version('libcst')} {_OWN_HASH}")

    def finish(self, module: str, text: str) -> str:
        """`text` of the module called `module` without unused imports, in black's style.

        Raises ShapegenError when a definition holds what no template prints: text of the model would have become
        code.
        """
        head, *definitions = _DEFINITION.split(text)
        used = sorted(
            {*_WORD.findall(head)} & {word for part in definitions for word in _WORD.findall(_DOCSTRING.sub("", part))}
        )
        key = self._key(head, *used)
        if (finished := self.remembered.get(key)) is None:
            _proof_read(module, head)
            finished = _formatted(_imports_used(head, frozenset(used)) if definitions else head)
        self.learned[key] = finished
        return "\n\n\n".join([finished, *(self._definition(module, part) for part in definitions)])

    def _definition(self, module: str, text: str) -> str:
        key = self._key(text)
        if (finished := self.remembered.get(key)) is None:
            finished = _finished(module, text)
            finished = "" if finished == text else finished
        self.learned[key] = finished
        return finished or text

    def _key(self, *parts: str) -> str:
        return hashlib.sha256("\0".join((self.edition, *parts)).encode()).hexdigest()


def _finished(module: str, text: str) -> str:
    _proof_read(module, text)
    is_short = all(len(line) <= LINE_LENGTH for line in _DOCSTRING.sub("", text).splitlines())
    return text if is_short else _formatted(text)


def _formatted(text: str) -> str:
    import black
    from black.mode import TargetVersion

    mode = black.Mode(line_length=LINE_LENGTH, target_versions={TargetVersion.PY311})
    formatted = black.format_str(text, mode=mode)
    return formatted if text.endswith("\n") else formatted.rstrip("\n")


def _proof_read(module: str, text: str) -> None:
    """Refuses what the templates never print: text of the model that got out of its quotes would look like that."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ShapegenError(f"{module}: text of the model broke the code: {error}") from error
    waiting: list[ast.Module | ast.ClassDef | ast.FunctionDef] = [tree]
    while waiting:
        owner = waiting.pop()
        for node in owner.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                waiting.append(node)
            if not _is_printed(node, owner):
                code = ast.unparse(node)[:LINE_LENGTH]
                raise ShapegenError(f"{module}: no template prints {code!r}: text of the model became code")


def _is_printed(node: ast.stmt, owner: ast.Module | ast.ClassDef | ast.FunctionDef) -> bool:
    match owner, node:
        case _, ast.Expr(value=ast.Constant(value=str())):
            return True
        case _, ast.ClassDef(bases=bases, keywords=[], decorator_list=decorators):
            return all(map(_is_name, bases)) and all(_calls(each, "dataclass") for each in decorators)
        case _, ast.FunctionDef(decorator_list=decorators):
            return all(_calls(each, "deprecated") for each in decorators)
        case ast.FunctionDef(), ast.Expr(value=value):
            return isinstance(value, ast.Call)
        case ast.FunctionDef(), _:
            return not isinstance(node, ast.Import | ast.ImportFrom | ast.Delete)
        case ast.ClassDef(), ast.Assign(value=ast.Constant(value=str())):
            return True
        case ast.ClassDef(), ast.AnnAssign(annotation=annotation, value=value):
            plain = value is None or (isinstance(value, ast.Constant) and value.value is None)
            return _is_type(annotation) and (plain or _calls(value, "field"))
        case ast.Module(), ast.Assign(value=value) | ast.AnnAssign(value=value):
            table = isinstance(value, ast.Dict | ast.DictComp | ast.List)
            false = isinstance(value, ast.Constant) and value.value is False
            return table or false or _calls(value, "Pattern", "frozenset")
        case ast.Module(), ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.ImportFrom() | ast.Raise():
            return True
        case _:
            return False


def _calls(node: ast.expr | None, *names: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def _is_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) or (isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name))


def _is_type(node: ast.expr) -> bool:
    return _is_name(node) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr))


def _imports_used(head: str, used: frozenset[str]) -> str:
    """The head of a module without the names that it imports and that are not `used` below."""
    import libcst as cst
    from libcst import matchers as m

    class Prune(cst.CSTTransformer):
        def leave_ImportFrom(  # noqa: N802  the name libcst calls
            self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom  # noqa: ARG002
        ) -> cst.ImportFrom | cst.RemovalSentinel:
            if isinstance(updated_node.names, cst.ImportStar):
                return updated_node
            if m.matches(updated_node, m.ImportFrom(module=m.Name("__future__"))):
                return updated_node
            names = [name for name in updated_node.names if (name.evaluated_alias or name.evaluated_name) in used]
            if not names:
                return cst.RemoveFromParent()
            names[-1] = names[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
            return updated_node.with_changes(names=names)

    return cst.parse_module(head).visit(Prune()).code
