"""Whose key it is: the two operations of STS that programs around monitoring call."""

import re
import secrets
import threading
import uuid
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from .call import ACCOUNT, partition
from .callers import Answer, Caller, refusal

_ROLE = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}):role/([\w+=,.@/-]+)")
_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"


class Keys:
    """The accounts of access keys."""

    def __init__(self, account: str) -> None:
        """`account`: whose all other keys are."""
        self._account = account
        self._lock = threading.Lock()
        self._sessions: dict[str, tuple[str, str]] = {}

    def account(self, access_key: str) -> str:
        """A key that AssumeRole gave is of the role's account, a key of twelve digits of the account that it names."""
        with self._lock:
            session = self._sessions.get(access_key)
        if session is not None:
            return session[0]
        return access_key if ACCOUNT.fullmatch(access_key) else self._account

    def answer(self, caller: Caller, body: bytes) -> Answer:
        """The answer to a call of STS."""
        if caller.operation == "GetCallerIdentity":
            account = self.account(caller.access_key)
            with self._lock:
                session = self._sessions.get(caller.access_key)
            arn = session[1] if session else f"arn:{partition(caller.region)}:iam::{account}:user/fake"
            user = "AROAFAKE:fake" if session else "AIDAFAKE"
            return _result("GetCallerIdentity", f"<Arn>{escape(arn)}</Arn>{_xml(UserId=user, Account=account)}")
        return self._assume(caller, body)

    def _assume(self, caller: Caller, body: bytes) -> Answer:
        given = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
        role = _ROLE.fullmatch(given.get("RoleArn", ""))
        name = given.get("RoleSessionName", "")
        if role is None or not re.fullmatch(r"[\w+=,.@-]{2,64}", name):
            return refusal(
                caller, "ValidationError", "RoleArn is the ARN of a role, RoleSessionName has 2 to 64 letters"
            )
        key = f"ASIA{secrets.token_hex(8).upper()}"
        arn = f"arn:{partition(caller.region)}:sts::{role[1]}:assumed-role/{role[2]}/{name}"
        with self._lock:
            self._sessions[key] = role[1], arn
        expires = datetime.now(UTC) + timedelta(hours=1)
        credentials = _xml(
            AccessKeyId=key,
            SecretAccessKey=secrets.token_hex(20),
            SessionToken=secrets.token_hex(40),
            Expiration=f"{expires:%Y-%m-%dT%H:%M:%SZ}",
        )
        user = _xml(AssumedRoleId=f"AROAFAKE:{name}", Arn=arn)
        content = f"<Credentials>{credentials}</Credentials><AssumedRoleUser>{user}</AssumedRoleUser>"
        return _result("AssumeRole", content)


def _xml(**texts: str) -> str:
    return "".join(f"<{name}>{escape(text)}</{name}>" for name, text in texts.items())


def _result(operation: str, content: str) -> Answer:
    request = _xml(RequestId=f"{uuid.uuid4()}")
    xml = (
        f'<{operation}Response xmlns="{_NAMESPACE}"><{operation}Result>{content}</{operation}Result>'
        f"<ResponseMetadata>{request}</ResponseMetadata></{operation}Response>"
    )
    return Answer(status=200, body=xml.encode(), content_type="text/xml")
