"""What the source says of a value that is sent, and what only the run tells."""

from pathlib import Path

import libcst as cst
import pytest
from adopting import HEAD, api, odd_api

from shapegen.apps.api import Api
from shapegen.apps.source import read
from shapegen.apps.values import (
    UNKNOWN,
    Choice,
    DictValue,
    Elsewhere,
    ListValue,
    Pair,
    Plain,
    Reader,
    Reference,
    Value,
    walk,
)


def shown(value: Value) -> str:
    """A value in short: `?` is what only the run tells, `x=` what a name holds, `x~` what else may change it, too."""
    match value:
        case Plain(constant=constant):
            return "?" if constant is UNKNOWN else repr(constant)
        case DictValue():
            parts = [
                (
                    f"{part.name}: {shown(part.value)}"
                    if isinstance(part, Pair)
                    else f"**({', '.join(f'{each.name}: {shown(each.value)}' for each in part.pairs)})"
                )
                for part in value.parts
            ]
            return "{" + ", ".join([*parts, *map(shown, value.unread)]) + "}"
        case ListValue():
            return f"[{', '.join(map(shown, value.items))}{' …' if value.repeated else ''}]"
        case Choice(alternatives=(one, other)):
            return f"({shown(one)} | {shown(other)})"
        case Reference():
            return f"{value.variable.name.value}{'~' if value.is_changed else '='}{shown(value.target)}"
        case Elsewhere():
            return f"<{value.reason}>"
        case _:
            raise AssertionError(value)


def sent(call: str, before: str = "", after: str = "", of: Api | None = None) -> str:
    """The request of a call, in short."""
    source = read(Path("app.py"), f"{HEAD}{before}\n{call}\n{after}\n".encode())
    (found,) = (each for each in source.nodes(cst.Call) if source.code(each) == call)
    operation = (of or api()).operations[call.removeprefix("client.").partition("(")[0]]
    return shown(Reader(source, of or api()).request(found, operation.request))


def tags(value: str, before: str = "", after: str = "") -> str:
    """What is sent as tags, in short."""
    whole = sent(f"client.add_tags(Tags={value})", before, after)
    return whole.removeprefix("{Tags: ").removesuffix("}")


@pytest.mark.parametrize(
    ("call", "request_"),
    [
        ('client.add_tags(ResourceArn="a")', "{ResourceArn: 'a'}"),
        ('client.add_tags(ResourceArn="a", Novel="b")', "{ResourceArn: 'a', Novel: ?}"),
        ("client.add_tags()", "{}"),
        ('client.add_tags("a")', "<it has positional arguments>"),
        ("client.add_tags(*more)", "<it has positional arguments>"),
        ('client.add_tags(*more, ResourceArn="a")', "<it has positional arguments>"),
        ("client.add_tags(**more)", "<`more` is not written out here>"),
        ("client.add_tags(**REQUEST)", "REQUEST={ResourceArn: 'a'}"),
        ("client.add_tags(**REQUEST, Tags=[])", "{**(ResourceArn: 'a'), Tags: []}"),
        ("client.add_tags(Tags=[], **REQUEST)", "{Tags: [], **(ResourceArn: 'a')}"),
        (
            'client.add_tags(ResourceArn="b", **REQUEST)',
            "{ResourceArn: 'b', <`**` overrides ResourceArn, written before it>}",
        ),
        ("client.add_tags(Tags=[], **more)", "{Tags: [], <`more` holds more than literals>}"),
    ],
)
def test_a_request_is_what_the_arguments_say(call: str, request_: str) -> None:
    assert sent(call, 'REQUEST = {"ResourceArn": "a"}') == request_


@pytest.mark.parametrize(
    ("arguments", "request_"),
    [
        ("fromTime=5", "{from: 5}"),
        ('**{"from": 5}', "{from: 5}"),
        ('**{"fromTime": 5, "from": 6}', '{from: <from may be overridden>, <`"from"` stands twice>}'),
        ("named={}, fromTime=5", "{named: {}, from: 5}"),
        ('named={"fromTime": {"fromTime": "a"}}', "{named: {fromTime: {fromTime: ?}}}"),
    ],
)
def test_a_member_has_the_name_that_it_has_in_the_model(arguments: str, request_: str) -> None:
    assert sent(f"client.create_export_task({arguments})", of=odd_api()) == request_


