"""Whether an expression is a client of the service for sure, something else for sure, or nobody knows."""

from pathlib import Path

import libcst as cst
import pytest

from shapegen.apps.receivers import Receivers
from shapegen.apps.source import read

MAKE = 'boto3.client("sagemaker")'
OTHER = 'boto3.client("s3")'
HEAD = "import boto3\nfrom typing import Any\nfrom mypy_boto3_sagemaker import SageMakerClient\n"


def kind(code: str, *, is_imported: bool = False, service: str = "sagemaker") -> str:
    """What the receiver of the last call of `go` is."""
    source = read(Path("app.py"), (HEAD + code).encode())
    call = [
        call for call in source.nodes(cst.Call) if isinstance(call.func, cst.Attribute) and call.func.attr.value == "go"
    ][-1]
    assert isinstance(call.func, cst.Attribute)
    return Receivers(source, service, is_imported).kind(call.func.value)


@pytest.mark.parametrize(
    ("code", "whose"),
    [
        (f"{MAKE}.go()", "client"),
        (f"{OTHER}.go()", "other"),
        ('boto3.client(service_name="sagemaker").go()', "client"),
        ('boto3.client(service_name="s3").go()', "other"),
        ('boto3.client(region_name="sagemaker").go()', "unknown"),
        ('boto3.client("sagemaker", service_name="s3").go()', "unknown"),
        ('boto3.client("sagemaker", region_name="s3").go()', "client"),
        ('boto3.client("s3", "sagemaker").go()', "other"),
        ('boto3.client(*["sagemaker"]).go()', "unknown"),
        ("boto3.client().go()", "unknown"),
        ("boto3.client(name).go()", "unknown"),
        ('name = "sagemaker"\nboto3.client(name).go()', "client"),
        ('name = "s3"\nboto3.client(name).go()', "other"),
        ('name = f("sagemaker")\nboto3.client(name).go()', "unknown"),
        ("boto3.client(5).go()", "unknown"),
        ('boto3.resource("sagemaker").go()', "other"),
        ('boto3.resource("s3").go()', "other"),
        ('boto3.Session().client("sagemaker").go()', "client"),
        ('session.create_client("sagemaker").go()', "client"),
        ('session.create_client("s3").go()', "other"),
        ('from boto3 import client\nclient("sagemaker").go()', "client"),
        ('from boto3 import client as make\nmake("sagemaker").go()', "client"),
        ('client("sagemaker").go()', "client"),
        ('session.make("sagemaker").go()', "unknown"),
        ('make_client()("sagemaker").go()', "unknown"),
        ('x[0]("sagemaker").go()', "unknown"),
        # what is none
        ("self.go()", "other"),
        ("cls.go()", "other"),
        ('"a".go()', "other"),
        ('f"a".go()', "other"),
        ("{}.go()", "other"),
        ("[].go()", "other"),
        ("(lambda: x).go()", "other"),
        ("boto3.go()", "other"),
        ("(1, 2).go()", "unknown"),
        ("5 .go()", "unknown"),
        ("x.go()", "unknown"),
        ("from a import x\nx.go()", "unknown"),
        ("import x\nx.go()", "other"),
        ("def x(): ...\nx.go()", "other"),
        ("class x: ...\nx.go()", "other"),
        ("class A: ...\nA().go()", "other"),
        ("class A: ...\nx = A()\nx.go()", "other"),
        ("from unittest.mock import Mock\nMock().go()", "other"),
        ("from unittest import mock\nmock.Mock().go()", "other"),
        ("import mock\nx = mock.Mock()\nx.go()", "other"),
        ("from a import Mock\nMock().go()", "unknown"),
        # one of two
        (f"({MAKE} if x else {MAKE}).go()", "client"),
        (f"({MAKE} if x else {OTHER}).go()", "unknown"),
        (f"({OTHER} if x else {OTHER}).go()", "other"),
        (f"(x or {MAKE}).go()", "unknown"),
        (f"({MAKE} or {MAKE}).go()", "client"),
        (f"(x := {MAKE}).go()", "client"),
        (f"async def f(): (await {MAKE}).go()", "client"),
        (f"stubs.typed({MAKE}).go()", "client"),
        (f"stubs.typed({OTHER}).go()", "other"),
        (f"stubs.typed({MAKE}, x).go()", "unknown"),
        (f"stubs.other({MAKE}).go()", "unknown"),
    ],
)
def test_an_expression_is_what_makes_it(code: str, whose: str) -> None:
    assert kind(code) == whose


