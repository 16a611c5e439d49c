"""What catches the errors of converted calls, and what only looks as if it did."""

from functools import cache
from pathlib import Path

import pytest

import monitorshapes as ms
from shapegen.apps.adoption import Adopted, adopt
from shapegen.apps.api import Api
from shapegen.apps.source import edited, read
from shapegen.emit import packages

HEAD = """\
import boto3, botocore.exceptions, contextlib, pytest
import monitorshapes as ms
from botocore.exceptions import ClientError, ParamValidationError
from other import check, given
s3 = boto3.client("s3")
"""
MADE = 'client = boto3.client("sagemaker")\n'
WRAPPED = 'client = ms.MonitoringClient(boto3.client("sagemaker"))\n'
STOP = 'client.stop_monitoring_schedule(MonitoringScheduleName="a")\n'
STOPPED = 'client.stop_monitoring_schedule(monitoring_schedule_name="a")\n'


@cache
def api() -> Api:
    return Api(packages.described(Path(ms.__file__).parent).service)


def converted(code: str) -> tuple[str, Adopted]:
    """What comes of the code behind the head."""
    source = read(Path("app.py"), f"{HEAD}{MADE}{code}".encode())
    found = adopt(source, api())
    return edited(source, found.edits).decode().removeprefix(HEAD), found


def assert_becomes(code: str, after: str) -> None:
    """Fails unless the call is converted, and `CAUGHT` of the code becomes that."""
    text, found = converted(code)
    assert (text, found.left) == (WRAPPED + after.replace(STOP, STOPPED), [])


def assert_stays(code: str, reason: str) -> None:
    """Fails unless all stays as it is, for this reason."""
    text, found = converted(code)
    assert text == MADE + code
    assert [reason in each.text for each in found.left] == [True]


BOTH = "(ClientError, ms.ServiceError)"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"try:\n    {STOP}except ClientError: pass\n", f"except {BOTH}:"),
        (
            f"try:\n    {STOP}except botocore.exceptions.ClientError: pass\n",
            "except (botocore.exceptions.ClientError, ms.",
        ),
        (f"try:\n    {STOP}except client.exceptions.ClientError: pass\n", "except ms.ServiceError:"),
        (f"try:\n    {STOP}except client.exceptions.ResourceInUse: pass\n", "except ms.ResourceInUse:"),
        (
            f"try:\n    {STOP}except (client.exceptions.ResourceInUse, OSError): pass\n",
            "except (ms.ResourceInUse, OSError):",
        ),
        (
            f"with contextlib.suppress(OSError, ClientError):\n    {STOP}",
            "suppress(OSError, ClientError, ms.ServiceError)",
        ),
        (
            f"with contextlib.suppress(ClientError, OSError):\n    {STOP}",
            "suppress(ClientError, ms.ServiceError, OSError)",
        ),
        (f"with pytest.raises((OSError, ClientError)):\n    {STOP}", "raises((OSError, ClientError, ms.ServiceError))"),
        (f"with case.assertRaises(ClientError):\n    {STOP}", f"assertRaises({BOTH})"),
        (
            f"try:\n    {STOP}except OSError as e:\n    issubclass(type(e), ClientError)\n",
            f"issubclass(type(e), {BOTH})",
        ),
        (
            f"try:\n    {STOP}except OSError as e:\n    isinstance(e, (OSError, ClientError))\n",
            "isinstance(e, (OSError, ClientError, ms.ServiceError))",
        ),
    ],
)
def test_what_catches_the_error_of_a_call_catches_that_of_the_package(before: str, after: str) -> None:
    text, found = converted(before)
    assert (found.converted, found.left) == (1, [])
    assert after in text


