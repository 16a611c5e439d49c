"""The page form: what a release added, as the known API-change pages print it."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from pprint import PrettyPrinter
from typing import Any, Literal, cast

from shapegen import media
from shapegen.model.selection import targets

Shapes = Mapping[str, Mapping[str, Any]]
Tree = Any
"""A structure or map is a dict, a list a list, what has no members a text, new values of an enum are a set, and a
recursion is `()`."""
Part = Literal["request", "response", "both"]

_SIDES: Mapping[Part, str] = {"request": "input", "response": "output"}
_WIDTH = 80


@dataclass(frozen=True, slots=True)
class Page:
    """The additions to a service, in the order of its model."""

    new: tuple[str, ...]
    """Operations that there were not."""
    updated: Mapping[str, Mapping[Part, Tree]]
    """By operation the tree of what its request or response gained, or what `both` did."""


def page(old: Mapping[str, Shapes], new: Mapping[str, Shapes], *, hidden: Set[str] = frozenset()) -> Page:
    """The additions from the service model `old` to `new`, of which only `operations` and `shapes` are read.

    `hidden`: members of requests that are left out, as the known pages do with EC2's TagSpecifications.
    """
    walk = _Walk(old["shapes"], new["shapes"])
    added: list[str] = []
    updated: dict[str, dict[Part, Tree]] = {}
    for name, operation in new["operations"].items():
        before = old["operations"].get(name)
        if before is None:
            added.append(name)
            continue
        trees: dict[Part, Tree] = {}
        for part, side in _SIDES.items():
            if side in operation and side in before:
                tree = walk.delta(before[side]["shape"], operation[side]["shape"])
                if side == "input" and hidden and isinstance(tree, dict):
                    gained = cast("dict[str, Tree]", tree)
                    tree = {name: below for name, below in gained.items() if name not in hidden}
                if tree:
                    trees[part] = tree
        if len(trees) == 2 and trees["request"] == trees["response"]:
            trees = {"both": trees["request"]}
        if trees:
            updated[name] = trees
    return Page(tuple(added), updated)


def text(found: Page, title: str) -> str:
    """The page as text, without the date and the changelog that the web's pages add."""
    counts = [f"{len(names)} {what}" for what, names in (("new", found.new), ("updated", found.updated)) if names]
    blocks = [f"{media.line(title)} - {' '.join(counts) or 'no new or updated'} api methods\n"]
    blocks += [f"{media.line(name)} (new)\n" for name in found.new]
    for name, trees in found.updated.items():
        lines = [f"{media.line(name)} (updated)", f"Changes ({', '.join(trees)})"]
        for part, tree in trees.items():
            lines += [part.capitalize()] if len(trees) == 2 else []
            lines.append(pretty(tree))
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def pretty(tree: Any) -> str:
    """`pprint.pformat(tree)`, with sets sorted."""
    return _Sorted(width=_WIDTH).pformat(tree)


def plain(tree: Any) -> Any:
    """The tree as JSON: new values of an enum are a sorted list under `values`, recursion is an empty list."""
    if isinstance(tree, dict):
        return {name: plain(below) for name, below in tree.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(tree, set):
        return {"values": sorted(tree)}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(tree, list | tuple):
        return [plain(below) for below in tree]  # pyright: ignore[reportUnknownVariableType]
    return tree


class _Sorted(PrettyPrinter):
    """Prints sets that fit in a line sorted too."""

    def format(self, object: Any, context: Any, maxlevels: Any, level: Any) -> tuple[str, bool, bool]:  # noqa: A002
        if isinstance(object, set):
            values = sorted(cast("set[str]", object))
            return f"{{{', '.join(map(repr, values))}}}", True, False
        return super().format(object, context, maxlevels, level)


class _Walk:
    """Makes the trees, and goes only where something differs."""

    def __init__(self, old: Shapes, new: Shapes) -> None:
        self._old = old
        self._new = new
        self._deltas = _Trees(self._delta)
        self._types = _Trees(self._type)

    def delta(self, old: str, new: str) -> Tree:
        """What the shape `new` has that `old` has not; something empty if that is nothing."""
        return () if old == new and new not in self._different else self._deltas.of(old, new)

    def _delta(self, old_name: str, new_name: str) -> Tree:
        old, new = self._old[old_name], self._new[new_name]
        kind = new["type"]
        if kind in ("structure", "list", "map"):
            if old["type"] != kind:
                return self._types.of(new_name)
            if kind == "structure":
                before = old.get("members", {})
                tree: dict[Tree, Tree] = {}
                for name, member in new.get("members", {}).items():
                    if name not in before:
                        tree[name] = self._types.of(member["shape"])
                    elif below := self.delta(before[name]["shape"], member["shape"]):
                        tree[name] = below
                return tree
            part = "member" if kind == "list" else "value"
            return self.delta(old[part]["shape"], new[part]["shape"])
        return set(new.get("enum", ())) - set(old.get("enum", ()))

    def _type(self, name: str) -> Tree:
        shape = self._new[name]
        match shape["type"]:
            case "structure":
                return {name: self._types.of(member["shape"]) for name, member in shape.get("members", {}).items()}
            case "list":
                return [self._types.of(shape["member"]["shape"])]
            case "map":
                return {self._types.of(shape["key"]["shape"]): self._types.of(shape["value"]["shape"])}
            case kind:
                return " | ".join(shape["enum"]) if shape.get("enum") else kind

    @cached_property
    def _different(self) -> Set[str]:
        """The shapes that may have gained something, and those that reach them."""
        found = [
            name
            for name, shape in self._new.items()
            if (before := self._old.get(name)) is not None and before != shape and _outline(before) != _outline(shape)
        ]
        if not found:
            return frozenset()
        users: dict[str, list[str]] = {}
        for name, shape in self._new.items():
            for target in targets(shape):
                users.setdefault(target, []).append(name)
        reached: set[str] = set()
        while found:
            name = found.pop()
            if name not in reached:
                reached.add(name)
                found += users.get(name, ())
        return reached


class _Trees:
    """Trees by the names of their shapes, each made once unless it has a recursion, which is cut where it closes."""

    def __init__(self, make: Callable[..., Tree]) -> None:
        self._make = make
        self._made: dict[tuple[str, ...], Tree] = {}
        self._open: set[str] = set()
        self._cuts = 0

    def of(self, *names: str) -> Tree:
        """The tree of the shape that is named last."""
        if names in self._made:
            return self._made[names]
        if names[-1] in self._open:
            self._cuts += 1
            return ()
        cuts = self._cuts
        self._open.add(names[-1])
        tree = self._make(*names)
        self._open.remove(names[-1])
        if cuts == self._cuts:
            self._made[names] = tree
        return tree


def _outline(shape: Mapping[str, Any]) -> Any:
    """What a page may show of a shape."""
    return shape["type"], shape.get("enum"), dict.fromkeys(shape.get("members", ())), list(targets(shape))