@pytest.mark.parametrize(
    ("code", "whose"),
    [
        (f"x = {MAKE}\nx.go()", "client"),
        (f"x = {MAKE}\ny = x\ny.go()", "client"),
        (f"x: Any = {MAKE}\nx.go()", "client"),
        ("x: SageMakerClient = f()\nx.go()", "client"),
        ("x: SageMakerClient\nx.go()", "client"),
        ("x: Any\nx.go()", "unknown"),
        (f"x: Any\nx = {MAKE}\nx.go()", "unknown"),
        (f"x: SageMakerClient\nx = {MAKE}\nx.go()", "client"),
        (f"if y:\n    x = {MAKE}\nelse:\n    x = {MAKE}\nx.go()", "client"),
        (f"if y:\n    x = {MAKE}\nelse:\n    x = {OTHER}\nx.go()", "unknown"),
        (f"if y:\n    x = {OTHER}\nelse:\n    x = {OTHER}\nx.go()", "other"),
        (f"if y:\n    x = {MAKE}\nelse:\n    x: Any = {MAKE}\nx.go()", "client"),
        (f"if y:\n    x = {MAKE}\nelse:\n    x: SageMakerClient = f()\nx.go()", "client"),
        (f"if y:\n    x = {MAKE}\nelse:\n    x = None\nx.go()", "unknown"),
        (f"x = y = {MAKE}\nx.go()", "client"),
        (f"x, y = {MAKE}\nx.go()", "unknown"),
        (f"for x in {MAKE}: x.go()", "unknown"),
        (f"with {MAKE} as x: x.go()", "unknown"),
        (f"if y:\n    x = {OTHER}\nelse:\n    import x\nx.go()", "other"),
        (f"if y:\n    x = {OTHER}\nelse:\n    from z import x\nx.go()", "unknown"),
        (f"x = {MAKE}\nx += 1\nx.go()", "unknown"),
        ("\n".join(f"if y: x = {MAKE}" for _ in range(10)) + "\nx.go()", "client"),
        ("\n".join(f"if y: x = {MAKE}" for _ in range(11)) + "\nx.go()", "unknown"),
        ("def f():\n    global x\n    x = y\ny = x\nx.go()", "unknown"),
    ],
)
def test_a_name_is_what_all_its_assignments_say(code: str, whose: str) -> None:
    assert kind(code) == whose


@pytest.mark.parametrize(
    ("annotation", "whose"),
    [
        ("SageMakerClient", "client"),
        ('"SageMakerClient"', "client"),
        ("SageMakerClient | None", "client"),
        ("None | SageMakerClient", "client"),
        ("S3 | None", "unknown"),
        ("types.SageMakerClient", "client"),
        ("aio.SageMakerClient", "client"),
        ("S3Client", "other"),
        ("'S3Client'", "other"),
        ("Paginator", "unknown"),
        ("Fake", "other"),
        ('"Novel"', "unknown"),
        ("other.Client", "unknown"),
        ("object", "unknown"),
    ],
)
def test_an_annotation_says_whose_client_it_is(annotation: str, whose: str) -> None:
    head = (
        "import types_boto3_sagemaker.client as types, types_aiobotocore_sagemaker as aio, other\n"
        "from mypy_boto3_s3 import S3Client\nfrom mypy_boto3_sagemaker import Paginator\nclass Fake: ...\n"
    )
    assert kind(f"{head}def f(x: {annotation}):\n    x.go()\n") == whose
    assert kind(f"{head}def f() -> {annotation}: return y\nf().go()\n") == (
        "client" if whose == "client" else "unknown"
    )


def test_the_module_of_an_annotation_has_no_hyphens() -> None:
    code = "from mypy_boto3_sagemaker_runtime import SageMakerRuntimeClient as C\ndef f(x: C): x.go()\n"
    assert kind(code, service="sagemaker-runtime") == "client"
    assert kind(code) == "other"


CALL = f"f({MAKE})\n"


