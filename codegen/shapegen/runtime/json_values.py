"""What JSON says and Python's own values do not: null beside what is absent, and text where Base64 belongs."""

from enum import Enum


class Null(Enum):
    """The class of NULL, which survives copies and pickles."""

    NULL = "null"


NULL = Null.NULL
"""JSON's null, for a member that may be any JSON value: None stands for what is absent."""


class NotBase64(str):
    """Text that was read from JSON where bytes belong, and is no Base64: it stands for no bytes."""

    __slots__ = ()
