"""Uses of three dataclasses by libraries and the standard library: each function is one, of the classes in `M`."""

import json
import warnings
from collections.abc import Callable
from typing import Any

warnings.simplefilter("ignore")
M: Any
"""The module that has the classes: monitorshapes, or `plain`."""


def cluster():
    return M.MonitoringClusterConfig(
        instance_count=1, instance_type=M.ProcessingInstanceType.ML_M5_XLARGE, volume_size_in_gb=20
    )


def res():
    return M.MonitoringResources(cluster_config=cluster())


def tag():
    return M.Tag(key="a", value="b")


D = {"cluster_config": {"instance_count": 1, "instance_type": "ml.m5.xlarge", "volume_size_in_gb": 20}}
USES: list[Callable[[], Any]] = []


def t(f: Callable[[], Any]) -> Callable[[], Any]:
    USES.append(f)
    return f


@t
def fields():
    import dataclasses as d

    return (
        [f.name for f in d.fields(res())],
        d.is_dataclass(M.Tag),
        [f.type for f in d.fields(M.MonitoringClusterConfig)],
    )


@t
def asdict():
    import dataclasses as d

    return d.asdict(res())


@t
def astuple():
    import dataclasses as d

    return d.astuple(res())


@t
def replace():
    import dataclasses as d

    r = d.replace(cluster(), instance_count=3)
    assert r != cluster()
    return r


@t
def make_dataclass():
    import dataclasses as d

    C = d.make_dataclass("C", [("x", int)], bases=(M.Tag,), kw_only=True)
    return C(key="a", value="b", x=1)


@t
def subclass_dataclass():
    import dataclasses as d

    @d.dataclass(kw_only=True)
    class T2(M.Tag):
        owner: str = "me"

    return T2(key="a", value="b"), d.asdict(T2(key="a", value="b"))


@t
def subclass_slots_dataclass():
    import dataclasses as d

    @d.dataclass(kw_only=True, slots=True)
    class T2(M.Tag):
        owner: str = "me"

    return T2(key="a", value="b")


@t
def copy_deepcopy():
    import copy

    r = res()
    assert copy.copy(r) == r and copy.deepcopy(r) == r and copy.deepcopy(r).cluster_config is not r.cluster_config
    return "eq"


@t
def pickle_all():
    import pickle

    r = res()
    out = []
    for p in range(pickle.HIGHEST_PROTOCOL + 1):
        try:
            assert pickle.loads(pickle.dumps(r, p)) == r
            out.append(p)
        except Exception as e:
            out.append((p, repr(e)[:80]))
    return out


@t
def pickle_class():
    import pickle

    return pickle.loads(pickle.dumps(M.Tag)) is M.Tag


@t
def weakref():
    import weakref

    return weakref.ref(tag())


@t
def hash_():
    return hash(tag())


@t
def in_set():
    return {tag()}


@t
def ordering():
    return sorted([tag(), tag()])


@t
def match_kw():
    match res():
        case M.MonitoringResources(cluster_config=M.MonitoringClusterConfig(instance_count=n)):
            return n


@t
def match_pos():
    match tag():
        case M.Tag(k, v):
            return k, v


@t
def signature():
    import inspect

    return str(inspect.signature(M.Tag)), str(inspect.signature(M.MonitoringClusterConfig))


@t
def signature_eval():
    import inspect

    return str(inspect.signature(M.MonitoringClusterConfig, eval_str=True))[:100]


@t
def singledispatch():
    from functools import singledispatch

    @singledispatch
    def f(x):
        return "any"

    @f.register
    def _(x: M.Tag):
        return "tag"

    @f.register(M.MonitoringResources)
    def _(x):
        return "res"

    return f(tag()), f(res()), f(1)


@t
def get_type_hints():
    import typing

    return typing.get_type_hints(M.MonitoringClusterConfig)


@t
def get_type_hints_init():
    import typing

    return typing.get_type_hints(M.MonitoringClusterConfig.__init__)


@t
def get_annotations_eval():
    import inspect

    return inspect.get_annotations(M.MonitoringClusterConfig, eval_str=True)


@t
def pydantic_ta():
    from pydantic import TypeAdapter

    ta = TypeAdapter(M.MonitoringResources)
    return ta.validate_python(D), ta.dump_json(res())


@t
def pydantic_ta_instance():
    from pydantic import TypeAdapter

    r = res()
    return TypeAdapter(M.MonitoringResources).validate_python(r)