@pytest.mark.parametrize(
    ("code", "whose"),
    [
        # a script shows all calls
        (f"def f(x): x.go()\n{CALL}", "client"),
        (f"def f(x): x.go()\n{CALL}{CALL}", "client"),
        (f"def f(x): x.go()\n{CALL}f({OTHER})\n", "unknown"),
        (f"def f(x): x.go()\nf({OTHER})\n", "other"),
        (f"def f(x): x.go()\nf(x={MAKE})\n", "client"),
        (f"def f(x): x.go()\nf(y={MAKE})\n", "unknown"),
        (f"def f(y, x): x.go()\nf(1, {MAKE})\n", "client"),
        (f"def f(y, x): x.go()\nf({MAKE}, 1)\n", "unknown"),
        (f"def f(y, x): x.go()\nf({OTHER}, x={MAKE})\n", "client"),
        (f"def f(y, x): x.go()\nf(x={MAKE}, y=1)\n", "client"),
        (f"def f(y, x, /): x.go()\nf(1, {MAKE})\n", "client"),
        (f"def f(y, /, x): x.go()\nf(1, {MAKE})\n", "client"),
        (f"def f(*, x): x.go()\nf(x={MAKE})\n", "client"),
        (f"def f(y, *, x): x.go()\nf({MAKE}, x=1)\n", "unknown"),
        (f"def f(*x): x.go()\n{CALL}", "unknown"),
        (f"def f(**x): x.go()\nf(x={MAKE})\n", "unknown"),
        ("def f(x): x.go()\nf()\n", "unknown"),
        (f"def f(x): x.go()\nf(*y)\n{CALL}", "unknown"),
        (f"def f(x): x.go()\nf({MAKE}, **y)\n", "unknown"),
        (f"def f(x): x.go()\n{CALL}g(f)\n", "unknown"),
        (f"def f(x): x.go()\n{CALL}g = f\n", "unknown"),
        (f"def f(x): x.go()\n{CALL}g(f=1)\n", "client"),
        (f"def f(x): x.go()\n{CALL}g(f=1)\nf({OTHER})\n", "unknown"),
        (f"def f(x): x.go()\n{CALL}f.y = 1\n", "unknown"),
        (f"def f(x): x.go()\n{CALL}y.f({MAKE})\n", "client"),
        (f"def f(x): x.go()\n{CALL}y.f = 1\n", "unknown"),
        (f"def f(x): x.go()\n{CALL}f({MAKE})(1)\n", "client"),
        (f"def f(x={MAKE}): x.go()\n{CALL}", "unknown"),
        (f"@cache\ndef f(x): x.go()\n{CALL}", "unknown"),
        (f"def f(x): x.go()\ndef f(x): x.go()\n{CALL}", "unknown"),
        (f"def f(x): x.go()\ndef g(): {CALL}", "unknown"),
        (f"g = lambda x: x.go()\ng({MAKE})\n", "unknown"),
        (f"def f():\n    g = lambda x: x.go()\n    g({MAKE})\nf()\n", "unknown"),
        (f"def f(x: Any): x.go()\n{CALL}", "client"),
        (f"def f(x: object): x.go()\n{CALL}", "unknown"),
        (f"from botocore.client import BaseClient\ndef f(x: BaseClient): x.go()\n{CALL}", "client"),
        (f"def f(x: SageMakerClient): x.go()\nf({OTHER})\n", "client"),
        # methods
        (f"class A:\n    def f(self, x): x.go()\nA().f({MAKE})\n", "client"),
        (f"class A:\n    def f(self, y, x): x.go()\nA().f(1, {MAKE})\n", "client"),
        (f"class A:\n    def f(self, x): x.go()\nA().f(1, {MAKE})\n", "unknown"),
        (f"class A:\n    def f(self, x): x.go()\n    f(1, {MAKE})\nA()\n", "client"),
        (f"class A:\n    def f(this): this.go()\nA().f({MAKE})\n", "unknown"),
        (f"class A:\n    def f(self, x, y): x.go()\nA().f({MAKE}, {OTHER})\n", "client"),
        (f"class A:\n    def f(self, y, x): x.go()\nA().f({MAKE})\n", "unknown"),
        # inner functions, which nobody else sees
        (f"def g():\n    def f(x): x.go()\n    {CALL}", "client"),
        (f"def g():\n    def f(x): x.go()\n    f({OTHER})\n", "other"),
        # itself
        (f"def f(x):\n    x.go()\n    f(x)\n{CALL}", "unknown"),
    ],
)
def test_a_parameter_is_what_all_calls_pass(code: str, whose: str) -> None:
    assert kind(code) == whose


