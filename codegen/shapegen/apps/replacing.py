"""Imports from a generated package what a source imports from another library, where the package stands in for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import libcst as cst

from shapegen.apps import imports
from shapegen.apps.conversion import Reason
from shapegen.apps.source import Edit, SourceFile


@dataclass(frozen=True, slots=True)
class Replacement:
    """A module of another library, and the one in its place."""

    module: str
    by: str
    names: Collection[str]
    """What both have."""


def replacements(
    package: str, modules: Mapping[str, str], names: Callable[[str], Collection[str]]
) -> list[Replacement]:
    """The replacements that a package names; `names` says what one of its modules has."""
    return [Replacement(old, f"{package}.{new}", names(f"{package}.{new}")) for old, new in modules.items()]


def mentions_one(content: bytes, found: Collection[Replacement]) -> bool:
    """Whether a file names one of the modules: a look before it is parsed."""
    return any(last.encode() in content for last in {each.module.rpartition(".")[2] for each in found})


def replace(source: SourceFile, found: Collection[Replacement]) -> Iterator[Edit | Reason]:
    """An edit for each import that is replaced, and why an import stays, all of it or a part."""
    for statement in source.nodes(cst.ImportFrom):
        module = _dotted(statement.module)
        for each in found:
            if not statement.relative and (module == each.module or module.startswith(f"{each.module}.")):
                yield from _from(source, statement, module, each)
            elif not statement.relative and not isinstance(statement.names, cst.ImportStar):
                for alias in statement.names:
                    if f"{module}.{_dotted(alias.name)}" == each.module:
                        yield from _module(source, statement, alias, each)
    for plain in source.nodes(cst.Import):
        for alias in plain.names:
            for each in found:
                if _dotted(alias.name) == each.module:
                    yield from _module(source, plain, alias, each)
    for each in found:
        yield from _paths(source, each)


def _from(source: SourceFile, statement: cst.ImportFrom, module: str, by: Replacement) -> Iterator[Edit | Reason]:
    """`from module import …`: the names that both have, in a statement of their own when there are others."""
    if isinstance(statement.names, cst.ImportStar):
        yield Reason(statement, f"`from {module} import *`: name what it imports")
        return
    moved = [alias for alias in statement.names if _dotted(alias.name) in by.names]
    stay = [alias for alias in statement.names if alias not in moved]
    for alias in stay:
        yield Reason(alias, f"{by.by} has no {_dotted(alias.name)}, which {module} has")
    if not moved:
        return
    if not stay and statement.module is not None:
        yield Edit(*source.span(statement.module), by.by)
        return
    if "#" in source.code(statement) or not isinstance(source.parent(statement), cst.SimpleStatementLine):
        yield Reason(statement, f"only some of the names are in {by.by}: import them apart")
        return
    start, end = source.span(statement)
    lines = [f"from {name} import {_listed(source, names)}" for name, names in ((by.by, moved), (module, stay))]
    yield Edit(start, end, f"{source.module.default_newline}{source.indent(statement)}".join(lines))


def _module(
    source: SourceFile, statement: cst.Import | cst.ImportFrom, alias: cst.ImportAlias, by: Replacement
) -> Iterator[Edit | Reason]:
    """The module itself under a name, when all that is asked of it is in the other, too."""
    name = alias.evaluated_alias or (alias.evaluated_name if isinstance(statement, cst.ImportFrom) else None)
    if name is None:
        yield Reason(statement, f"`import {by.module}`: import its names, or it under a name of its own")
        return
    asked = [source.parent(each) for each in source.named.get(name, ()) if _is_read(source, each)]
    others = [
        node
        for node in asked
        if not (isinstance(node, cst.Attribute) and node.attr.value != name and node.attr.value in by.names)
    ]
    if others:
        yield Reason(statement, f"{by.by} does not have all that `{name}` is asked for")
    elif isinstance(statement, cst.Import):
        yield Edit(*source.span(alias.name), by.by)
    elif len(list(statement.names)) == 1:  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        package, _, last = by.by.rpartition(".")
        yield Edit(*source.span(statement), f"from {package} import {last} as {name}")
    else:
        yield Reason(statement, f"`{name}` is imported with others: import it apart")


def _paths(source: SourceFile, by: Replacement) -> Iterator[Edit | Reason]:
    """What is asked for by its whole path, behind an import of a package above: `import sagemaker`."""
    above, _, last = by.module.rpartition(".")
    paths = [
        node
        for node in source.nodes(cst.Attribute)
        if node.attr.value == last and source.imported(node.value) == above and source.around(node, cst.Import) is None
    ]
    if not paths or any(_dotted(alias.name) == by.module for each in source.nodes(cst.Import) for alias in each.names):
        return
    package, _, name = by.by.rpartition(".")
    if name in source.names and source.imports.get(name) != by.by:
        yield Reason(paths[0], f"`{source.code(paths[0])}`: the name `{name}` is taken, so import what it is asked for")
        return
    moved: list[Edit] = []
    for path in paths:
        outer = _around(source, path)
        if outer is not None and outer.attr.value not in by.names:  # a module in it
            path, outer = outer, _around(source, outer)
        if outer is None or outer.attr.value not in by.names:
            yield Reason(path, f"{by.by} does not have all that `{source.code(path)}` is asked for")
        else:
            moved.append(Edit(*source.span(path), name))
    yield from moved
    if moved:
        for edit in imports.added(source, name, f"from {package} import {name}", moved):
            yield edit._replace(rank=(1, False))  # isort wants it behind an `import` of the package


def _around(source: SourceFile, node: cst.CSTNode) -> cst.Attribute | None:
    """What a node is asked for."""
    parent = source.parents.get(node)
    return parent if isinstance(parent, cst.Attribute) and parent.value is node else None


def _is_read(source: SourceFile, name: cst.Name) -> bool:
    """Whether a name stands for what it holds: no attribute of something else, and in no import."""
    parent = source.parent(name)
    if isinstance(parent, cst.Attribute) and parent.attr is name:
        return False
    return source.around(name, cst.Import) is None and source.around(name, cst.ImportFrom) is None


def _listed(source: SourceFile, names: Collection[cst.ImportAlias]) -> str:
    return ", ".join(source.code(each).removesuffix(",").strip() for each in names)


def _dotted(node: cst.BaseExpression | None) -> str:
    match node:
        case cst.Name(value=name):
            return name
        case cst.Attribute(value=owner, attr=cst.Name(value=name)):
            return f"{_dotted(owner)}.{name}"
        case _:
            return ""