@pytest.mark.parametrize(
    ("node", "constant"),
    [
        ('"a"', "'a'"),
        ('b"a"', "b'a'"),
        ('"a" "b"', "'ab'"),
        ('("a"\n    "b")', "'ab'"),
        ("5", "5"),
        ("-5", "-5"),
        ("1.5", "1.5"),
        ("True", "True"),
        ("False", "False"),
        ("None", "None"),
        ("ONE", "'one'"),
        ("TWO", "'one'"),
        ("SAID", "'said'"),
        ("True1", "?"),
        ("f()", "?"),
        ("LATER", "?"),
        ("EACH", "?"),
        ("boto3", "?"),
        ('f"a"', "?"),
        ('"a" f"{x}"', "?"),
        ("1 + 2", "?"),
        ("~5", "?"),
        ("not True", "?"),
        ("(1, 2)", "?"),
        ('("one" if x else "two")', "('one' | 'two')"),
    ],
)
def test_a_constant_is_known(node: str, constant: str) -> None:
    names = 'ONE = "one"\nTWO = ONE\nSAID: str = "said"\nLATER = f()\nfor EACH in "ab": pass'
    assert sent(f"client.add_tags(ResourceArn={node})", names) == f"{{ResourceArn: {constant}}}"


@pytest.mark.parametrize(
    ("value", "read_"),
    [
        ("[]", "[]"),
        ('[{"Key": "a"}]', "[{Key: 'a'}]"),
        ('[{"Key": "a"}, {"Key": "b"}]', "[{Key: 'a'}, {Key: 'b'}]"),
        ('[{"Key": each} for each in f()]', "[{Key: ?} …]"),
        ('[*more, {"Key": "a"}]', "<a list with `*` in it>"),
        ("[None]", "[None]"),
        ("[f()]", "[<`f()` is not written out here>]"),
        ('[{"Key": "a"}] if x else []', "([{Key: 'a'}] | [])"),
        ("None", "None"),
        ("f()", "<`f()` is not written out here>"),
        ("5", "<`5` is not written out here>"),
        ('({"Key": "a"},)', '<`{"Key": "a"},` is not written out here>'),
        ("f(  a,\n  b)", "<`f( a, b)` is not written out here>"),
        (f"{'x' * 40}", f"<`{'x' * 40}` is not written out here>"),
        (f"{'x' * 41}", f"<`{'x' * 40}…` is not written out here>"),
        ('[dict(Key="a", Value="b")]', "[{Key: 'a', Value: 'b'}]"),
        ("[dict(x)]", "[<`dict(x)` is not written out here>]"),
        ('[dict(x, Key="a")]', '[<`dict(x, Key="a")` is not written out here>]'),
        ("[dict(*x)]", "[<`dict(*x)` is not written out here>]"),
        ('[other(Key="a")]', '[<`other(Key="a")` is not written out here>]'),
        ('[ms.Tag(key="a")]', '[<`ms.Tag(key="a")` is not written out here>]'),
        # keys
        ('[{f(): "a", "Value": "b"}]', "[{Value: 'b', <`f()` is not a literal key>}]"),
        ('[{"Value": "b", f(): "a"}]', "[{Value: <Value may be overridden>, <`f()` is not a literal key>}]"),
        (
            '[{"Key": "a", "Key": "b", "Value": "c"}]',
            "[{Key: <Key may be overridden>, Value: 'c', <`\"Key\"` stands twice>}]",
        ),
        ('[{**PAIR, "Key": "b"}]', "[{**(Key: 'x', Value: 'y'), Key: 'b'}]"),
        (
            '[{**PAIR, "Key": "b", "Key": "c"}]',
            "[{**(Key: <Key may be overridden>, Value: 'y'), Key: <Key may be overridden>, <`\"Key\"` stands twice>}]",
        ),
        # what `**` adds
        ('[{"Key": "a", **PAIR}]', "[{Key: <Key may be overridden>, <`**` overrides Key, written before it>}]"),
        (
            '[{"Key": "a", "Novel": "b", **PAIR}]',
            "[{Key: <Key may be overridden>, Novel: ?, <`**` overrides Key, written before it>}]",
        ),
        (
            '[{"Value": "a", "Key": "a", **PAIR}]',
            "[{Value: <Value may be overridden>, Key: <Key may be overridden>, "
            "<`**` overrides Key, written before it>}]",
        ),
        ('[{"Key": "a", **more}]', "[{Key: <Key may be overridden>, <`more` holds more than literals>}]"),
        ('[dict(Key="a", **more)]', "[{Key: 'a', <`more` holds more than literals>}]"),
        ('[dict(Key="a", **PAIR)]', "[{Key: 'a', <`**` overrides Key, written before it>}]"),
        ('[{**{"Key": "a"}}]', "[{**(Key: 'a')}]"),
        ('[{**{"Key": f()}}]', '[{<`{"Key": f()}` holds more than literals>}]'),
        ('[{**{"Key": ONE}}]', '[{<`{"Key": ONE}` holds more than literals>}]'),
        ('[{**{"Key": "a" if x else "b"}}]', '[{<`{"Key": "a" if x else "b"}` holds more than literals>}]'),
        ('[{**{"Key": "a", "Key": "b"}}]', '[{<`{"Key": "a", "Key": "b"}` holds more than literals>}]'),
        ("[{**CHANGED}]", "[{<`CHANGED` holds more than literals>}]"),
    ],
)
def test_lists_and_dicts_are_read_as_far_as_they_are_written_out(value: str, read_: str) -> None:
    names = (
        'import monitorshapes as ms\nPAIR = {"Key": "x", "Value": "y"}\nONE = "one"\n'
        'CHANGED = {"Key": "a"}\nkeep(CHANGED)'
    )
    assert tags(value, names) == read_


