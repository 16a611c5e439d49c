"""Packages that the tests read, and what they draw from the IR: requests as dataclasses, responses as dicts."""

import math
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, cached_property
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import MappingProxyType
from typing import Any

import models
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from shapegen import ir
from shapegen.build import Settings, build
from shapegen.emit.render import copies, render

settings.register_profile(
    "shapes",
    derandomize=True,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
#: Decorates the property tests that draw from here.
SHAPES = settings.get_profile("shapes")

#: Of a place in a value: the wire name of a member, the index in a list (0), or of a map any key (None).
Step = str | int | None


class Package:
    """A generated package, with the model and the IR that it was generated from."""

    def __init__(self, module: Any, model: Mapping[str, Any], service: ir.Service) -> None:
        self.module = module
        self.model = model
        self.service = service

    @cached_property
    def shapes(self) -> Mapping[str, ir.Shape]:
        """The shapes by name."""
        return {shape.name: shape for shape in self.service.shapes}

    @cached_property
    def operations(self) -> Mapping[str, ir.Operation]:
        """The operations by name."""
        return {operation.name: operation for operation in self.service.operations}

    def cls(self, name: str) -> Any:
        """The class of the structure or enum `name`."""
        shape = self.shapes[name]
        assert isinstance(shape, ir.Structure | ir.Enum)
        return getattr(self.module, shape.class_name)

    def structure(self, name: str) -> ir.Structure:
        """The structure `name`."""
        shape = self.shapes[name]
        assert isinstance(shape, ir.Structure)
        return shape


@cache
def monitoring() -> Package:
    """The package monitorshapes, with the installed botocore's model."""
    loader = import_module("botocore.loaders").Loader()
    return Package(
        module=import_module("monitorshapes"),
        model=loader.load_service_model("sagemaker", "service-2"),
        service=ir.from_json(models.stamp(Path(__file__).parents[1] / "generated")["service"]),
    )


def generate(
    model: Mapping[str, Any], package: str, folder: Path, *, paginators: Mapping[str, Any] = MappingProxyType({})
) -> Package:
    """Generates all of `model` into `folder` and imports it."""
    wanted = Settings(service="tiny", package=package, client="TinyClient", operations=["*"])
    service = build(model, wanted, paginators=paginators).service
    for path, text in (render(service) | copies(service, {})).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    spec = spec_from_file_location(package, folder / package / "__init__.py")
    assert spec
    assert spec.loader
    module = sys.modules[package] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return Package(module=module, model=model, service=service)


#: What SageMaker's monitoring does not have: a union, recursion, blobs, structures in maps, lists in lists, limits of
#: floating-point numbers, a token of idempotency, and all that can be sensitive.
TINY: Mapping[str, Any] = {
    "version": "2.0",
    "metadata": {
        "apiVersion": "2020-01-01",
        "endpointPrefix": "tiny",
        "jsonVersion": "1.1",
        "protocol": "json",
        "serviceId": "Tiny",
        "signatureVersion": "v4",
        "targetPrefix": "Tiny",
    },
    "operations": {
        "Turn": {
            "name": "Turn",
            "http": {"method": "POST", "requestUri": "/"},
            "input": {"shape": "TurnRequest"},
            "output": {"shape": "TurnResponse"},
        }
    },
    "shapes": {
        "TurnRequest": {
            "type": "structure",
            "required": ["Tree", "Token"],
            "members": {
                "Token": {"shape": "Name", "idempotencyToken": True},
                "Tree": {"shape": "Tree"},
                "Choice": {"shape": "Choice"},
                "Data": {"shape": "Data"},
                "Grid": {"shape": "Grid"},
                "Ratio": {"shape": "Ratio"},
                "Since": {"shape": "Time"},
                "Account": {"shape": "Account"},
            },
        },
        "TurnResponse": {
            "type": "structure",
            "required": ["Tree"],
            "members": {
                "Tree": {"shape": "Tree"},
                "Choice": {"shape": "Choice"},
                "Data": {"shape": "Data"},
                "Grid": {"shape": "Grid"},
                "Ratio": {"shape": "Ratio"},
                "Since": {"shape": "Time"},
                "Account": {"shape": "Account"},
            },
        },
        "Tree": {
            "type": "structure",
            "required": ["Name"],
            "members": {
                "Name": {"shape": "Name"},
                "Branches": {"shape": "Branches"},
                "Left": {"shape": "Tree"},
                "ByName": {"shape": "Trees"},
            },
        },
        "Branches": {"type": "list", "member": {"shape": "Tree"}, "max": 3},
        "Trees": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Tree"}, "max": 3},
        "Choice": {
            "type": "structure",
            "union": True,
            "members": {"Tree": {"shape": "Tree"}, "Name": {"shape": "Name"}, "Count": {"shape": "Count"}},
        },
        "Grid": {"type": "list", "member": {"shape": "Row"}, "min": 1},
        "Row": {"type": "list", "member": {"shape": "Count"}, "min": 2, "max": 4},
        "Data": {"type": "blob", "min": 1, "max": 16},
        "Ratio": {"type": "double", "min": 0, "max": 1},
        "Count": {"type": "long", "min": -5, "max": 5},
        "Name": {"type": "string", "min": 1, "max": 8, "pattern": "[a-z]+"},
        "Time": {"type": "timestamp"},
        "Account": {
            "type": "structure",
            "required": ["Password"],
            "members": {
                "Owner": {"shape": "Name"},
                "Password": {"shape": "Secret"},
                "Pin": {"shape": "Pin"},
                "Question": {"shape": "Question"},
                "Former": {"shape": "Secrets"},
                "Answers": {"shape": "Answers"},
                "Notes": {"shape": "Notes"},
                "Card": {"shape": "Card"},
                "Cards": {"shape": "Cards"},
                "ByCard": {"shape": "ByCard"},
                "Nickname": {"shape": "Name", "sensitive": True},
                "Contacts": {"shape": "Contacts"},
                "ByName": {"shape": "ByName"},
            },
        },
        "Secret": {"type": "string", "sensitive": True, "min": 3, "max": 8, "pattern": "[a-z]+"},
        "Pin": {"type": "integer", "sensitive": True, "max": 9999},
        "Question": {"type": "string", "sensitive": True, "enum": ["Pet", "School"]},
        "Secrets": {"type": "list", "member": {"shape": "Secret"}, "max": 3},
        "Answers": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Secret"}},
        "Notes": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Name"}, "sensitive": True},
        "Card": {
            "type": "structure",
            "sensitive": True,
            "members": {"Holder": {"shape": "Name"}, "Digits": {"shape": "Digits"}},
        },
        "Contact": {"type": "structure", "members": {"Phone": {"shape": "Name", "sensitive": True}}},
        "ByName": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Contact"}, "min": 1, "max": 1},
        "Contacts": {"type": "list", "member": {"shape": "Contact"}, "min": 1, "max": 2},
        "Digits": {"type": "list", "member": {"shape": "Count"}},
        "Cards": {"type": "list", "member": {"shape": "Card"}},
        "ByCard": {"type": "map", "key": {"shape": "Secret"}, "value": {"shape": "Name"}},
    },
}

#: Members and their values as a newer service would send them: text, and a structure of two members.
UNHEARD: SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "Unheard": st.text(max_size=3),
        "UnheardThing": st.fixed_dictionaries(
            {}, optional={"Names": st.lists(st.text(max_size=3), max_size=2), "Count": st.integers(-9, 9)}
        ),
    },
)
_UNHEARD_SHAPES = {
    "UnheardText": {"type": "string"},
    "UnheardTexts": {"type": "list", "member": {"shape": "UnheardText"}},
    "UnheardCount": {"type": "integer"},
    "UnheardThing": {
        "type": "structure",
        "members": {"Names": {"shape": "UnheardTexts"}, "Count": {"shape": "UnheardCount"}},
    },
}


