"""What one generated package holds: a folder with a profile.toml, rules.toml and hand-written modules."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from shapegen.changes import history as histories
from shapegen.changes.history import History
from shapegen.errors import ProfileError
from shapegen.runtime.suggestions import did_you_mean

_Part = TypeVar("_Part")

_RELEASE = re.compile(r"\d+\.\d+\.\d+")
_RULE_KEYS = ("id", "shape", "sentence", "where", "source", "passing", "failing", "path")
_RULE = re.compile("[a-z][a-z0-9-]*")
_OUR_MODULES = frozenset("""
    __init__ __main__ async_client client enums errors operations parameters patterns resources shapes stubs validators
    waiters wire
    """.split())
#: `test` is Python's too, and those of shapegen's dependencies would be in its own way.
_TAKEN = sys.stdlib_module_names | set("""
    black boto3 botocore click jinja2 jmespath libcst platformdirs rich shapegen test urllib3
    """.split())
#: No folder can have these names on Windows.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
_SERVICE = re.compile("[a-z0-9-]+")
_TYPES: Mapping[str, type] = {
    "package": str,
    "service": str,
    "client": str,
    "as_of": str,
    "operations": list,
    "shapes": list,
    "exclude": list,
    "unchecked": list,
    "related": list,
    "left_out": dict,
    "modules": list,
}
_KINDS: Mapping[type, str] = {str: "a string", list: "an array of strings", dict: "a table of strings"}
_NAMES = "names.toml"
_NAMES_HEAD = """\
# Python names that a collision decided. They are public: `shapegen generate` adds to them, and nobody takes away.
"""
#: What a package says of what it was made from, beside `names`; the last two may be null.
_SELECTED = ("service", "operations", "shapes", "exclude", "package", "client")
_UNSAID = ("package", "client")
#: The tables of names.toml.
KINDS = ("operations", "shapes", "members", "values")
_REQUIRED = ("package", "service", "client", "operations")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A profile as its profile.toml has it."""

    name: str | None
    """None for one that the command line made."""
    folder: Path | None
    package: str
    """The import package that is generated."""
    service: str
    """What botocore calls the service."""
    client: str | None
    """The class of the client; None for that which the service's name makes."""
    operations: tuple[str, ...]
    """Names or patterns, `*` and `?` as in file names."""
    shapes: tuple[str, ...]
    """Shapes wanted though no operation reaches them."""
    exclude: tuple[str, ...] = ()
    """Shapes that are left out, with the members that target them."""
    unchecked: tuple[str, ...] = ()
    """Shapes whose pattern stays unchecked where Python cannot match it; `*` and `?` as in file names."""
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    """Published names that a collision decided, as names.toml has them."""
    related: tuple[str, ...] = ()
    """Names of operations that belong here, also of such as there are not yet; `*` and `?` as in file names."""
    left_out: Mapping[str, str] = field(default_factory=dict[str, str])
    """Shapes and operations that one would expect and that are left out, each with the reason."""
    as_of: str | None = None
    """The botocore release that the profile was last reviewed against."""
    modules: tuple[str, ...] = ()
    """The hand-written modules that users import."""
    sources: Mapping[str, str] = field(default_factory=dict[str, str])
    """The text of each hand-written module, by path below modules/."""
    rules: tuple[Mapping[str, Any], ...] = ()
    """The documented rules, as rules.toml has them."""
    history: History | None = None
    """Which release of botocore brought what; None for a profile that keeps no history."""
    history_file: Path | None = None
    """Where the history is kept."""
    waiters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Beside the model's own, as waiters.json has them: in the format of botocore's waiters-2.json."""
    resources: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What CloudFormation's resources have of the API, as resources.json has it; empty without one."""

    def is_newer_than(self, release: str | None) -> bool:
        """Whether `release` may lack what the profile names: it is older than `as_of`.

        A model of which nobody knows the release is held to all that the profile names.
        """
        return None not in (self.as_of, release) and _numbers(str(release)) < _numbers(str(self.as_of))


def read(profile: str | Path) -> Profile:
    """The profile in that folder.

    Raises ProfileError when there is none, and for all that is not as it should be in it.
    """
    folder = Path(profile)
    path = folder / "profile.toml"
    try:
        content = _toml(path)
    except OSError as error:
        raise ProfileError(f"{folder} is not a profile: a profile is a folder with a profile.toml") from error
    problems = list(_problems(path, content))
    named = {key: content[key] for key, kind in _TYPES.items() if isinstance(content.get(key), kind)}
    modules = named.get("modules", ())

    def part(read: Callable[[Path], _Part], name: str) -> _Part | None:
        try:
            return read(folder / name)
        except ProfileError as error:
            problems.extend(error.problems)
            return None

    sources = part(partial(_sources, public=modules), "modules")
    names = part(_names, _NAMES)
    rules = part(_rules, "rules.toml")
    kept = part(history, histories.FILE)
    waiters = part(_waiters, "waiters.json")
    resources = part(_resources, "resources.json")
    if problems:
        raise ProfileError(*problems)
    return Profile(
        name=folder.resolve().name,
        folder=folder,
        package=content["package"],
        service=content["service"],
        client=content["client"],
        operations=tuple(content["operations"]),
        shapes=tuple(content.get("shapes", ())),
        exclude=tuple(content.get("exclude", ())),
        unchecked=tuple(content.get("unchecked", ())),
        names=names or {},
        related=tuple(content.get("related", ())),
        left_out=content.get("left_out", {}),
        as_of=content.get("as_of"),
        modules=tuple(modules),
        sources=sources or {},
        rules=rules or (),
        history=kept,
        history_file=folder / histories.FILE,
        waiters=waiters or {},
        resources=resources or {},
    )


