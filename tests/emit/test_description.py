"""What a package says of itself is packed the same each time, and unpacked with care."""

import gzip
import json
import random
import zlib

import pytest

from shapegen.emit import description
from shapegen.emit.description import packed, text, unpacked

SAID = {"b": ["é", "\ud800", 1.5, None], "a": "x" * 1000}


def test_what_is_packed_comes_back_in_its_order() -> None:
    found = unpacked(packed(SAID))
    assert (found, list(found)) == (SAID, ["b", "a"])
    assert packed(SAID) == packed(SAID)
    assert text(packed({"é": 1})) == '{"é":1}\n'.encode()


def test_others_can_read_it() -> None:
    assert json.loads(gzip.decompress(packed({"a": "é"}))) == {"a": "é"}


def test_what_comes_again_after_30_kilobytes_is_found() -> None:
    far = "".join(random.Random(1).choices("0123456789abcdef", k=30_000))
    assert unpacked(packed({"a": far, "b": far})) == {"a": far, "b": far}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is cut off"),
        (packed(SAID)[:-1], "it is cut off"),
        (b"{}", "it is not compressed as gzip"),
        (zlib.compress(b"{}"), "it is not compressed as gzip"),
        (gzip.compress(b"{", mtime=0), "Expecting"),
    ],
    ids=["nothing", "cut off", "plain", "zlib", "no JSON"],
)
def test_what_is_something_else_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        unpacked(content)


def test_what_is_larger_than_shapegen_writes_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 100_000_000 < description._LARGEST < 1_000_000_000
    size = len(text(packed(SAID)))
    for most, fits in ((size, True), (size - 1, False)):
        monkeypatch.setattr(description, "_LARGEST", most)
        if fits:
            assert unpacked(packed(SAID)) == SAID
        else:
            with pytest.raises(ValueError, match="holds more than shapegen writes"):
                unpacked(packed(SAID))