def newer(model: Mapping[str, Any]) -> dict[str, Any]:
    """The model of a later release: each structure has the members of UNHEARD too."""
    members = {"Unheard": {"shape": "UnheardText"}, "UnheardThing": {"shape": "UnheardThing"}}
    shapes = {
        name: {**shape, "members": {**shape["members"], **members}} if shape["type"] == "structure" else shape
        for name, shape in model["shapes"].items()
    }
    return {**model, "shapes": shapes | _UNHEARD_SHAPES}


#: Aware, to the microsecond.
TIMES = st.datetimes(
    min_value=datetime(2001, 1, 1),
    max_value=datetime(2099, 1, 1),
    timezones=st.sampled_from((UTC, timezone(timedelta(hours=5, minutes=45)), timezone(-timedelta(hours=8)))),
)
_FLOATS = st.floats(allow_nan=False, allow_infinity=False)
#: Some of what stands for so many characters that hypothesis needs seconds to list them, or cannot.
_SOME = {
    r"\p{L}": "A-Za-zÀ-ÖØ-öα-ω一-龥",
    r"\p{Z}": " \xa0\u2003",
    r"\p{N}": "0-9²½٣",
    r"\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010ffff": "\x20-~À-ÿ一-龥\U0001f600-\U0001f64f",
}
_MORE_ITEMS = 2


