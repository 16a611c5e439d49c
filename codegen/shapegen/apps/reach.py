"""Which code may run a call, by the names that lead to it."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import libcst as cst

from shapegen.apps.source import SourceFile


@dataclass(eq=False)
class Reach:
    """Follows names through a source, with no regard to where they are valid: a name too many is no harm."""

    source: SourceFile
    _names: dict[cst.CSTNode, frozenset[str]] = field(default_factory=dict[cst.CSTNode, frozenset[str]])
    _blocks: dict[cst.CSTNode, set[str]] = field(default_factory=dict[cst.CSTNode, set[str]])

    def runs(self, block: cst.CSTNode, call: cst.CSTNode) -> bool:
        """Whether what stands in a block may run a call."""
        start, end = self.source.span(block)
        if start <= self.source.span(call)[0] < end:
            return True
        return not self._leading(call).isdisjoint(self._in(block))

    def run_one(self, blocks: Iterable[cst.CSTNode], calls: Iterable[cst.CSTNode]) -> set[cst.CSTNode]:
        """The blocks in which something may run one of the calls."""
        calls = list(calls)
        starts = sorted(self.source.span(call)[0] for call in calls)
        leading = {name for call in calls for name in self._leading(call)}
        found: set[cst.CSTNode] = set()
        for block in blocks:
            start, end = self.source.span(block)
            if bisect.bisect_left(starts, start) < bisect.bisect_left(starts, end) or leading & self._in(block):
                found.add(block)
        return found

    def _in(self, block: cst.CSTNode) -> set[str]:
        """The names in a block."""
        if block not in self._blocks:
            self._blocks[block] = self._within(block)
        return self._blocks[block]

    def _leading(self, call: cst.CSTNode) -> frozenset[str]:
        """The names of functions that may run a call, and of what holds these functions or what they return."""
        if call not in self._names:
            outer = [each for each in self.source.ancestors(call) if isinstance(each, cst.FunctionDef | cst.ClassDef)]
            if outer and outer[0] not in self._names:
                self._names[outer[0]] = self._followed({each.name.value for each in outer})
            self._names[call] = self._names[outer[0]] if outer else frozenset()
        return self._names[call]

    def _followed(self, names: set[str]) -> frozenset[str]:
        """The names, and those that lead to them."""
        found, waiting = names, set(names)
        while waiting:
            led = {name for each in waiting for name in self._leads.get(each, ())}
            waiting = led - found
            found |= led
        return frozenset(found)

    @cached_property
    def _leads(self) -> Mapping[str, set[str]]:
        """Of each name, the names of what is defined or assigned with it."""
        leads: dict[str, set[str]] = {}
        for node, targets in self._definitions():
            for name in self._within(node):
                leads.setdefault(name, set()).update(targets)
        return leads

    def _definitions(self) -> Iterator[tuple[cst.CSTNode, set[str]]]:
        source = self.source
        for function in source.nodes(cst.FunctionDef):
            yield function.body, {function.name.value}
            for decorator in function.decorators:
                callees = self._within(decorator)
                yield function.name, {each for name in callees for each in self._parameters(name)}
        for each in source.classes:
            yield each.body, {each.name.value}
        for assign in source.nodes(cst.Assign):
            yield assign.value, {name for target in assign.targets for name in self._within(target)}
        others: list[cst.AnnAssign | cst.AugAssign | cst.NamedExpr] = [*source.nodes(cst.AnnAssign)]
        others += [*source.nodes(cst.AugAssign), *source.nodes(cst.NamedExpr)]
        for other in others:
            if other.value is not None:
                yield other.value, self._within(other.target)
        loops: list[cst.For | cst.CompFor] = [*source.nodes(cst.For), *source.nodes(cst.CompFor)]
        for loop in loops:
            yield loop.iter, self._within(loop.target)
        for item in source.nodes(cst.WithItem):
            if item.asname is not None:
                yield item.item, self._within(item.asname)
        for call in source.nodes(cst.Call):
            # What is passed may be kept by the receiver, and run by the function.
            passed = {name for arg in call.args for name in self._within(arg.value)}
            kept = self._within(call.func) if isinstance(call.func, cst.Attribute) else set[str]()
            parameters = {each for name in self._within(call.func) for each in self._parameters(name)}
            for arg in call.args:
                yield arg.value, (kept | parameters) - passed

    def _parameters(self, name: str) -> Iterable[str]:
        for function in self.source.functions.get(name, ()):
            params = function.params
            yield from (each.name.value for each in (*params.posonly_params, *params.params, *params.kwonly_params))

    def _within(self, node: cst.CSTNode) -> set[str]:
        """The names in a node."""
        found: set[str] = set()
        start, end = self.source.span(node)
        index = self.source.first_name(start)
        names = self.source.nodes(cst.Name)
        while index < len(names) and self.source.span(names[index])[0] < end:
            found.add(names[index].value)
            index += 1
        return found - {"self", "cls"}
