"""Which release of botocore brought what, as far as the package carries a history."""

from functools import cache
from typing import Any


@cache
def releases() -> dict[str, tuple[str, str]]:
    """The release that brought each operation, shape, member and value, by the service's names, and its date."""
    newest_first = _document().get("releases", ())
    return {path: (each["botocore"], each["date"]) for each in newest_first for path in each.get("added", ())}


def shape_names() -> dict[str, str]:
    """What the service calls the shapes of the classes that have another name."""
    return dict(_document().get("classes", {}))


@cache
def _document() -> dict[str, Any]:
    """What stands in the package's history; empty where it was generated without one."""
    # Only those who ask pay for these.
    import gzip
    import json
    from importlib.resources import files

    file = files(str(__package__).rpartition(".")[0]).joinpath("_history.json.gz")
    return dict(json.loads(gzip.decompress(file.read_bytes()))) if file.is_file() else {}
