"""The last hand on a module: libcst proof-reads each definition, black formats those with a line that is too long.

Templates print lines that black leaves alone unless they are too long; a test holds that. What was finished once is
remembered by its content, so that only what is new costs time.
"""

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
    import libcst as cst
    from libcst import matchers as m

    words = m.SimpleString() | m.ConcatenatedString()
    annotation = m.Annotation(annotation=m.Name() | m.Subscript(value=m.Name()) | m.BinaryOperation())
    member = m.Name("None") | m.Call(func=m.Name("field"), args=[m.AtLeastN(n=1, matcher=m.Arg(value=m.Name()))])
    table = m.Dict() | m.DictComp() | m.List() | m.Call(func=m.Name("Pattern") | m.Name("frozenset"))
    decorator = m.Decorator(decorator=m.Call(func=m.Name("dataclass")))
    deprecated = m.Decorator(decorator=m.Call(func=m.Name("deprecated"), args=[m.Arg(value=words)]))
    printed = {
        cst.ClassDef: m.Expr(words)
        | m.Assign(value=words)
        | m.AnnAssign(annotation=annotation, value=None)
        | m.AnnAssign(annotation=annotation, value=member),
        cst.FunctionDef: ~(m.Expr(~(words | m.Call())) | m.Import() | m.ImportFrom() | m.Del()),
        cst.Module: m.Expr(words)
        | m.Assign(value=table | m.Name("False"))
        | m.AnnAssign(value=table)
        | m.ImportFrom()
        | m.Raise(),
    }
    heads = m.ClassDef(
        bases=[m.ZeroOrMore(m.Arg(value=m.Name() | m.Subscript(value=m.Name())))], decorators=[m.ZeroOrMore(decorator)]
    ) | m.FunctionDef(decorators=[m.AtMostN(n=1, matcher=deprecated)])

    def refuse(node: cst.CSTNode) -> None:
        code = cst.Module([]).code_for_node(node).strip()
        raise ShapegenError(f"{module}: no template prints {code[:LINE_LENGTH]!r}: text of the model became code")

    def read(owner: cst.Module | cst.ClassDef | cst.FunctionDef) -> None:
        body = owner.body if isinstance(owner, cst.Module) else owner.body.body
        for node in body:
            if isinstance(node, cst.ClassDef | cst.FunctionDef):
                if not m.matches(node, heads):
                    refuse(node)
                read(node)
            elif not isinstance(node, cst.SimpleStatementLine) and not isinstance(owner, cst.FunctionDef):
                if not m.matches(node, m.If(test=m.Name("TYPE_CHECKING"))):
                    refuse(node)
            elif isinstance(node, cst.SimpleStatementLine):
                for statement in node.body:
                    if not m.matches(statement, printed[type(owner)]):
                        refuse(statement)

    try:
        read(cst.parse_module(text))
    except cst.ParserSyntaxError as error:
        raise ShapegenError(f"{module}: text of the model broke the code: {error.message}") from error


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