@pytest.mark.parametrize(
    ("value", "is_constant"),
    [
        ("[]", True),
        ('[{"InputName": "a"}]', True),
        ('[{"InputName": "a"} for each in x]', False),
        ("INPUTS", False),
        ("f()", False),
        ('[{"InputName": "a", **f()}]', False),
    ],
)
def test_a_spread_is_copied_where_it_means_the_same_everywhere(value: str, is_constant: bool) -> None:
    call = 'client.create_processing_job(**JOB, RoleArn="a")'
    found = sent(call, f'INPUTS = [{{"InputName": "a"}}]\nJOB = {{"ProcessingInputs": {value}}}')
    assert found.startswith("{**(" if is_constant else "{RoleArn: 'a', <`JOB` holds more than literals>}"), found


@pytest.mark.parametrize(
    ("environment", "read_"),
    [
        ('{"A": "b", "C": f()}', "{A: 'b', C: ?}"),
        ("{}", "{}"),
        ('dict(A="b")', "{A: 'b'}"),
        ("f()", "<`f()` is not written out here>"),
        ('{**{"A": "b"}, "C": "d"}', "{**(A: 'b'), C: 'd'}"),
    ],
)
def test_a_map_is_read_with_its_keys(environment: str, read_: str) -> None:
    assert sent(f"client.create_processing_job(Environment={environment})") == f"{{Environment: {read_}}}"


