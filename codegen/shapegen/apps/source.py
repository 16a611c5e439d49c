"""One file of an app: its syntax tree, who assigns which name, and edits that leave every other byte as it is."""

import io
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import libcst as cst
from libcst.metadata import (
    Access,
    Assignment,
    BaseAssignment,
    ByteSpanPositionProvider,
    CodeSpan,
    ComprehensionScope,
    FunctionScope,
    GlobalScope,
    ImportAssignment,
    MetadataWrapper,
    ParentNodeProvider,
    Scope,
    ScopeProvider,
)

Node = TypeVar("Node", bound=cst.CSTNode)

_BOM = b"\xef\xbb\xbf"


class UnreadableError(Exception):
    """A file that is not Python, or not in the encoding that it names."""


class Edit(NamedTuple):
    """Bytes of the source, from `start` to before `end`, and the text that replaces them."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """A name, one of its assignments, and each place that reads what this assignment gave it."""

    name: cst.Name
    value: cst.BaseExpression
    """What is assigned; of a loop, what it goes through."""
    statement: cst.CSTNode
    reads: tuple[cst.Name, ...]
    is_global: bool
    scope: Scope
    assignments: int
    """How many the name has in its scope."""


@dataclass(eq=False)
class Source:
    """A file that was read; every node is one of `module`."""

    path: Path
    text: bytes
    """The code in UTF-8, without a byte order mark."""
    encoding: str
    mark: bytes
    module: cst.Module
    scopes: Mapping[cst.CSTNode, Scope | None]
    parents: Mapping[cst.CSTNode, cst.CSTNode]
    spans: Mapping[cst.CSTNode, CodeSpan]
    _variables: dict[cst.Name, "Variable | None"] = field(default_factory=dict[cst.Name, "Variable | None"])

    # Places

    def span(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where the node begins and ends, without the parentheses around it."""
        span = self.spans[node]
        return span.start, span.start + span.length

    def code(self, node: cst.CSTNode) -> str:
        """The node as it is written."""
        start, end = self.span(node)
        return self.text[start:end].decode()

    def line(self, node: cst.CSTNode) -> int:
        """The line that the node begins in, from 1."""
        return self.line_at(self.span(node)[0])

    def line_at(self, offset: int) -> int:
        """The line of a byte."""
        before = self.text[:offset]
        return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1

    def parent(self, node: cst.CSTNode) -> cst.CSTNode:
        """The node around a node."""
        return self.parents[node]

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The nodes around a node, the nearest first."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def around(self, node: cst.CSTNode, kind: type[Node]) -> Node | None:
        """The nearest node of a kind around a node."""
        return next((each for each in self.ancestors(node) if isinstance(each, kind)), None)

    def nodes(self, kind: type[Node]) -> list[Node]:
        """All nodes of a kind, in the order of the text."""
        found = [node for node in self.spans if isinstance(node, kind)]
        return sorted(found, key=lambda node: self.span(node))

    # Names

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that the file assigns or reads."""
        return frozenset(node.value for node in self.nodes(cst.Name))

    def imported(self, node: cst.CSTNode) -> str | None:
        """What an expression refers to by the file's imports, such as `boto3.client`."""
        if isinstance(node, cst.Attribute):
            owner = self.imported(node.value)
            return None if owner is None else f"{owner}.{node.attr.value}"
        if not isinstance(node, cst.Name):
            return None
        assignments = self._assignments(node)
        if len(assignments) == 0 or not all(isinstance(each, ImportAssignment) for each in assignments):
            return None
        names = {name.name for each in assignments for name in each.get_qualified_names_for(node.value)}
        return names.pop() if len(names) == 1 else None

    def is_builtin(self, node: cst.CSTNode, name: str) -> bool:
        """Whether an expression is the builtin of that name."""
        if not isinstance(node, cst.Name) or node.value != name:
            return False
        return not any(isinstance(each, Assignment | ImportAssignment) for each in self._assignments(node))

    def variable(self, name: cst.Name) -> Variable | None:
        """The assignment that gave a name its value where `name` reads or is assigned; None when several may have.

        None, too, for what is no plain assignment: parameters, imports, unpacking, `x += 1`.
        """
        if name not in self._variables:
            self._read_variables(name)
        return self._variables.get(name)

    def _assignments(self, name: cst.Name) -> list[BaseAssignment]:
        scope = self.scopes.get(name)
        return [] if scope is None else list(scope[name.value])

    def _read_variables(self, name: cst.Name) -> None:
        """Finds, for all reads of one name in one scope, the assignment that each sees."""
        self._variables[name] = None
        assignments = self._assignments(name)
        if not assignments or not all(isinstance(each, Assignment) for each in assignments):
            return
        scope = assignments[0].scope
        if not isinstance(scope, GlobalScope | FunctionScope | ComprehensionScope) or any(
            each.scope is not scope for each in assignments
        ):
            return
        accesses = {each for assignment in assignments for each in assignment.references}
        reads = [each.node for each in accesses if isinstance(each.node, cst.Name)]
        if len(reads) != len(accesses) or any(len(self._scopes_of(each)) > 1 for each in accesses):
            return
        targets = [each.node for each in assignments if isinstance(each, Assignment)]
        statements = [self._assigning(target) for target in targets]
        if None in statements:
            return
        found = [(target, *each) for target, each in zip(targets, statements, strict=True) if each is not None]
        seen = self._seen([statement for _, statement, _ in found], reads, scope)
        if seen is None:
            return
        for (target, statement, value), seen_by in zip(found, seen, strict=True):
            if not isinstance(target, cst.Name):
                return
            variable = Variable(
                name=target,
                value=value,
                statement=statement,
                reads=tuple(sorted(seen_by, key=lambda read: self.span(read))),
                is_global=isinstance(scope, GlobalScope),
                scope=scope,
                assignments=len(found),
            )
            for each in (target, *seen_by):
                self._variables[each] = variable

    @staticmethod
    def _scopes_of(access: Access) -> set[Scope]:
        return {each.scope for each in access.referents}

    def _assigning(self, target: cst.CSTNode) -> tuple[cst.CSTNode, cst.BaseExpression] | None:
        """The statement that assigns a value to a name, and the value; of a loop, what it goes through."""
        parent = self.parents.get(target)
        if isinstance(parent, cst.Element):
            # `for position, item in enumerate(…)`
            target = self.parent(parent)
            loop = self.parent(target)
            return (loop, loop.iter) if isinstance(loop, cst.For | cst.CompFor) and loop.target is target else None
        if isinstance(parent, cst.AssignTarget):
            statement = self.parent(parent)
            if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
                return statement, statement.value
        if isinstance(parent, cst.AnnAssign) and parent.target is target and parent.value is not None:
            return parent, parent.value
        if isinstance(parent, cst.For) and parent.target is target and parent.asynchronous is None:
            return parent, parent.iter
        if isinstance(parent, cst.CompFor) and parent.target is target and parent.asynchronous is None:
            return parent, parent.iter
        return None

    def _seen(self, statements: list[cst.CSTNode], reads: list[cst.Name], scope: Scope) -> list[list[cst.Name]] | None:
        """Which reads see the assignment of each of the statements; None when for one that depends on the run."""
        if len(statements) == 1:
            return [reads]
        seen: list[list[cst.Name]] = [[] for _ in statements]
        for read in reads:
            if self.scopes.get(read) is not scope or (index := self._last(statements, read)) is None:
                return None
            seen[index].append(read)
        return seen

    def _last(self, statements: list[cst.CSTNode], read: cst.Name) -> int | None:
        """Which of several assignments gave the name that is read its value, whatever happened; None for none.

        It stands in a block around the read, and nothing else assigns the name between them, nor later in a loop that
        comes back to the read.
        """
        at = self.span(read)[0]
        # What is assigned is read before the assignment; what a loop goes through, before its body.
        effects = [self.span(each.body)[0] if isinstance(each, cst.For) else self.span(each)[1] for each in statements]
        before = [index for index, effect in enumerate(effects) if effect <= at]
        if not before:
            return None
        last = max(before, key=effects.__getitem__)
        statement = statements[last]
        block = statement.body if isinstance(statement, cst.For) else self._block(statement)
        inner = list(self.ancestors(read))
        if block not in inner:
            return None
        for loop in inner[: inner.index(block)]:
            if isinstance(loop, cst.For | cst.While) and any(
                loop is other or loop in self.ancestors(other) for other in statements
            ):
                return None
        return last

    def _block(self, statement: cst.CSTNode) -> cst.CSTNode:
        """The body that a statement stands in."""
        return next(
            each
            for each in self.ancestors(statement)
            if isinstance(each, cst.Module | cst.IndentedBlock | cst.SimpleStatementSuite)
        )


