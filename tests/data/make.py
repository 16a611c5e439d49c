"""Makes `sagemaker.tar.xz`: SageMaker's model in botocore 1.16.5 and in 1.16.6, byte for byte as botocore ships it.

Run it with the name of a folder that holds the two wheels (`pip download --no-deps botocore==1.16.5`).
"""

import io
import lzma
import sys
import tarfile
import zipfile
from pathlib import Path

RELEASES = ("1.16.5", "1.16.6")
MODEL = "botocore/data/sagemaker/2017-07-24/service-2.json"


def main(wheels: Path) -> None:
    """Packs the models, the same bytes each time."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for release in RELEASES:
            with zipfile.ZipFile(next(wheels.glob(f"botocore-{release}-*.whl"))) as wheel:
                model = wheel.read(MODEL)
            about = tarfile.TarInfo(f"{release}/service-2.json")
            about.size = len(model)
            archive.addfile(about, io.BytesIO(model))
    target = Path(__file__).with_name("sagemaker.tar.xz")
    target.write_bytes(lzma.compress(packed.getvalue(), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
