"""What a generated package says of itself: data that ships in it, compressed, and that the tools read."""

import gzip
import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

#: The model's normal form, the IR, what the package was made from, and the hash of each of its files.
MANIFEST = "_api.json.gz"
#: Which release of botocore brought what; not in a package that keeps no history.
HISTORY = "_history.json.gz"

# The largest that shapegen writes, that of ec2, has 40 MB: a file of a few bytes must not fill the memory.
_LARGEST = 1 << 29


def packed(document: Mapping[str, Any]) -> bytes:
    """The document as compressed JSON: the same bytes each time."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
    return gzip.compress(text.encode("utf-8", "surrogatepass"), mtime=0)


def unpacked(content: bytes) -> Any:
    """The document in what `packed` made. Raises ValueError when it is not that."""
    return json.loads(text(content))


def text(content: bytes) -> bytes:
    """The JSON in what `packed` made. Raises ValueError when nothing is compressed there, or too much."""
    stream = zlib.decompressobj(wbits=31)
    try:
        document = stream.decompress(content, _LARGEST)
    except zlib.error as error:
        raise ValueError(f"it is not compressed as gzip: {error}") from error
    if not stream.eof:
        raise ValueError("it is cut off, or holds more than shapegen writes")
    return document


def is_package(folder: Path) -> bool:
    """Whether a generated package lies in the folder."""
    return (folder / MANIFEST).is_file()