@t
def pydantic_schema():
    from pydantic import TypeAdapter

    return TypeAdapter(M.MonitoringResources).json_schema().keys()


@t
def pydantic_field():
    from pydantic import BaseModel

    class A(BaseModel):
        r: M.MonitoringResources

    return A(r=D)


@t
def pydantic_field_arbitrary():
    from pydantic import BaseModel, ConfigDict

    class A(BaseModel):
        model_config = ConfigDict(arbitrary_types_allowed=True)
        r: M.MonitoringResources

    return A(r=res())


@t
def pydantic_instanceof():
    from pydantic import BaseModel, InstanceOf

    class A(BaseModel):
        r: InstanceOf[M.MonitoringResources]

    return A(r=res())


@t
def pydantic_enum():
    from pydantic import BaseModel

    class A(BaseModel):
        t: M.ProcessingInstanceType

    return A(t="ml.m5.xlarge"), A.model_json_schema()["$defs"].keys()


@t
def pydantic_enum_unknown():
    from pydantic import BaseModel

    class A(BaseModel):
        t: M.ProcessingInstanceType

    return A(t="ml.new.xlarge")


@t
def pydantic_dataclass():
    import pydantic.dataclasses as pd

    @pd.dataclass
    class S:
        r: M.MonitoringResources

    return S(r=D)


@t
def pydantic_settings_like():
    from pydantic import validate_call

    @validate_call
    def f(r: M.Tag):
        return r

    return f({"key": "a", "value": "b"})


def _fastapi(resp):
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    app = FastAPI()

    @app.post("/x")
    def post(r: M.MonitoringResources) -> M.MonitoringResources:
        return r

    c = TestClient(app)
    a = c.post("/x", json=D)
    return a.status_code, a.json(), c.get("/openapi.json").status_code


@t
def fastapi_body():
    return _fastapi(1)


@t
def fastapi_return_untyped():
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    app = FastAPI()

    @app.get("/x")
    def get():
        return res()

    a = TestClient(app).get("/x")
    return a.status_code, a.json()


@t
def cattrs_structure():
    import cattrs

    return cattrs.structure(D, M.MonitoringResources)


@t
def cattrs_unstructure():
    import cattrs

    return cattrs.unstructure(res())


@t
def msgspec_convert():
    import msgspec

    return msgspec.convert(D, M.MonitoringResources)


@t
def msgspec_encode():
    import msgspec

    return msgspec.json.encode(res())


@t
def msgspec_decode():
    import msgspec

    return msgspec.json.decode(json.dumps(D), type=M.MonitoringResources)


@t
def msgspec_schema():
    import msgspec

    return msgspec.json.schema(M.MonitoringResources).keys()


@t
def msgspec_to_builtins():
    import msgspec

    return msgspec.to_builtins(res())


@t
def orjson_():
    import orjson

    return orjson.dumps(res())


@t
def json_default():
    return json.dumps(res(), default=lambda o: __import__("dataclasses").asdict(o))


@t
def dacite_():
    import dacite

    return dacite.from_dict(M.MonitoringResources, D, config=dacite.Config(cast=[M.ProcessingInstanceType]))


@t
def marshmallow_dc():
    import marshmallow_dataclass as m

    return m.class_schema(M.Tag)().load({"key": "a", "value": "b"}), m.class_schema(M.MonitoringResources)().load(D)


@t
def typeguard_():
    from typeguard import check_type, typechecked

    check_type(res(), M.MonitoringResources)

    @typechecked
    def f(r: M.MonitoringResources) -> M.Tag:
        return tag()

    f(res())
    try:
        f(1)
        return "NOT CAUGHT"
    except Exception as e:
        return type(e).__name__


@t
def beartype_():
    from beartype import beartype

    @beartype
    def f(r: M.MonitoringResources) -> M.Tag:
        return tag()

    f(res())
    try:
        f(1)
        return "NOT CAUGHT"
    except Exception as e:
        return type(e).__name__


@t
def hypothesis_builds():
    from hypothesis import strategies as st, given, settings

    seen = []

    @settings(max_examples=5, database=None)
    @given(st.builds(M.MonitoringResources))
    def run(x):
        seen.append(x)

    run()
    return seen[0]


@t
def hypothesis_from_type():
    from hypothesis import strategies as st, given, settings

    seen = []

    @settings(max_examples=5, database=None)
    @given(st.from_type(M.MonitoringClusterConfig))
    def run(x):
        seen.append(x)

    run()
    return seen[0]