@cache
def _texts(shape: ir.String) -> SearchStrategy[str]:
    low, high = shape.min or 0, shape.max
    if shape.python_pattern is None:
        return st.text(min_size=low, max_size=high)
    pattern = shape.python_pattern
    for many, some in _SOME.items():
        pattern = pattern.replace(many, some)
    matching = st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True)
    return matching.filter(lambda text: low <= len(text) and (high is None or len(text) <= high))


@cache
def scalars(package: Package, name: str) -> SearchStrategy[Any]:
    """Valid values of the shape `name`, which holds no others."""
    match package.shapes[name]:
        case ir.String() as shape:
            return _texts(shape)
        case ir.Enum(values=values):
            return st.sampled_from([value.value for value in values])
        case ir.Number(python="int", low=int(low), high=int(high)):
            return st.integers(low, high)
        case ir.Number(low=low, high=high):
            return st.floats(low, high, allow_nan=False, allow_infinity=False)
        case ir.Boolean():
            return st.booleans()
        case ir.Timestamp():
            return TIMES
        case ir.Blob(min=low, max=high):
            return st.binary(min_size=low or 0, max_size=high)
        case other:
            raise TypeError(f"{other.name} holds others")


@st.composite
def values(
    draw: DrawFn, package: Package, name: str, along: tuple[Step, ...] = (), within: frozenset[str] = frozenset()
) -> Any:
    """Valid values of the shape `name`, structures as instances of their classes.

    `along`: a place that is not left out, its lists and maps not empty. Below a structure no other of its kind is
    drawn, unless `along` asks.
    """
    match package.shapes[name]:
        case ir.Structure() as shape:
            within |= {name}
            chosen = [
                member
                for member in shape.members
                if member.required
                or member.wire_name in along[:1]
                or (not shape.union and _innermost(package, member.target) not in within and draw(st.booleans()))
            ]
            if shape.union and not chosen:
                chosen = [draw(st.sampled_from([each for each in shape.members if each.target not in within]))]
            return package.cls(name)(
                **{
                    member.attribute: draw(
                        values(package, member.target, along[1:] if member.wire_name in along[:1] else (), within)
                    )
                    for member in chosen
                }
            )
        case ir.List() as shape:
            steps = _steps(draw, shape, along, _innermost(package, name) in within)
            return [draw(values(package, shape.member, rest, within)) for rest in steps]
        case ir.Map() as shape:
            steps = _steps(draw, shape, along, _innermost(package, name) in within)
            keys = st.lists(scalars(package, shape.key), min_size=len(steps), max_size=len(steps), unique=True)
            return {
                key: draw(values(package, shape.value, rest, within))
                for key, rest in zip(draw(keys), steps, strict=True)
            }
        case ir.Enum():
            text = draw(scalars(package, name))
            return package.cls(name)(text) if draw(st.booleans()) else text
        case _:
            return draw(scalars(package, name))