@pytest.mark.parametrize(
    ("code", "whose"),
    [(f"def f(x): x.go()\n{CALL}", "unknown"), (f"def g():\n    def f(x): x.go()\n    {CALL}g()\n", "client")],
)
def test_a_parameter_of_what_other_files_import_may_be_anything(code: str, whose: str) -> None:
    assert kind(code, is_imported=True) == whose


ONE = f"return {MAKE}"
FIXTURE = f"import pytest\n@pytest.fixture\ndef x(): return {MAKE}\n"


@pytest.mark.parametrize(
    ("code", "whose"),
    [
        (f"{FIXTURE}def test_it(x): x.go()\n", "client"),
        (f"{FIXTURE}def helper(x): x.go()\n", "unknown"),
        (f"{FIXTURE}@pytest.fixture\ndef y(x): x.go()\n", "client"),
        (f"{FIXTURE}@pytest.fixture\ndef x(x): x.go()\n", "client"),
        (f"{FIXTURE}@patch('a')\ndef test_it(x): x.go()\n", "unknown"),
        (f"{FIXTURE}@pytest.mark.parametrize('x', y)\ndef test_it(x): x.go()\n", "unknown"),
        (f"{FIXTURE}@pytest.mark.parametrize('y', y)\ndef test_it(x, y): x.go()\n", "client"),
        ("def test_it(x): x.go()\n", "unknown"),
        (f"def x(): return {MAKE}\ndef test_it(x): x.go()\n", "unknown"),
        (FIXTURE.replace("return", "yield") + "def test_it(x): x.go()\n", "client"),
        (FIXTURE.replace(MAKE, OTHER) + "def test_it(x): x.go()\n", "other"),
        (FIXTURE.replace(MAKE, "Mock()") + "from mock import Mock\ndef test_it(x): x.go()\n", "other"),
        (f"{FIXTURE}@pytest.fixture\ndef x(): return {OTHER}\ndef test_it(x): x.go()\n", "unknown"),
    ],
)
def test_pytest_gives_a_test_its_fixtures(code: str, whose: str) -> None:
    assert kind(code) == whose


@pytest.mark.parametrize(
    ("code", "whose"),
    [
        (f"def f(): return {MAKE}\nf().go()\n", "client"),
        (f"def f():\n    if y: return {MAKE}\n    return {MAKE}\nf().go()\n", "client"),
        (f"def f():\n    if y: return {MAKE}\n    return {OTHER}\nf().go()\n", "unknown"),
        (f"def f():\n    if y: return\n    return {MAKE}\nf().go()\n", "unknown"),
        (f"def f():\n    def g(): return {OTHER}\n    return {MAKE}\nf().go()\n", "client"),
        (f"def f():\n    yield {MAKE}\nf().go()\n", "client"),
        ("def f(): pass\nf().go()\n", "unknown"),
        ("def f(): return f()\nf().go()\n", "unknown"),
        (f"def f(): return {MAKE}\ndef f(): return {MAKE}\nf().go()\n", "unknown"),
        (f"class A:\n    def f(self): return {MAKE}\n    def g(self): self.f().go()\n", "client"),
        (f"class A:\n    @classmethod\n    def f(cls): {ONE}\n    def g(cls): cls.f().go()\n", "client"),
        (f"class A:\n    def f(self): return {MAKE}\na.f().go()\n", "unknown"),
        (
            f"class B:\n    def f(self): {ONE}\nclass A:\n    def f(self): {ONE}\n    def g(self): self.f().go()\n",
            "unknown",
        ),
        ("self.f().go()\n", "unknown"),
        (f"f()().go()\ndef f(): return {MAKE}\n", "unknown"),
    ],
)
def test_a_call_is_what_the_function_returns(code: str, whose: str) -> None:
    assert kind(code) == whose


