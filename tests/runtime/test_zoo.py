"""Whatever object stands in a member, `violations` answers with violations; what has none can be sent and written."""

import array
import dataclasses
import enum
import fractions
import io
import types
import weakref
from collections import ChainMap, OrderedDict, UserDict, UserList, UserString, defaultdict, deque
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock, Mock

import pytest
from botocore.model import ServiceModel
from botocore.validate import ParamValidator
from menagerie import MENAGERIE
from strategies import TINY, Package, generate

import monitorshapes as ms


def boom(*_: Any, **__: Any) -> Any:
    raise RuntimeError("boom")


def raising(base: type, *methods: str) -> Any:
    return type(f"Bad{base.__name__.title()}", (base,), dict.fromkeys(methods, boom))


COMPARED = ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__", "__bool__")
SHOWN = ("__str__", "__repr__", "__format__")
HELD = ("__len__", "__iter__", "__getitem__", "__contains__", "__bool__", "__eq__")
BadText = raising(str, *COMPARED, *SHOWN, *HELD)
BadClass = type("BadClass", (), {"__class__": property(boom)})
BadList = raising(list, *HELD, *SHOWN)
Unmeasured = raising(list, "__len__")
NoOffset = type("NoOffset", (tzinfo,), {})
BadOffset = type("BadOffset", (tzinfo,), {"utcoffset": boom})
NotATime = raising(datetime, "utcoffset", *SHOWN)
Text = enum.StrEnum("Text", ["ONE"])
EARLY, LATE = (timezone(timedelta(hours=hours)) for hours in (5, -5))
circle: list[Any] = []
circle.append(circle)
hoop: dict[str, Any] = {}
hoop["a"] = [hoop]


class Metaclass(type):
    __instancecheck__ = __subclasscheck__ = __eq__ = __hash__ = __bool__ = __getattr__ = boom


class Other(str):
    """Text that says of itself what it is not."""

    def __str__(self) -> str:
        return "shown otherwise"

    def __len__(self) -> int:
        return 99

    def encode(self, *_: Any, **__: Any) -> bytes:
        return b"encoded otherwise"


class Lazy(Mapping[str, str]):
    """A mapping that makes its items when they are asked for."""

    def __getitem__(self, key: str) -> str:
        return "b"

    def __iter__(self) -> Any:
        return iter(["a"])

    def __len__(self) -> int:
        return 1


class Guarded:
    """All attributes raise, `__class__` too."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)


class Owned(ms.Tag):
    """A structure of a user's, one of whose members cannot be read."""

    key: Any = property(boom)


@dataclasses.dataclass
class Foreign:
    """A dataclass of another package, with the members of a structure."""

    name: str = "a"


def metaclassed(base: type, *arguments: Any) -> Any:
    return types.new_class("Metaclassed", (base,), {"metaclass": Metaclass})(*arguments)


def saying(cls: type) -> Any:
    return type("Saying", (), {"__class__": property(lambda _: cls)})()


def proxy(value: Any) -> Any:
    PROXIED.append(value)
    return weakref.proxy(value)


PROXIED: list[Any] = []
TYPES = (str, int, float, bool, bytes, bytearray, list, tuple, dict, datetime, Decimal, type(None), ms.Tag)
#: What Python calls for an operator, a conversion or a loop.
METHODS = (*COMPARED, *SHOWN, *HELD, "__index__", "__int__", "__float__", "__bytes__", "__getattr__", "__fspath__")