def _steps(
    draw: DrawFn, shape: ir.List | ir.Map, along: tuple[Step, ...], is_recursive: bool
) -> list[tuple[Step, ...]]:
    """Of each item to be drawn, the rest of `along`."""
    low = max(shape.min or 0, 1 if along else 0)
    high = low if is_recursive else low + _MORE_ITEMS
    size = draw(st.integers(low, high if shape.max is None else min(high, shape.max)))
    return [along[1:] if index == 0 else () for index in range(size)]


def _innermost(package: Package, name: str) -> str:
    """What the lists and maps of the shape `name` hold in the end."""
    match package.shapes[name]:
        case ir.List(member=inner) | ir.Map(value=inner):
            return _innermost(package, inner)
        case _:
            return name


@st.composite
def responses(draw: DrawFn, package: Package, name: str, within: frozenset[str] = frozenset()) -> Any:
    """What a newer service may send for the shape `name`: times as datetimes, blobs as bytes, all else as JSON has it.

    Any member may be absent, required ones too; structures have members of UNHEARD; enums have new values; no limit
    holds.
    """
    match package.shapes[name]:
        case ir.Structure(union=True) as shape:
            known = {
                member.wire_name: responses(package, member.target, within | {name})
                for member in shape.members
                if member.target not in within
            }
            strategies = known | {"Unheard": st.text(max_size=3)}
            chosen = draw(st.sampled_from(list(strategies)))
            return {chosen: draw(strategies[chosen])}
        case ir.Structure() as shape:
            within |= {name}
            found: dict[str, Any] = {
                member.wire_name: draw(responses(package, member.target, within))
                for member in shape.members
                if _innermost(package, member.target) not in within and draw(st.booleans())
            }
            return found | draw(UNHEARD)
        case ir.List(member=inner):
            return [draw(responses(package, inner, within)) for _ in range(draw(st.integers(0, _MORE_ITEMS)))]
        case ir.Map(value=inner):
            keys = draw(st.lists(st.text(max_size=5), max_size=_MORE_ITEMS, unique=True))
            return {key: draw(responses(package, inner, within)) for key in keys}
        case ir.Enum():
            return draw(scalars(package, name) | st.text(max_size=5))
        case ir.String():
            return draw(st.text(max_size=5))
        case ir.Number(python=python):
            return draw(st.integers() if python == "int" else _FLOATS)
        case ir.Blob():
            return draw(st.binary(max_size=5))
        case _:
            return draw(scalars(package, name))


@dataclass(frozen=True)
class Place:
    """Where in values of a request a shape stands."""

    steps: tuple[Step, ...]
    target: str
    required: bool


def places(package: Package, name: str, steps: tuple[Step, ...] = (), within: tuple[str, ...] = ()) -> Iterator[Place]:
    """All places below the shape `name`, but for what a structure holds of its own kind."""
    match package.shapes[name]:
        case ir.Structure(members=members):
            parts: list[tuple[Step, str, bool]] = [(each.wire_name, each.target, each.required) for each in members]
        case ir.List(member=inner):
            parts = [(0, inner, False)]
        case ir.Map(value=inner):
            parts = [(None, inner, False)]
        case _:
            return
    for step, target, required in parts:
        yield Place((*steps, step), target, required)
        if target not in within:
            yield from places(package, target, (*steps, step), (*within, name))


#: What is of the right type almost nowhere. No numbers beyond the years that botocore can reckon with.
GARBAGE: SearchStrategy[Any] = st.one_of(
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(-1e9, 1e9) | st.sampled_from((math.nan, math.inf)),
    st.text(max_size=5),
    st.binary(max_size=3),
    st.datetimes(),
    st.lists(st.none() | st.integers() | st.text(max_size=3), max_size=2),
    st.dictionaries(st.text(max_size=3), st.none() | st.integers() | st.text(max_size=3), max_size=2),
    st.builds(object),
)
