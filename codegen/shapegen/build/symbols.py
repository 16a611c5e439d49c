"""The Python name of everything that is generated; published names stay. `naming` knows how a name is made."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from shapegen.build import naming
from shapegen.build.analysis import Facts
from shapegen.build.settings import Names, Settings
from shapegen.errors import ModelError

#: What the runtime calls so behind `check_`, `read_` or `write_`.
_OUR_FUNCTIONS = ("document", "enum", "events", "json")


@dataclass(frozen=True, slots=True)
class Symbols:
    """Python names, by wire name."""

    client: str
    async_client: str
    classes: Mapping[str, str]
    """Of structures and enums."""
    methods: Mapping[str, str]
    """Of operations."""
    functions: Mapping[str, str]
    """What the functions of structures, lists and maps are called, behind `check_`, `read_` and `write_`."""
    constants: Mapping[str, str]
    """Of patterns."""
    attributes: Mapping[str, Mapping[str, str]]
    """Of the members of each structure."""
    values: Mapping[str, Mapping[str, str]]
    """Of the values of each enum."""
    decided: Names
    """The names that a collision decided: to stay what they are, they have to be published."""


@dataclass(frozen=True, slots=True)
class _Table:
    """Names of one kind, and those of them that a collision decided, by their path."""

    names: dict[str, str]
    decided: dict[str, str]


def symbols_of(facts: Facts, settings: Settings, client: str) -> Symbols:
    """The names of all that is generated; `client`: that of the client.

    Raises ModelError when there is no Python name for something, or one was published twice.
    """
    kinds = {name: facts.kind(name) for name in facts.scope.shapes}

    def of(*sought: str) -> list[str]:
        return [name for name, kind in kinds.items() if kind in sought]

    both = (client, naming.async_client(client))
    classes = _table(settings, "shapes", naming.class_name, of("structure", "enum"), taken=both)
    methods = _table(settings, "operations", naming.method_name, facts.scope.operations)
    attributes = {
        name: _table(settings, "members", naming.attribute, facts.targets(name), owner=f"{name}.")
        for name in of("structure")
    }
    values = {name: _values(facts, settings, name) for name in of("enum")}
    patterned = [name for name in of("string", "character") if "pattern" in facts.shapes[name]]
    tables = {
        "shapes": [classes],
        "operations": [methods],
        "members": attributes.values(),
        "values": values.values(),
    }
    decided = {kind: {k: v for table in found for k, v in table.decided.items()} for kind, found in tables.items()}
    return Symbols(
        client=client,
        async_client=both[1],
        classes=classes.names,
        methods=methods.names,
        functions=_table(settings, None, naming.function, of("structure", "list", "map"), taken=_OUR_FUNCTIONS).names,
        constants=_table(settings, None, naming.constant, patterned).names,
        attributes={name: table.names for name, table in attributes.items()},
        values={name: table.names for name, table in values.items()},
        decided={kind: names for kind, names in decided.items() if names},
    )


def _values(facts: Facts, settings: Settings, name: str) -> _Table:
    values: list[str] = list(dict.fromkeys(facts.shapes[name]["enum"]))
    if not values:
        raise ModelError(f"enum {name!r} has no values")
    try:
        return _table(settings, "values", naming.enum_member, values, owner=f"{name}.")
    except ModelError as error:
        raise ModelError(f"enum {name!r}: {error}") from error


def _table(
    settings: Settings,
    kind: str | None,
    make: Callable[[str], str],
    wire_names: Iterable[str],
    owner: str = "",
    taken: Sequence[str] = (),
) -> _Table:
    """A name for each of the wire names; `kind` None: of what users do not see, so that it need not stay."""

    def known(names: Names) -> dict[str, str]:
        found: Mapping[str, str] = names.get(kind, {}) if kind else {}
        return {each: found[f"{owner}{each}"] for each in wire_names if f"{owner}{each}" in found}

    wire_names = list(wire_names)
    published = known(settings.names)
    made, decided = naming.unique(make, wire_names, published=published, before=known(settings.before), taken=taken)
    naming.refuse_collisions(published.items())
    return _Table(made, {f"{owner}{each}": name for each, name in decided.items()} if kind else {})