@t
def hypothesis_enum():
    from hypothesis import strategies as st, given, settings

    @settings(max_examples=5, database=None)
    @given(st.sampled_from(M.ProcessingInstanceType))
    def run(x):
        pass

    run()
    return "ok"


@t
def polyfactory_():
    from polyfactory.factories import DataclassFactory

    class F(DataclassFactory[M.MonitoringResources]): ...

    return F.build()


@t
def attrs_asdict():
    import attrs

    return attrs.asdict(res())


@t
def rich_print():
    import io, rich
    from rich.console import Console

    c = Console(file=io.StringIO(), width=60)
    c.print(res())
    return c.file.getvalue()


@t
def rich_inspect():
    import io, rich
    from rich.console import Console

    c = Console(file=io.StringIO(), width=80)
    rich.inspect(tag(), console=c)
    return c.file.getvalue()


@t
def ipython_pretty():
    from IPython.lib.pretty import pretty

    return pretty(res(), max_width=60)


@t
def pprint_():
    import pprint

    return pprint.pformat(res(), width=60)


@t
def pandas_json_normalize():
    import pandas as pd, dataclasses as d

    return list(pd.json_normalize(d.asdict(res())).columns)


@t
def pandas_df():
    import pandas as pd

    return pd.DataFrame([tag(), tag()]).columns.tolist()


@t
def deepdiff_():
    from deepdiff import DeepDiff
    import dataclasses as d

    return DeepDiff(res(), M.MonitoringResources(cluster_config=d.replace(cluster(), instance_count=2)))


@t
def deepdiff_hash():
    from deepdiff import DeepHash

    return len(DeepHash(res()))


@t
def factory_boy():
    import factory

    class F(factory.Factory):
        class Meta:
            model = M.Tag

        key = "a"
        value = factory.Sequence(str)

    return F()


@t
def omegaconf_():
    from omegaconf import OmegaConf

    return OmegaConf.structured(M.MonitoringResources)


@t
def omegaconf_obj():
    from omegaconf import OmegaConf

    return OmegaConf.structured(res())


@t
def tyro_():
    import tyro

    return tyro.cli(
        M.MonitoringResources,
        args="--cluster-config.instance-count 1 --cluster-config.instance-type ML_M5_XLARGE --cluster-config.volume-size-in-gb 20".split(),
    )


@t
def simple_parsing():
    from simple_parsing import parse

    return parse(
        M.MonitoringClusterConfig, args="--instance_count 1 --instance_type ML_M5_XLARGE --volume_size_in_gb 20"
    )


@t
def jsonargparse_():
    from jsonargparse import auto_cli as CLI

    return CLI(
        M.MonitoringClusterConfig, args="--instance_count=1 --instance_type=ML_M5_XLARGE --volume_size_in_gb=20".split()
    )


@t
def mashumaro_():
    from mashumaro.codecs import BasicDecoder

    return BasicDecoder(M.MonitoringResources).decode(D)


@t
def dataclasses_json_():
    from dataclasses_json import dataclass_json

    return (dataclass_json(M.Tag).from_dict({"key": "a", "value": "b"}),)


@t
def pyserde_():
    from serde import from_dict, deserialize

    deserialize(M.Tag)
    return from_dict(M.Tag, {"key": "a", "value": "b"})


@t
def adaptix_():
    from adaptix import Retort

    return Retort().load(D, M.MonitoringResources), Retort().dump(res())


@t
def apischema_():
    import apischema

    return (
        apischema.deserialize(M.MonitoringResources, D),
        apischema.json_schema.deserialization_schema(M.MonitoringResources).keys(),
    )


@t
def syrupy_():
    from syrupy.extensions.amber import AmberSnapshotExtension as A

    return A().serialize(res())


@t
def structlog_():
    import structlog

    return structlog.processors.JSONRenderer()(None, "info", {"r": res()})


@t
def vars_():
    return vars(tag())


@t
def setattr_typo():
    x = tag()
    x.kye = "z"
    return "accepted"


@t
def set_default_factory_get():
    return M.Tag.__dataclass_params__ if hasattr(M.Tag, "__dataclass_params__") else None


@t
def joblib_hash():
    import joblib

    return joblib.hash(res()) == joblib.hash(res())


@t
def yaml_dump():
    import yaml, dataclasses as d

    return yaml.safe_dump(d.asdict(res()))


@t
def cloudpickle_():
    import cloudpickle, pickle

    return pickle.loads(cloudpickle.dumps(res())) == res()


@t
def copyreplace():
    import copy

    return copy.replace(tag(), key="z")
