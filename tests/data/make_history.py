"""Makes `sagemaker-history.tar.xz`: SageMaker's models from botocore 1.8.4 to 1.43.67, undocumented.

Run it with an archive of the whole models, `<version>/service-2.json`, oldest first, and a JSON list of `{"version",
"date"}`. One model resembles the next, so the three hundred and twenty take little more room than one.
"""

import io
import json
import lzma
import sys
import tarfile
from pathlib import Path
from typing import Any

WINDOW = 8 << 20  # more than two of the models


def api(node: Any) -> Any:
    """A part of a model without the text in it."""
    if isinstance(node, dict):
        return {name: api(value) for name, value in node.items() if name != "documentation" or isinstance(value, dict)}
    return [api(value) for value in node] if isinstance(node, list) else node


def main(models: Path, dates: Path) -> None:
    """Packs the models, the same bytes each time."""
    compression = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": WINDOW}]
    target = Path(__file__).with_name("sagemaker-history.tar.xz")
    with (
        lzma.open(target, "wb", filters=compression) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.USTAR_FORMAT) as archive,
        tarfile.open(models, "r|xz") as whole,
    ):

        def add(name: str, document: Any) -> None:
            content = json.dumps(document, separators=(",", ":")).encode()
            about = tarfile.TarInfo(name)
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))

        add("releases.json", json.loads(dates.read_bytes()))
        for member in whole:
            file = whole.extractfile(member)
            assert file
            model = json.load(file)
            add(member.name, {part: api(model[part]) for part in ("metadata", "operations", "shapes")})


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
