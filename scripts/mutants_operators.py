"""The faults that scripts/mutants puts into code: some of cosmic-ray's operators, and two more."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import parso
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator, operator_names

Place = tuple[int, int]

#: Of cosmic-ray's operators, those whose mutants are another program: most of the pairs are killed by a TypeError, or
#: equal (`==` and `<=` of a length).
_PAIRS = frozenset(
    {
        *("Eq_NotEq", "NotEq_Eq", "Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt", "Is_IsNot", "IsNot_Is"),
        *("Add_Sub", "Sub_Add", "Mul_Add", "FloorDiv_Mul", "Mod_Add", "BitAnd_BitOr", "BitOr_BitAnd"),
        *("LShift_RShift", "RShift_LShift", "Delete_Not", "USub_UAdd"),
    }
)
_LEFT_OUT = ("RemoveDecorator", "VariableReplacer", "VariableInserter", "NoOp")


class DropStatement(Operator):
    """A statement that is run for what it does, such as a call, `raise` or `+=`, is not there."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Place, Place]]:
        """Where such statements stand."""
        if node.type == "simple_stmt":
            statement = node.children[0]
            is_augmented = statement.type == "expr_stmt" and getattr(statement.children[1], "value", "=") != "="
            if is_augmented or statement.type in ("atom_expr", "raise_stmt", "del_stmt", "yield_expr", "await"):
                yield statement.start_pos, statement.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        """Writes `pass`."""
        statement = node.children[0]
        prefix = statement.get_first_leaf().prefix
        node.children[0] = parso.python.tree.Keyword("pass", statement.start_pos, prefix)
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        """None are needed."""
        return ()


class DropEntry(Operator):
    """An entry of a dict, list, tuple or set that is written out is not there."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Place, Place]]:
        """Where entries stand, of those that have two or more."""
        for first, _ in self._entries(node):
            yield node.children[first].start_pos, node.children[first].end_pos

    def mutate(self, node: Any, index: int) -> Any:
        """Takes the entry and its comma."""
        first, end = list(self._entries(node))[index]
        del node.children[first : end + 1]
        return node

    @staticmethod
    def _entries(node: Any) -> Iterator[tuple[int, int]]:
        """Of each entry but the last, where it begins and where its comma stands."""
        if node.type not in ("dictorsetmaker", "testlist_comp") or "for" in node.get_code().split():
            return
        start = 0
        for number, child in enumerate(node.children):
            if child.type == "operator" and child.value == ",":
                yield start, number
                start = number + 1

    @classmethod
    def examples(cls) -> tuple[()]:
        """None are needed."""
        return ()


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One that can be put into a module: an operator, where it can work for the nth time."""

    place: Place
    operator: str
    occurrence: int


def faults(code: str) -> list[Fault]:
    """All that can be put into `code`, in its order."""
    left_alone = list(_left_alone(code))
    nodes = list(ast_nodes(get_ast(code)))
    found: list[Fault] = []
    for name, operator in _operators().items():
        places = [start for node in nodes for start, _ in operator.mutation_positions(node)]
        found += [Fault(place, name, occurrence) for occurrence, place in enumerate(places)]
    return sorted(each for each in found if not any(start <= each.place < end for start, end in left_alone))


def with_fault(code: str, fault: Fault) -> str | None:
    """`code` with a fault; None where that is no other program of Python."""
    try:
        text = mutate_code(code, _operators()[fault.operator], fault.occurrence)
    except AttributeError:  # cosmic-ray's replacement of an exception that is named with its module
        return None
    return text if text is not None and text != code and _is_python(text) else None


@cache
def _operators() -> dict[str, Operator]:
    found: dict[str, Operator] = {"drop a statement": DropStatement(), "drop an entry": DropEntry()}
    for name in operator_names():
        kind, _, pair = name.removeprefix("core/").partition("_")
        if pair in _PAIRS if pair else kind not in _LEFT_OUT:
            found[name] = get_operator(name)()
    return found


def _left_alone(code: str) -> Iterator[tuple[Place, Place]]:
    """From where to where stand types, and what dataclasses are made with: that a value is frozen only forbids."""
    for node in ast.walk(ast.parse(code)):
        parts = [getattr(node, name, None) for name in ("annotation", "returns")]
        parts += [each for each in getattr(node, "decorator_list", ()) if ast.unparse(each).startswith("dataclass(")]
        for part in filter(None, parts):
            yield (part.lineno, part.col_offset), (part.end_lineno, part.end_col_offset)


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True