def of_service(
    service: str,
    operations: Iterable[str] = (),
    shapes: Iterable[str] = (),
    exclude: Iterable[str] = (),
    package: str | None = None,
    names: Mapping[str, Mapping[str, str]] | None = None,
    client: str | None = None,
) -> Profile:
    """The profile of operations of any service: all that match, or all there are when none is named.

    A pattern that Python cannot match is left unchecked, as nobody has reviewed this selection.
    """
    if not _SERVICE.fullmatch(service):
        meant = f"; did you mean {service.lower()!r}?" if _SERVICE.fullmatch(service.lower()) else ", such as s3"
        raise ProfileError(f"{service!r} is not botocore's name of a service{meant}")
    if package is not None and (problem := _package_problem(package)):
        raise ProfileError(problem)
    return Profile(
        name=None,
        folder=None,
        package=f"{service.replace('-', '')}shapes" if package is None else package,
        service=service,
        client=client,
        operations=tuple(operations) or ("*",),
        shapes=tuple(shapes),
        exclude=tuple(exclude),
        unchecked=("*",),
        names=names or {},
    )


def of_selection(selection: object) -> Profile:
    """The profile that `of_service` makes of what a package says of itself. Raises ProfileError when that is none."""
    said = cast("dict[str, Any]", selection) if isinstance(selection, dict) else {}
    given: dict[str, Any] = {key: each for key, each in said.items() if each is not None or key not in _UNSAID}
    names: Any = given.pop("names", {})
    if (
        "service" not in given
        or not all(key in _SELECTED and _is_of(_TYPES[key], each) for key, each in given.items())
        or not isinstance(names, dict)
        or not all(map(_is_table_of_texts, cast("dict[str, Any]", names).values()))
    ):
        raise ProfileError("it is not as shapegen writes it")
    return of_service(**given, names=cast("dict[str, dict[str, str]]", names))


def publication(profile: Profile, names: Mapping[str, Mapping[str, str]]) -> dict[Path, bytes]:
    """The profile's names.toml with names that a collision decided; nothing where there are none, or no profile."""
    if profile.folder is None or not names:
        return {}
    tables = {kind: {**profile.names.get(kind, {}), **names.get(kind, {})} for kind in {**profile.names, **names}}
    # JSON's texts are TOML's.
    text = "".join(
        f"\n[{kind}]\n" + "".join(f"{json.dumps(key)} = {json.dumps(name)}\n" for key, name in sorted(table.items()))
        for kind, table in sorted(tables.items())
    )
    return {profile.folder / _NAMES: (_NAMES_HEAD + text).encode()}


def _names(path: Path) -> Mapping[str, Mapping[str, str]]:
    """Of each kind the Python names, by wire name."""
    if not path.exists():
        return {}
    tables = _toml(path)
    for kind, table in tables.items():
        if not _is_table_of_texts(table):
            raise ProfileError(f"{path}: {kind!r} must be a table of strings")
        if kind not in KINDS:
            raise ProfileError(f"{path}: no such table: {kind!r}; there are {', '.join(KINDS)}")
    return tables


def _is_table_of_texts(table: object) -> bool:
    return isinstance(table, dict) and all(isinstance(text, str) for text in cast(dict[str, Any], table).values())


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path}: not TOML: {error}") from error
    except RecursionError as error:
        raise ProfileError(f"{path}: nested too deep") from error


def history(path: Path) -> History | None:
    """The history in a file; None when there is no such file. Raises ProfileError when it is none."""
    try:
        return histories.from_json(path.read_text("utf-8"), str(path))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path}: {error}") from error


def _sources(folder: Path, public: Iterable[str]) -> dict[str, str]:
    sources: dict[str, str] = {}
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder).as_posix()
        if name.removesuffix(".py") in _OUR_MODULES:
            raise ProfileError(f"{path}: shapegen writes a module of that name")
        try:
            sources[name] = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ProfileError(f"{path}: {error}") from error
    for name in public:
        if not {f"{name}.py", f"{name}/__init__.py"} & sources.keys():
            raise ProfileError(f"{folder} has no module {name!r}")
    return sources