@pytest.mark.parametrize(
    "code",
    [
        # the call is not among what is tried
        f"try:\n    check()\nexcept ClientError:\n    {STOP}",
        f"try:\n    check()\nexcept ClientError: pass\nelse:\n    {STOP}",
        f"try:\n    check()\nexcept ClientError: pass\nfinally:\n    {STOP}",
        f"{STOP}with pytest.raises(ClientError):\n    check()\n",
        # the package's error is caught already
        f"try:\n    {STOP}except {BOTH}: pass\n",
        f"try:\n    {STOP}except (ms.ServiceError, ClientError): pass\n",
        f"with contextlib.suppress(ClientError, ms.ServiceError):\n    {STOP}",
        f"with contextlib.suppress(ms.ServiceError, ClientError):\n    {STOP}",
        f"with pytest.raises({BOTH}):\n    {STOP}",
        f"try:\n    {STOP}except Exception as e:\n    isinstance(e, {BOTH})\n",
        # the errors are those of another client
        f"try:\n    {STOP}except s3.exceptions.ResourceInUse: pass\n",
        f"try:\n    {STOP}except s3.exceptions.NoSuchKey: pass\n",
        f"try:\n    {STOP}except given.exceptions.NoSuchKey: pass\n",
        f"try:\n    {STOP}except given.ClientErrors: pass\n",
        f"from other import ClientError as E\ntry:\n    {STOP}except E: pass\n",
        f"try:\n    check()\nexcept ParamValidationError:\n    pass\n{STOP}",
        f"try:\n    check()\nexcept (OSError, ParamValidationError):\n    pass\n{STOP}",
        f"try:\n    check()\nexcept given.exceptions.ResourceInUse:\n    pass\n{STOP}",
    ],
)
def test_what_catches_no_error_of_a_call_stays_and_hinders_nothing(code: str) -> None:
    assert_becomes(code, code)


@pytest.mark.parametrize(
    "first",
    [
        "except s3.exceptions.NoSuchKey:\n    pass\n",
        "except given.exceptions.NoSuchKey:\n    pass\n",
        "except client.exceptions.Novel:\n    pass\n",
        "except given.exceptions.ResourceInUse:\n    pass\n",
        "except botocore.exceptions.ParamValidationError:\n    pass\n",
        "except given.ClientError:\n    pass\n",
    ],
)
def test_one_that_is_passed_over_hides_none_behind_it(first: str) -> None:
    code = f"try:\n    check()\n{first}try:\n    {STOP}except botocore.exceptions.ClientError:\n    pass\n"
    assert_becomes(
        code, code.replace("botocore.exceptions.ClientError", "(botocore.exceptions.ClientError, ms.ServiceError)")
    )


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (f"try:\n    {STOP}except given.exceptions.ResourceInUse: pass\n", "is an error of a client from elsewhere"),
        (
            f"try:\n    {STOP}except client.exceptions.Novel: pass\n",
            "Novel is none of the errors that the service models",
        ),
        (f"try:\n    {STOP}except* ParamValidationError: pass\n", "is caught, which the client does not raise"),
        (
            f"try:\n    {STOP}except botocore.exceptions.BotoCoreError: pass\n",
            "is caught, which the client does not raise",
        ),
        # named elsewhere, it may matter anywhere
        (f"known = ParamValidationError\n{STOP}", "is caught, which the client does not raise"),
        (f"try:\n    check()\nexcept OSError:\n    check(ParamValidationError)\n{STOP}", "is caught, which the client"),
        (f"try:\n    check()\nexcept:\n    check(ParamValidationError)\n{STOP}", "is caught, which the client"),
        (
            f"try:\n    check()\nexcept (OSError, check(ParamValidationError)): pass\n{STOP}",
            "is caught, which the client",
        ),
        (f"raises = pytest.raises(ClientError)\nwith raises:\n    {STOP}", "used other than to catch it"),
        (
            f"with pytest.raises(OSError), pytest.raises(ClientError, match='a'):\n    {STOP}",
            "used other than to catch",
        ),
        (f"with case.assertRaisesRegex(ClientError, 'a'):\n    {STOP}", "used other than to catch it"),
        (
            f"with pytest.raises(expected_exception=(ClientError), match='a'):\n    {STOP}",
            "used other than to catch it",
        ),
        (f"try:\n    {STOP}except OSError as e:\n    isinstance(ClientError, type)\n", "used other than to catch it"),
        (f"async def f():\n    async with check(ClientError):\n        {STOP}", "used other than to catch it"),
        (f"with [pytest.raises(ClientError)][0]:\n    {STOP}", "used other than to catch it"),
        (f"try:\n    {STOP}except* ClientError: pass\n", "used other than to catch it"),
        (f"try:\n    {STOP}except check(ClientError): pass\n", "used other than to catch it"),
    ],
)
def test_a_call_stays_where_it_is_not_known_what_its_errors_do(code: str, reason: str) -> None:
    assert_stays(code, reason)