@pytest.mark.parametrize(
    ("use", "is_kept"),
    [
        ("", True),
        # sent
        ('client.add_tags(ResourceArn="b", Tags=[x])', True),
        ("client.add_tags(**x)", True),
        ("client.list_tags(Tags=x)", True),
        ("pages.paginate(Tags=x)", True),
        ("client.add_tags(x)", False),
        ("client.add_tags(*x)", False),
        ("client.other(Tags=x)", False),
        ("add_tags(Tags=x)", False),
        # held by another
        ("y = x", True),
        ("y: dict = x", True),
        ("y = [x]", True),
        ('y = {"a": x}', True),
        ("y = {**x}", True),
        ('y = {"a": [x]}', True),
        ("y = dict(a=x)", True),
        ("y = dict(**x)", True),
        ("y = x if z else {}", True),
        ("y = [x]\nclient.add_tags(Tags=y)", True),
        ("y = x\nkeep(y)", False),
        ("y: dict = x\nkeep(y)", False),
        ("y = [x]\ny.append(1)", False),
        ("y = ms.Tag(key=x)", True),
        ("y = ms.other(key=x)", False),
        ("class A(y=x): pass", False),
        ("y = dict(x)", False),
        ("y = f(a=x)", False),
        ("y = dict\ny(a=x)", False),
        ("dict = f\ny = dict(a=x)", False),
        ("dict(a=x)", False),
        ("y = z = x", False),
        ("y.z = x", False),
        ("y, z = x", False),
        ("y = (x,)", False),
        ("y = {x}", False),
        ("y = [*x]", False),
        ("y = z if x else {}", False),
        ("y = x or {}", False),
        ("z = (y := x)", False),
        ("y = x\nx = y", True),
        ("if z:\n    y = {}\nelse:\n    y = x\nkeep(y)", False),
        # otherwise
        ('x["Key"] = "b"', False),
        ('print(x["Key"])', False),
        ("x.update(y)", False),
        ("keep(x)", False),
        ("print(x)", False),
        ("def f(): return x", False),
        ("for y in x: pass", False),
        ("del x", False),
    ],
)
def test_a_dict_stays_what_it_is_where_it_is_only_sent_or_held(use: str, is_kept: bool) -> None:
    assert tags("[x]", 'import monitorshapes as ms\nx = {"Key": "a"}', use) == (
        "[x={Key: 'a'}]" if is_kept else "[x~{Key: 'a', <`x` is used otherwise, too>}]"
    )


@pytest.mark.parametrize(
    ("returned", "is_kept"),
    [
        ("return x", True),
        ("return [x]", True),
        ('return {"a": x}', True),
        ("return (x, 1)", False),
        ("return keep(x)", False),
        ("def inner(): return x", False),
        ("return lambda: x", False),
    ],
)
def test_what_a_function_returns_may_change_after_it_was_sent(returned: str, is_kept: bool) -> None:
    code = f'{HEAD}def f():\n    x = {{"Key": "a"}}\n    client.add_tags(Tags=[x])\n    {returned}\n'
    source = read(Path("app.py"), code.encode())
    (found,) = (each for each in source.nodes(cst.Call) if source.code(each) == "client.add_tags(Tags=[x])")
    value = Reader(source, api()).request(found, "AddTagsInput")
    assert ("x=" in shown(value)) is is_kept


@pytest.mark.parametrize(
    ("before", "value", "read_"),
    [
        ("def f():\n    global x\n    x = y\ny = x", "x", "x~y~x=<it refers to itself>"),
        ("def f():\n    global x\n    x = [y]\ny = {'Key': x}", "[y]", "[y~{Key: ?, <`y` is used otherwise, too>}]"),
        ("x = f()", "x", "x=<`f()` is not written out here>"),
        ("x = f()\nkeep(x)", "x", "x=<`f()` is not written out here>"),
        ("x = []\nkeep(x)", "x", "x~[]"),
        ("x = None", "x", "None"),
        ("for x in y: pass", "x", "<`x` is not written out here>"),
        ("if y: x = []\nelse: x = {}", "x", "<`x` is not written out here>"),
        ("x = y = []", "x", "<`x` is not written out here>"),
        ("x: list = []", "x", "x=[]"),
        ("x = [] if y else None", "x", "x=([] | None)"),
    ],
)
def test_a_name_is_what_it_was_given(before: str, value: str, read_: str) -> None:
    assert tags(value, before) == read_


TYPED = (
    "import monitorshapes as ms\nfrom monitorshapes import MonitoringType, stubs\n"
    'from other import Tag\nKIND = "DataQuality"\n'
    "def f():\n    global ROUND\n    ROUND = TURN\nTURN = ROUND\n"
)