def _functions(path: Path) -> set[str]:
    """The names of the functions in a module, which is read and not run."""
    try:
        module = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError) as error:
        raise ProfileError(f"{path}: the functions of the rules cannot be read: {error}") from error
    return {node.name for node in module.body if isinstance(node, ast.FunctionDef)}


def _rules(path: Path) -> tuple[Mapping[str, Any], ...]:
    if not path.exists():
        return ()
    content = _toml(path)
    rules: list[dict[str, Any]] = content.get("rule", [])
    if type(rules) is not list or {type(rule) for rule in rules} - {dict}:
        raise ProfileError(f"{path}: 'rule' must be an array of tables, [[rule]]")
    functions = _functions(path.parent / "modules" / "rules.py") if rules else set[str]()
    problems = [f"no such key: {key!r}; rules are an array of tables, [[rule]]" for key in content if key != "rule"]
    for rule in rules:
        problems += _rule_problems(rule, functions)
    if problems:
        raise ProfileError(*(f"{path}: {each}" for each in problems))
    return tuple(rules)


def _resources(path: Path) -> Mapping[str, Any]:
    try:
        content: Any = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise ProfileError(f"{path}: not JSON: {error}") from error
    found: Any = cast(dict[str, Any], content).get("resources") if isinstance(content, dict) else None
    if not isinstance(found, dict):
        raise ProfileError(f"{path}: 'resources' must be an object, by the types of the resources")
    return cast(dict[str, Any], content)


def _rule_problems(rule: Mapping[str, Any], functions: Container[str]) -> Iterator[str]:
    """What is wrong with a table of rules.toml."""
    absent = [key for key in ("id", "shape") if not isinstance(rule.get(key), str)]
    yield from (f"a rule without {key!r}" for key in absent)
    yield from (
        f"a rule has no key {key!r}; there are {', '.join(_RULE_KEYS)}" for key in rule if key not in _RULE_KEYS
    )
    if absent:
        return
    name = rule["id"]
    if not _RULE.fullmatch(name):
        yield f"rule {name!r}: an id is of small letters, digits and hyphens"
    elif name.replace("-", "_") not in functions:
        yield f"modules/rules.py has no function for the rule {name!r}"
    for key in ("sentence", "where", "source"):
        if not isinstance(rule.get(key, ""), str):
            yield f"rule {name!r}: {key!r} must be a string"
    if not (rule.get("source") or {"sentence", "where"} <= rule.keys()):
        yield f"rule {name!r} has neither a sentence, with where it stands, nor a source"


def _waiters(path: Path) -> Mapping[str, Any]:
    try:
        waiters: Any = json.loads(path.read_text("utf-8"))["waiters"]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise ProfileError(f"{path}: not JSON: {error}") from error
    except (KeyError, TypeError) as error:
        raise ProfileError(f"{path}: 'waiters' is missing") from error
    if not isinstance(waiters, dict):
        raise ProfileError(f"{path}: 'waiters' must be an object, by the names of the waiters")
    return waiters  # pyright: ignore[reportUnknownVariableType]


def _problems(path: Path, content: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a profile.toml."""
    yield from (f"{path}: {key!r} is missing" for key in _REQUIRED if key not in content)
    for key, value in content.items():
        if key not in _TYPES:
            yield f"{path}: no such key: {key!r}{did_you_mean(key, _TYPES) or '; there are ' + ', '.join(_TYPES)}"
        elif not _is_of(_TYPES[key], value):
            yield f"{path}: {key!r} must be {_KINDS[_TYPES[key]]}"
    service, as_of, package = content.get("service"), content.get("as_of"), content.get("package")
    if isinstance(package, str) and (problem := _package_problem(package)):
        yield f"{path}: {problem}"
    if isinstance(service, str) and not _SERVICE.fullmatch(service):
        yield f"{path}: service = {service!r} is not botocore's name of a service, such as s3"
    if isinstance(as_of, str) and not _RELEASE.fullmatch(as_of):
        yield f"{path}: as_of = {as_of!r} is not a botocore version, such as 1.44.5"


def _package_problem(package: str) -> str | None:
    """Why no package can have the name, if that is so."""
    if not package.isidentifier() or not package.isascii():
        valid = re.sub(r"\W+", "_", package, flags=re.ASCII)
        hint = f"; {valid!r} can" if valid.isidentifier() and valid[0] != "_" else ""
        return f"the package {package!r} cannot be a Python name{hint}"
    if package.casefold() in _TAKEN:
        whose = "Python, boto3 or shapegen has or needs a module of that name"
        return f"the package {package!r}: {whose}, which it would hide"
    if package.casefold() in _DEVICES:
        return f"the package {package!r}: on Windows no folder can have that name"
    return None


def _is_of(kind: type, value: Any) -> bool:
    """Whether the value is of the kind, and all strings below."""
    if not isinstance(value, kind):
        return False
    held: Any = value
    texts: list[Any] = [] if kind is str else [*held, *(held.values() if kind is dict else ())]
    return all(isinstance(text, str) for text in texts)


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split("."))