@pytest.mark.parametrize(
    ("members", "whose"),
    [
        (f"def __init__(self): self.x = {MAKE}", "client"),
        (f"def __init__(self): self.x = {OTHER}", "other"),
        (f"def __init__(self): self.x: Any = {MAKE}", "client"),
        ("def __init__(self): self.x: SageMakerClient = f()", "client"),
        (f"def __init__(self): self.x = self.y = {MAKE}", "client"),
        (f"def __init__(self): self.x = {MAKE}\n    def b(self): self.x = {MAKE}", "client"),
        (f"def __init__(self): self.x = {MAKE}\n    def b(self): self.x = {OTHER}", "unknown"),
        (f"def __init__(self): self.x = {MAKE}\n    def b(self): self.x = None", "unknown"),
        (f"def __init__(self): self.x = {MAKE}\n    def b(self): self.x += 1", "unknown"),
        (f"def __init__(self): self.x = {MAKE}\n    def b(self): del self.x", "unknown"),
        (f"def __init__(self): self.x = {MAKE}\n    def b(self): self.x, y = z", "unknown"),
        (f"def __init__(self):\n        with y as self.x: pass\n        self.x = {MAKE}", "unknown"),
        (f"def __init__(self): self.x = {MAKE}\n    def b(self): keep(self.x)", "client"),
        (f"def __init__(self): self.x = {MAKE}\n    def b(self): self.x.y = 1", "client"),
        (f"def __init__(self): self.x = {MAKE}\n    def b(self, x): x = 5", "client"),
        (f"def __init__(self): self.x = {MAKE}\n    def b(self): y(x=5)", "client"),
        (f"x = {MAKE}", "client"),
        (f"x: Any = {MAKE}", "client"),
        ("x: SageMakerClient", "client"),
        ("x: Any", "unknown"),
        (f"x, y = {MAKE}", "unknown"),
        (f"x = None\n    def __init__(self): self.x = {MAKE}", "unknown"),
        ("def x(self): pass", "other"),
        (f"@property\n    def x(self): return {MAKE}", "client"),
        (f"@cached_property\n    def x(self): return {MAKE}", "client"),
        (f"@property\n    def x(self): return {OTHER}", "other"),
        ("y = 5", "unknown"),
        (f"class B:\n        x = {MAKE}", "unknown"),
        (f"class B:\n        def x(self): pass\n    x = {MAKE}", "client"),
    ],
)
def test_an_attribute_is_what_its_class_makes_it(members: str, whose: str) -> None:
    assert kind(f"class A:\n    {members}\n    def a(self): self.x.go()\n") == whose


@pytest.mark.parametrize(
    ("code", "whose"),
    [
        (f"class A:\n    x = {MAKE}\nA.x.go()\n", "client"),
        (f"class A:\n    x = {MAKE}\nB.x.go()\n", "unknown"),
        (f"class B:\n    x = {MAKE}\nclass A:\n    x = B.x\nA.x.go()\n", "client"),
        (f"class A:\n    x = {MAKE}\n    @classmethod\n    def a(cls): cls.x.go()\n", "client"),
        (f"class A:\n    x = {MAKE}\na.x.go()\n", "unknown"),
        (f"class A:\n    x = {MAKE}\nself.x.go()\n", "unknown"),
        (f"class A:\n    x = {MAKE}\ndef a(self): self.x.go()\n", "unknown"),
        (f"x = {MAKE}\nclass A:\n    def a(self): self.x.go()\n", "unknown"),
        (f"class A:\n    def b(self): self.x = {MAKE}\nclass B:\n    def a(self): self.x.go()\n", "client"),
        # a session of the SDK's
        ("session.sagemaker_client.go()", "client"),
        ("self.sagemaker_session.sagemaker_client.go()", "client"),
        ("Session().sagemaker_client.go()", "client"),
        ("session.sagemaker_runtime_client.go()", "unknown"),
        ("session.s3_client.go()", "unknown"),
        ("other.sagemaker_client.go()", "unknown"),
        ("self.sagemaker_client.go()", "unknown"),
        ("x[0].sagemaker_client.go()", "unknown"),
        ("session.sagemaker_client = fake\nsession.sagemaker_client.go()", "unknown"),
        ("session.sagemaker_client: Any = fake\nsession.sagemaker_client.go()", "unknown"),
        ("session.sagemaker_client += fake\nsession.sagemaker_client.go()", "unknown"),
        ("sagemaker_client = fake\nsession.sagemaker_client.go()", "client"),
        ("x = session.sagemaker_client\nx.go()", "client"),
        ("session = FakeSession()\nclass FakeSession: ...\nsession.sagemaker_client.go()", "unknown"),
    ],
)
def test_an_attribute_of_something_else(code: str, whose: str) -> None:
    assert kind(code) == whose