ZOO: Mapping[str, Any] = {
    "None": None,
    "a large integer": 10**400,
    "a small integer": -(10**400),
    "NaN": float("nan"),
    "infinity": float("inf"),
    "a decimal": Decimal("1.5"),
    "a decimal that raises": Decimal("sNaN"),
    "a fraction": fractions.Fraction(1, 3),
    "a complex number": 1j,
    "an integer that raises": raising(int, *COMPARED, *SHOWN, "__index__")(1),
    "a float that raises": raising(float, *COMPARED, *SHOWN, "__float__")(1),
    "text": "x",
    "long text": "x" * 100_000,
    "half a character": "\ud800",
    "text that raises": BadText("x"),
    "text of an enum": Text.ONE,
    "user's text": UserString("x"),
    "bytes": b"x",
    "a memoryview": memoryview(b"x"),
    "bytes that raise": raising(bytes, *HELD, *SHOWN)(b"x"),
    "a naive time": datetime(2020, 1, 1),
    "a time": datetime(2020, 1, 1, tzinfo=UTC),
    "the first time, which was before": datetime.min.replace(tzinfo=EARLY),
    "the last time, which will be after": datetime.max.replace(tzinfo=LATE),
    "a zone without an offset": datetime(2020, 1, 1, tzinfo=NoOffset()),
    "a zone that raises": datetime(2020, 1, 1, tzinfo=BadOffset()),
    "no time": NotATime(2020, 1, 1),
    "a date": date(2020, 1, 1),
    "a list": ["x"],
    "a list with None": [None],
    "a tuple": ("x",),
    "a set": {"x"},
    "an iterator": iter(["x"]),
    "a list that raises": BadList(["x"]),
    "a list without a length": Unmeasured(["x"]),
    "user's list": UserList(["x"]),
    "a list in itself": circle,
    "a dict": {"a": "b"},
    "a dict by number": {1: 2},
    "an ordered dict": OrderedDict(a="b"),
    "a dict that raises": raising(dict, *HELD, *SHOWN, "items", "keys", "copy")(a="b"),
    "user's dict": UserDict(a="b"),
    "what raises in a list": [BadText("x"), BadClass(), NotATime(2020, 1, 1)],
    "what raises in a dict": {"a": BadText("x"), "b": BadClass(), "c": BadList()},
    "an object": object(),
    "an object that raises": raising(object, *COMPARED, *SHOWN, *HELD, "__getattr__")(),
    "an object with another class": BadClass(),
    "a class": int,
    "a module": ms,
    "a namespace": SimpleNamespace(),
    "an exception": ValueError("x"),
    "another structure": ms.Tag(key="a", value="b"),
    "a structure of a user's": object.__new__(Owned),
    "a structure without members": object.__new__(ms.Tag),
    "a dataclass of another package": Foreign(),
    "a guarded object": Guarded(),
    "an object of a metaclass": metaclassed(object),
    "text of a metaclass": metaclassed(str, "x"),
    "an integer of a metaclass": metaclassed(int, 1),
    "a float of a metaclass": metaclassed(float, 1.0),
    "bytes of a metaclass": metaclassed(bytes, b"x"),
    "a list of a metaclass": metaclassed(list, ["x"]),
    "a dict of a metaclass": metaclassed(dict, {"a": "b"}),
    "a class of a metaclass": types.new_class("Metaclassed", (), {"metaclass": Metaclass}),
    "text that is shown otherwise": Other("x"),
    "more digits than JSON has": 10**5000,
    "an array": array.array("d", [1.0]),
    "a mapping that is read alone": types.MappingProxyType({"a": "b"}),
    "a chain of mappings": ChainMap({"a": "b"}),
    "a lazy mapping": Lazy(),
    "a dict with defaults": defaultdict(boom),
    "a queue": deque(["x"]),
    "a generator": (each for each in ["x"]),
    "a range": range(3),
    "an enum": enum.Enum("Color", ["RED"]).RED,  # type: ignore[attr-defined]
    "a number of an enum": enum.IntEnum("Size", ["ONE"]).ONE,  # type: ignore[attr-defined]
    "a mock": Mock(),
    "a magic mock": MagicMock(),
    **{f"a mock of {cls.__name__}": MagicMock(spec=cls) for cls in TYPES},
    **{f"what says to be {cls.__name__}": saying(cls) for cls in TYPES},
    "a proxy of text": proxy(Other("x")),
    "a proxy of a structure": proxy(ms.Tag(key="a", value="b")),
    "a dict in itself": hoop,
    "a dict by None": {None: "x"},
    "a dict by tuple": {(1,): "x"},
    "a dict by text that raises": {raising(str, *SHOWN, "__len__", "__iter__", "__bool__")("a"): "b"},
    "a file": io.BytesIO(b"x"),
    "a file that raises": raising(object, "read")(),
    **{f"an object whose {name} raises": raising(object, name)() for name in METHODS},
    **{f"an integer whose {name} raises": raising(int, name)(1) for name in METHODS},
    **{f"a float whose {name} raises": raising(float, name)(1.0) for name in METHODS},
    **{f"text whose {name} raises": raising(str, name)("x") for name in METHODS},
    **{f"bytes whose {name} raises": raising(bytes, name)(b"x") for name in METHODS},
    **{f"a set whose {name} raises": raising(set, name)("x") for name in METHODS},
    **{
        f"a time whose {name} raises": raising(datetime, name)(2020, 1, 1, tzinfo=UTC)
        for name in (*METHODS, "astimezone", "isoformat", "strftime", "timetuple", "tzinfo", "replace")
    },
}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return generate(TINY, "tinyzoo", tmp_path_factory.mktemp("generated"))