def read(path: Path, content: bytes) -> Source:
    """The file as a `Source`. Raises UnreadableError when Python could not read it."""
    mark = _BOM if content.startswith(_BOM) else b""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        encoding = "utf-8" if encoding == "utf-8-sig" else encoding
        text = content.removeprefix(mark).decode(encoding)
        module = cst.parse_module(text)
        if module.code != text or text.encode(encoding) != content.removeprefix(mark):
            raise UnreadableError("it cannot be written back as it is")
        wrapper = MetadataWrapper(module)
        metadata = wrapper.resolve_many([ScopeProvider, ParentNodeProvider, ByteSpanPositionProvider])
    except cst.ParserSyntaxError as error:
        raise UnreadableError(f"line {error.raw_line}: {error.message}") from error
    except (SyntaxError, ValueError, LookupError) as error:
        raise UnreadableError(str(error)) from error
    except RecursionError as error:
        raise UnreadableError("it is nested too deeply") from error
    provided: Any = metadata
    return Source(
        path=path,
        text=text.encode(),
        encoding=encoding,
        mark=mark,
        module=wrapper.module,
        scopes=provided[ScopeProvider],
        parents=provided[ParentNodeProvider],
        spans=provided[ByteSpanPositionProvider],
    )


def edited(source: Source, edits: Iterable[Edit]) -> bytes:
    """The file with the edits made, in its own encoding."""
    text, parts, at = source.text, list[bytes](), 0
    for edit in sorted(set(edits)):
        if edit.start < at:
            raise AssertionError(f"{source.path}: edits overlap at byte {edit.start}")
        parts += [text[at : edit.start], edit.text.encode()]
        at = edit.end
    parts.append(text[at:])
    return source.mark + b"".join(parts).decode().encode(source.encoding)