HELPERS = "def helper(x): ...\nlog = helper(given)\n"


@pytest.mark.parametrize(
    ("use", "is_alike"),
    [
        *((f"log.{name}(e)", True) for name in ("debug", "info", "warning", "error", "exception", "critical", "log")),
        ("print(e)", True),
        ("print('failed', str(e))", True),
        ("log.info(f'failed: {e}')", True),
        ("log.info('failed: %s' % str(e))", True),
        ("raise", True),
        ("raise e", True),
        ("raise RuntimeError(str(e)) from e", True),
        ("raise RuntimeError(e)", True),
        ("raise RuntimeError(f'failed: {e}')", True),
        ("raise given.Failed(e)", True),
        ("return f'failed: {e}'", True),
        ("return repr(e)", True),
        ("print(e.response)", True),
        ("code = e.response['Error']['Code']", True),
        ("check(given.e)", True),
        ("isinstance(e, OSError)", True),
        ("log.fatal(e)", False),
        ("print(e.args)", False),
        ("given(e)", False),
        ("given.keep(e)", False),
        ("helper(e)", False),
        ("given.keep(f'{e}')", False),
        ("text = str(e)", False),
        ("helper(str(e))", False),
        ("if 'Throttling' in str(e): pass", False),
        ("while str(e): pass", False),
        ("return 'a' in f'{e}'", False),
        ("class Kept(e): pass", False),
        ("kept = e", False),
        ("e == 5", False),
        ("return [e]", False),
    ],
)
def test_a_handler_may_show_the_error_and_pass_it_on_but_not_decide_by_its_text(use: str, is_alike: bool) -> None:
    code = f"def f():\n    try:\n        {STOP}    except ClientError as e:\n        {use}\n{HELPERS}"
    if is_alike:
        assert_becomes(code, code.replace("except ClientError", f"except {BOTH}"))
    else:
        assert_stays(code, "`e` is used for more than `.response`")


@pytest.mark.parametrize(
    ("use", "is_alike"),
    [
        ("", True),
        ("    e.value.response\n", True),
        ("    check(e.value.response['Error'])\n", True),
        ("    e.exception.response\n", True),
        ("    e.value\n", False),
        ("    e.value.args\n", False),
        ("    e.type.response\n", False),
        ("    given.value.response = e\n", False),
        ("    e.match('a')\n", False),
        ("    check(e)\n", False),
        ("def other(e):\n    e.match('a')\n", True),  # another one of the same name
    ],
)
def test_what_was_raised_may_be_asked_for_its_response_alone(use: str, is_alike: bool) -> None:
    code = f"def f():\n    with pytest.raises(ClientError) as e:\n        {STOP}{use}"
    if is_alike:
        assert_becomes(code, code.replace("raises(ClientError)", f"raises({BOTH})"))
    else:
        assert_stays(code, "used other than to catch it")


def test_what_was_raised_in_a_module_is_looked_for_in_all_of_it() -> None:
    code = f"with pytest.raises(ClientError) as e:\n    {STOP}def f():\n    e.match('a')\n"
    assert_stays(code, "used other than to catch it")


@pytest.mark.parametrize(
    "said",
    [
        "print(error)",
        *(f"log.{how}(error)" for how in "debug info warning error exception critical".split()),
        "log.log(1, error)",
    ],
)
def test_an_error_that_is_only_said_may_be_of_either_class(said: str) -> None:
    code = f"try:\n    {STOP}except ClientError as error:\n    {said}\n"
    assert_becomes(code, code.replace("except ClientError", f"except {BOTH}"))
