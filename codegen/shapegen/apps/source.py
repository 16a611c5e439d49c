"""One file of an app: its syntax tree, who assigns which name, and edits that leave every other byte as it is.

Long, since places, scopes and edits are questions to one tree.
"""

import ast
import bisect
import re
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import libcst as cst
from libcst.metadata import (
    Assignment,
    BaseAssignment,
    ComprehensionScope,
    FunctionScope,
    GlobalScope,
    ImportAssignment,
    Scope,
)

from shapegen.apps import notebooks
from shapegen.apps.notebooks import Text
from shapegen.apps.trees import Tree, tree

Node = TypeVar("Node", bound=cst.CSTNode)

#: libcst's parser takes time by the square of this, and crashes at some thousands.
_DEEPEST = 150
#: A form feed that begins a line, which libcst drops; as the end of the line before it is kept.
_FORM_FEED = re.compile(r"(\r\n|\r|\n)(\x0c+)")


class UnreadableError(Exception):
    """A file that is not Python, or not in the encoding that it names."""


class Edit(NamedTuple):
    """Bytes of the source, from `start` to before `end`, and the text that replaces them."""

    start: int
    end: int
    text: str
    rank: tuple[int, bool] = (0, False)
    """Of two at the same place, which comes first."""


def wrapped(span: tuple[int, int], before: str, behind: str, *, is_inner: bool = False) -> Iterator[Edit]:
    """Text around what stands from `span[0]` to `span[1]`: within what is put around more; `is_inner`, within all."""
    start, end = span
    yield Edit(start, start, before, (-end, is_inner))
    yield Edit(end, end, behind, (-start, not is_inner))


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
class SourceFile:
    """A file that was read; every node is one of `module`."""

    path: Path
    original: Text
    text: bytes
    """The code in UTF-8, without a byte order mark."""
    tree: Tree
    _variables: dict[cst.Name, "Variable | None"] = field(default_factory=dict[cst.Name, "Variable | None"])
    _looked: set[tuple[Scope, str]] = field(default_factory=set[tuple[Scope, str]])
    """The names of which it was looked for the assignments."""

    @property
    def module(self) -> cst.Module:
        """The root of the tree."""
        return self.tree.module

    @property
    def scopes(self) -> Mapping[cst.CSTNode, Scope | None]:
        """The scope that each node is in."""
        return self.tree.scopes

    @property
    def parents(self) -> Mapping[cst.CSTNode, cst.CSTNode]:
        """The node around each node."""
        return self.tree.parents

    # Places

    def span(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where the node begins and ends, without the parentheses around it."""
        span = self.tree.spans[node]
        return span.start, span.start + span.length

    def outer_span(self, node: cst.BaseExpression) -> tuple[int, int]:
        """Where the expression begins and ends, with the parentheses around it."""
        start, _ = self.span(node.lpar[0] if node.lpar else node)
        _, end = self.span(node.rpar[-1] if node.rpar else node)
        return start, end

    def code(self, node: cst.CSTNode) -> str:
        """The node as it is written."""
        start, end = self.span(node)
        return self.text[start:end].decode()

    def line(self, node: cst.CSTNode) -> int:
        """The line that the node begins in, from 1."""
        return self.line_at(self.span(node)[0])

    def line_at(self, offset: int) -> int:
        """The line of a byte."""
        return bisect.bisect_right(self._ends, offset - 1) + 1

    def indent(self, node: cst.CSTNode) -> str:
        """What stands before a node in its line."""
        before = self.text[: self.span(node)[0]]
        return before[max(before.rfind(b"\n"), before.rfind(b"\r")) + 1 :].decode()

    @cached_property
    def _ends(self) -> list[int]:
        """Where each line break ends."""
        return [match.end() - 1 for match in re.finditer(rb"\r\n|\r|\n", self.text)]

    def place(self, line: int) -> str:
        """How people call a line: its number, and of a notebook the cell and the line in it."""
        return self.original.place(line)

    @cached_property
    def is_program(self) -> bool:
        """Whether the file is a notebook, or a script: it asks whether it is `__main__`, or calls what it defines."""
        tests = [each.test for each in self.module.body if isinstance(each, cst.If)]
        if self.path.suffix == ".ipynb" or any("__name__" in self.code(test) for test in tests):
            return True
        own = {*self.functions, *(each.name.value for each in self.classes)}
        return any(
            isinstance(call.func, cst.Name)
            and call.func.value in own
            and not any(isinstance(each, cst.FunctionDef | cst.ClassDef | cst.Lambda) for each in self.ancestors(call))
            for call in self.nodes(cst.Call)
        )

    def is_shown(self, node: cst.CSTNode) -> bool:
        """Whether a notebook shows the value of an expression, as the last of a cell."""
        statement = self.parents.get(node)
        if not isinstance(statement, cst.Expr):
            return False
        return self.original.is_last(self.line_at(self.span(statement)[1]))

    def parent(self, node: cst.CSTNode) -> cst.CSTNode:
        """The node around a node."""
        return self.parents[node]

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The nodes around a node, the nearest first."""
        parents = self.parents
        while (outer := parents.get(node)) is not None:
            yield outer
            node = outer

    def around(self, node: cst.CSTNode, kind: type[Node]) -> Node | None:
        """The nearest node of a kind around a node."""
        return next((each for each in self.ancestors(node) if isinstance(each, kind)), None)

    def nodes(self, kind: type[Node]) -> list[Node]:
        """All nodes of a kind, in the order of the text."""
        nodes: list[Any] = self._nodes.get(kind, [])
        return nodes

    @cached_property
    def _nodes(self) -> Mapping[type[cst.CSTNode], list[cst.CSTNode]]:
        found: dict[type[cst.CSTNode], list[cst.CSTNode]] = {}
        for node in sorted(self.tree.spans, key=self.span):
            found.setdefault(type(node), []).append(node)
        return found

    # Names

    @cached_property
    def named(self) -> Mapping[str, list[cst.Name]]:
        """Each place of a name, also as an attribute or keyword, in the order of the text."""
        found: dict[str, list[cst.Name]] = {}
        for node in self.nodes(cst.Name):
            found.setdefault(node.value, []).append(node)
        return found

    def first_name(self, offset: int) -> int:
        """The index among the nodes of names of the first that begins at a byte or behind it."""
        return bisect.bisect_left(self._starts, offset)

    @cached_property
    def _starts(self) -> list[int]:
        return [self.span(node)[0] for node in self.nodes(cst.Name)]

    @cached_property
    def functions(self) -> Mapping[str, list[cst.FunctionDef]]:
        """The functions and methods that the file defines."""
        found: dict[str, list[cst.FunctionDef]] = {}
        for node in self.nodes(cst.FunctionDef):
            found.setdefault(node.name.value, []).append(node)
        return found

    @cached_property
    def classes(self) -> list[cst.ClassDef]:
        """The classes that the file defines."""
        return self.nodes(cst.ClassDef)

    @cached_property
    def imports(self) -> Mapping[str, str]:
        """What each name that the file imports refers to, wherever it is one thing."""
        found: dict[str, set[str]] = {}
        for scope in filter(None, {*self.scopes.values()}):
            for each in scope.assignments:
                if isinstance(each, ImportAssignment):
                    found.setdefault(each.name, set()).update(q.name for q in each.get_qualified_names_for(each.name))
        return {name: qualified.pop() for name, qualified in found.items() if len(qualified) == 1}

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that the file assigns or reads."""
        return frozenset(self.named)

    def imported(self, node: cst.CSTNode) -> str | None:
        """What an expression refers to by the file's imports, such as `boto3.client`."""
        if isinstance(node, cst.Attribute):
            owner = self.imported(node.value)
            return None if owner is None else f"{owner}.{node.attr.value}"
        if not isinstance(node, cst.Name):
            return None
        assignments = self._assignments(node)
        if not all(isinstance(each, ImportAssignment) for each in assignments):
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
            self._variables[name] = None
            self._read_variables(name)
        return self._variables.get(name)

    def _assignments(self, name: cst.Name) -> list[BaseAssignment]:
        scope = self.scopes.get(name)
        return [] if scope is None else list(scope[name.value])

    def _read_variables(self, name: cst.Name) -> None:
        """Finds, for all reads of one name in one scope, the assignment that each sees."""
        assignments = self._assignments(name)
        if not assignments or not all(isinstance(each, Assignment) for each in assignments):
            return
        scope = assignments[0].scope
        if not isinstance(scope, GlobalScope | FunctionScope | ComprehensionScope) or any(
            each.scope is not scope for each in assignments
        ):
            return
        if (scope, name.value) in self._looked:
            return
        self._looked.add((scope, name.value))
        accesses = {each for assignment in assignments for each in assignment.references}
        reads = [each.node for each in accesses if isinstance(each.node, cst.Name)]
        if len(reads) != len(accesses) or not all(set(assignments).issuperset(each.referents) for each in accesses):
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
        # What is assigned is read before the assignment; what a loop goes through, before its body.
        effects = [self.span(each.body)[0] if isinstance(each, cst.For) else self.span(each)[1] for each in statements]
        order = sorted(range(len(statements)), key=effects.__getitem__)
        sorted_effects = [effects[index] for index in order]
        again = {each for other in statements for each in (other, *self.ancestors(other))}
        seen: list[list[cst.Name]] = [[] for _ in statements]
        for read in reads:
            last = bisect.bisect_right(sorted_effects, self.span(read)[0]) - 1
            if self.scopes.get(read) is not scope or last < 0:
                return None
            index = order[last]
            if not self._is_sure(statements[index], read, again):
                return None
            seen[index].append(read)
        return seen

    def _is_sure(self, statement: cst.CSTNode, read: cst.Name, again: Collection[cst.CSTNode]) -> bool:
        """Whether the last assignment before a read gave the name its value, whatever happened.

        It stands in a block around the read, and nothing assigns the name later in a loop that comes back to the read:
        `again` has the assignments and all around them.
        """
        block = statement.body if isinstance(statement, cst.For) else self._block(statement)
        inner = list(self.ancestors(read))
        if block not in inner:
            return False
        return not any(isinstance(each, cst.For | cst.While) and each in again for each in inner[: inner.index(block)])

    def _block(self, statement: cst.CSTNode) -> cst.CSTNode:
        """The body that a statement stands in."""
        return next(
            each
            for each in self.ancestors(statement)
            if isinstance(each, cst.Module | cst.IndentedBlock | cst.SimpleStatementSuite)
        )


def read(path: Path, content: bytes) -> SourceFile:
    """The file, or the code in a notebook. Raises UnreadableError when Python could not read it."""
    original: notebooks.Text | None = None
    try:
        original = notebooks.notebook(content) if path.suffix == ".ipynb" else notebooks.plain(content)
        _require_shallow(original.code)
        code = _FORM_FEED.sub(r"\2\1", original.code)
        module = cst.parse_module(code)
        if module.code != code or original.written(original.code) != content:
            raise UnreadableError("it cannot be written back as it is")
        found = tree(module)
    except cst.ParserSyntaxError as error:
        raise UnreadableError(f"line {error.raw_line}: {error.message}") from error
    except SyntaxError as error:
        at = f"line {original.place(error.lineno)}: " if original and error.lineno else ""
        raise UnreadableError(f"{at}{error.msg}") from error
    except (ValueError, LookupError) as error:
        raise UnreadableError(str(error)) from error
    except (RecursionError, MemoryError) as error:
        raise UnreadableError("it is nested too deeply") from error
    return SourceFile(path, original, original.code.encode(), found)


def _require_shallow(code: str) -> None:
    """Raises SyntaxError when Python cannot read the code, UnreadableError when libcst could not."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        level: list[ast.AST] = [compile(code, "", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)]
    depth = 0
    while level:
        depth += 1
        if depth > _DEEPEST:
            raise UnreadableError(f"it is nested deeper than {_DEEPEST} levels")
        level = [inner for node in level for inner in ast.iter_child_nodes(node)]


def edited(source: SourceFile, edits: Iterable[Edit]) -> bytes:
    """The file with the edits made, in its own form."""
    return source.original.written(edited_code(source, edits))


def edited_code(source: SourceFile, edits: Iterable[Edit]) -> str:
    """The code with the edits made."""
    text, parts, at = source.text, list[bytes](), 0
    for edit in sorted(set(edits), key=lambda edit: (edit.start, edit.end, edit.rank, edit.text)):
        if edit.start < at:
            raise AssertionError(f"{source.path}: edits overlap at byte {edit.start}")
        parts += [text[at : edit.start], edit.text.encode()]
        at = edit.end
    parts.append(text[at:])
    return b"".join(parts).decode()