def structures(package: Any) -> list[Any]:
    every = (getattr(package, name) for name in dir(package))
    return [each for each in every if getattr(each, "__module__", "") == f"{package.__name__}.shapes"]


@pytest.fixture(scope="module")
def menagerie(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return generate(MENAGERIE, "menageriezoo", tmp_path_factory.mktemp("generated"))


#: botocore takes a request apart as its client does.
OPERATION = ServiceModel(MENAGERIE).operation_model("Show")
SERIALIZER = import_module("botocore.serialize").create_serializer("rest-json", include_validation=False)


def send(request: Mapping[str, Any]) -> None:
    assert ParamValidator().validate(request, OPERATION.input_shape).generate_report() == ""
    SERIALIZER.serialize_to_request(request, OPERATION)


def check(package: Any, structure: Any, attribute: str, animal: Any) -> None:
    x = package.from_dict(structure, {})
    before = {(each.attribute, each.rule) for each in package.violations(x)}
    setattr(x, attribute, animal)
    for level in ("documented", "model", "botocore"):
        found = package.violations(x, level=level)
        assert all(str(each) and repr(each) for each in found)
        with pytest.raises(package.ValidationError) if found else nullcontext():
            package.validate(x, level=level)
    if {(each.attribute, each.rule) for each in package.violations(x)} <= before:
        sent = package.to_dict(x)
        if structure.__name__ == "ShowRequest":
            send(sent)
        if structure.__name__ == "PutRequest":
            return  # a file is sent bit by bit, and has no JSON
        again = package.from_json(structure, package.to_json(x))
        assert {(each.attribute, each.rule) for each in package.violations(again)} <= before


@pytest.mark.parametrize("name", ZOO)
def test_nothing_that_stands_in_a_member_escapes(name: str) -> None:
    for structure in structures(ms)[::4]:
        for field in dataclasses.fields(structure)[:1]:
            check(ms, structure, field.name, ZOO[name])


@pytest.mark.parametrize("name", ZOO)
def test_nor_does_it_in_a_member_of_any_type(menagerie: Package, name: str) -> None:
    for structure in structures(menagerie.module):
        for field in dataclasses.fields(structure):
            check(menagerie.module, structure, field.name, ZOO[name])


def test_text_that_raises_is_judged_by_what_it_is() -> None:
    assert ms.violations(ms.Tag(key=BadText("a"), value="b")) == ()
    assert ms.to_dict(ms.Tag(key=BadText("a"), value="b")) == {"Key": "a", "Value": "b"}
    [violation] = ms.violations(ms.Tag(key=BadText(""), value="b"))
    assert str(violation) == "Key: '' has 0 characters, fewer than the minimum 1"


@pytest.mark.parametrize("deep", [5000, 100_000])
def test_a_chain_of_structures_is_one_violation(tiny: Package, deep: int) -> None:
    chain = None
    for _ in range(deep):
        chain = tiny.module.Tree(name="a", left=chain)
    found = tiny.module.violations(chain)
    assert [str(each) for each in found] == ["nested too deeply, or contains itself"]


@pytest.mark.parametrize("level", ["documented", "botocore"])
def test_a_circle_of_structures_is_one_violation(tiny: Package, level: Any) -> None:
    tree = tiny.module.Tree(name="a")
    tree.left = tree
    assert [each.rule for each in tiny.module.violations(tree, level=level)] == ["type"]


def test_text_for_bytes_comes_back_from_json_as_its_bytes(tiny: Package) -> None:
    """As botocore sends it."""
    blob = next(
        (cls, field.name)
        for cls in structures(tiny.module)
        for field in dataclasses.fields(cls)
        if str(field.type).startswith("bytes")
    )
    cls, attribute = blob
    x = tiny.module.from_dict(cls, {})
    setattr(x, attribute, "abcd")
    assert getattr(tiny.module.from_json(cls, tiny.module.to_json(x)), attribute) == b"abcd"