@pytest.mark.parametrize(
    ("value", "read_"),
    [
        ('[ms.Tag(key="a", value="b")]', "[{Key: 'a', Value: 'b'}]"),
        ('[ms.shapes.Tag(key="a")]', "[{Key: 'a'}]"),
        ('[stubs.Tag(Key="a")]', "[{Key: 'a'}]"),
        ('[ms.Tag(key="a", novel="b")]', "[{Key: 'a', novel: ?}]"),
        ('[ms.Tag(key="a", **more)]', "[{Key: 'a', <`more` holds more than literals>}]"),
        ('[ms.VpcConfig(key="a")]', '[<`ms.VpcConfig(key="a")` is not written out here>]'),
        ('[Tag(key="a")]', '[<`Tag(key="a")` is not written out here>]'),
        ('[{"Key": "a"}]', "[{Key: 'a'}]"),
    ],
)
def test_the_classes_of_the_package_are_read_too(value: str, read_: str) -> None:
    source = read(Path("app.py"), f"{TYPED}x = {value}\n".encode())
    (assigned,) = (each.value for each in source.nodes(cst.Assign) if source.code(each.targets[0].target) == "x")
    assert shown(Reader(source, api(), is_typed=True).value(assigned, "TagList")) == read_


@pytest.mark.parametrize(
    ("value", "constant"),
    [
        ('"DataQuality"', "'DataQuality'"),
        ("MonitoringType.DATA_QUALITY", "'DataQuality'"),
        ("ms.enums.MonitoringType.DATA_QUALITY", "'DataQuality'"),
        ('MonitoringType("DataQuality")', "'DataQuality'"),
        ('MonitoringType("Novel")', "'Novel'"),
        ("MonitoringType(KIND)", "'DataQuality'"),
        ("MonitoringType(f())", "?"),
        ("MonitoringType(ROUND)", "?"),
        ("MonitoringType()", "?"),
        ('MonitoringType("DataQuality", 1)', "?"),
        ("MonitoringType.NOVEL", "?"),
        ("ms.SortBy.NAME", "?"),
        ('ms.SortBy("DataQuality")', "?"),
        ("other.DATA_QUALITY", "?"),
        ("f()", "?"),
    ],
)
def test_a_value_of_an_enum_is_what_is_sent(value: str, constant: str) -> None:
    source = read(Path("app.py"), f"{TYPED}x = {value}\n".encode())
    (assigned,) = (each.value for each in source.nodes(cst.Assign) if source.code(each.targets[0].target) == "x")
    assert shown(Reader(source, api(), is_typed=True).value(assigned, "MonitoringType")) == constant


@pytest.mark.parametrize(
    ("arguments", "read_"),
    [
        ('resource_arn="a", tags=[ms.Tag(key="a")]', "{ResourceArn: 'a', Tags: [{Key: 'a'}]}"),
        ('resource_arn="a", timeout=5', "{ResourceArn: 'a'}"),
        ('ResourceArn="a"', "{}"),
        ('resource_arn="a", **more', "{ResourceArn: 'a', <`more` holds more than literals>}"),
        ('{"ResourceArn": "a"}', "{}"),
    ],
)
def test_arguments_of_the_generated_client_are_members(arguments: str, read_: str) -> None:
    source = read(Path("app.py"), f"{TYPED}x.add_tags({arguments})\n".encode())
    (call,) = (each for each in source.nodes(cst.Call) if source.code(each.func) == "x.add_tags")
    assert shown(Reader(source, api(), is_typed=True).typed_request(call, "AddTagsInput")) == read_


def test_a_walk_goes_through_all_that_a_value_holds() -> None:
    code = (
        f'{HEAD}x = {{"Key": "a"}}\n'
        'client.add_tags(Tags=[x, {**{"Key": "b"}, f(): "c"}, {"Key": "d"} if y else None], ResourceArn=z)\n'
    )
    source = read(Path("app.py"), code.encode())
    call = source.nodes(cst.Call)[1]
    found = [source.code(each.node) for each in walk(Reader(source, api()).request(call, "AddTagsInput"))]
    assert found[1:] == [
        source.code(call.args[0].value),
        *("x", '{"Key": "a"}', '"a"'),
        *('{**{"Key": "b"}, f(): "c"}', '"b"', "f()"),
        *('{"Key": "d"} if y else None', '{"Key": "d"}', '"d"', "None"),
        "z",
    ]
