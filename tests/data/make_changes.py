"""Makes `changes.json.xz`: of the releases that `examples.json` names what the examples need.

Run it with the name of a folder that holds SageMaker's models as `<botocore version>/service-2.json`. Documentation is
left out, and of each release all that the smallest operations that show the example do not reach. Whole are 1.38.14
and the one before it, 1.38.11, which 1.38.13 still had: between them nothing changed.
"""

import json
import lzma
import sys
from pathlib import Path
from typing import Any

from shapegen.changes import compare, normal

EXAMPLES: dict[str, tuple[str, str, str]] = json.loads(Path(__file__).with_name("examples.json").read_bytes())

NOTHING = ("1.38.11", "1.38.14")
Model = dict[str, Any]


def main(folder: Path) -> None:
    """Packs the models, the same bytes each time."""

    def read(release: str) -> Model:
        model: Model = json.loads((folder / release / "service-2.json").read_bytes())
        return {part: without_words(model[part]) for part in ("operations", "shapes")}

    packed: dict[str, list[Model]] = {
        kind: slices(read(old), read(new), path, kind) for kind, (old, new, path) in EXAMPLES.items()
    }
    packed["nothing"] = [read(release) for release in NOTHING]
    text = json.dumps(packed, separators=(",", ":"))
    Path(__file__).with_name("changes.json.xz").write_bytes(
        lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)
    )


def slices(old: Model, new: Model, path: str, kind: str) -> list[Model]:
    """The two models as far as the operations reach that show the example."""
    found = compare.compare(normal.api(old), normal.api(new))
    [change] = [each for each in found if (each.path, each.kind) == (path, kind)]
    operations = {use.operation for use in change.operations}
    smallest = sorted(operations, key=lambda name: (len(normal.api(new, operations=[name]).shapes), name))
    for chosen in [[name] for name in smallest] + [smallest[:count] for count in range(2, len(smallest) + 1)]:
        parts = [normal.api(model, operations=chosen) for model in (old, new)]
        if (path, kind) in {(each.path, each.kind) for each in compare.compare(parts[0], parts[1])}:
            return [{"operations": part.operations, "shapes": part.shapes} for part in parts]
    return [old, new]


def without_words(node: Any) -> Any:
    """JSON without documentation."""
    if isinstance(node, dict):
        return {key: without_words(value) for key, value in node.items() if not _is_words(key, value)}
    return [without_words(value) for value in node] if isinstance(node, list) else node


def _is_words(key: str, value: Any) -> bool:
    return key == "documentation" and isinstance(value, str)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
