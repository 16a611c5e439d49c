"""A small profile, its model, and what is generated of them."""

import shutil
from pathlib import Path

import pytest
from models import (
    done,
    small,
    write_model,
    write_profile,
)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(tmp_path / "profile")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_model(tmp_path / "model.json", small())


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree that was generated from the small model."""
    folder = tmp_path_factory.mktemp("good")
    model = write_model(folder / "model.json", small())
    done("generate", "--profile", write_profile(folder / "profile"), "--model", model, "--output", folder / "out")
    return folder / "out"


@pytest.fixture
def out(good: Path, tmp_path: Path) -> Path:
    """A copy of `good`, alone in its folder."""
    return shutil.copytree(good, tmp_path / "around" / "out")
