"""`scripts/venv` brings an environment to what the lock says now, and touches nothing else."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import package_index
from walk import ROOT, wheel


def lock(wheels: Path, pins: Mapping[str, str]) -> str:
    lines: list[str] = []
    for name, version in pins.items():
        wheel(wheels, name, version, files={f"{name}.py": b""})
        digest = hashlib.sha256((wheels / f"{name}-{version}-py3-none-any.whl").read_bytes()).hexdigest()
        lines.append(f"{name}=={version} \\\n    --hash=sha256:{digest}\n")
    return "".join(lines)


def test_two_pins_that_moved_are_the_two_that_are_installed(tmp_path: Path) -> None:
    wheels, clone = tmp_path / "wheels", tmp_path / "clone"
    wheels.mkdir()
    (clone / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "venv", clone / "scripts")
    subprocess.run([sys.executable, "-m", "venv", clone / ".venv"], check=True)
    packages = next((clone / ".venv" / "lib").glob("python*/site-packages"))

    def up_to_date(**pins: str) -> set[str]:
        """The wheels that were fetched."""
        (clone / "requirements.lock").write_text(lock(wheels, pins))
        index.asked.clear()
        settings = {"PIP_INDEX_URL": index.url, "PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1"}
        done = subprocess.run(
            [clone / "scripts" / "venv"], env=os.environ | settings, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return {path.rpartition("/")[2] for path in index.paths() if path.endswith(".whl")}

    with package_index.served(wheels) as index:
        for folder in ("", "codegen"):
            (clone / folder).mkdir(exist_ok=True)
            (clone / folder / "pyproject.toml").write_text("")
        about = subprocess.run(["cksum"], input=b"", capture_output=True, check=True).stdout
        (clone / ".venv" / ".project").write_bytes(about)  # both packages are in it
        first = up_to_date(one="1.0", two="1.0", three="1.0")
        assert first == {f"{name}-1.0-py3-none-any.whl" for name in ("one", "two", "three")}
        before = (packages / "three.py").stat()
        assert up_to_date(one="1.1", two="1.1", three="1.0") == {
            f"{name}-1.1-py3-none-any.whl" for name in ("one", "two")
        }
        assert (packages / "three.py").stat() == before
        assert sorted(path.name for path in packages.glob("t*.dist-info")) == [
            "three-1.0.dist-info",
            "two-1.1.dist-info",
        ]
        assert up_to_date(one="1.1", two="1.1", three="1.0") == set()
