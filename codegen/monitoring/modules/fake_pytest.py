"""The pytest plugin with the fixture `fake_sagemaker`. pytest finds it by itself where this package is installed."""

from __future__ import annotations

import pytest

TYPE_CHECKING: bool = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .fake import Server


@pytest.fixture
def fake_sagemaker() -> Iterator[Server]:
    """A fake of SageMaker's monitoring API that listens, empty, for one test; see `monitorshapes.fake.Server`."""
    from .fake import Server  # every run of pytest loads this module

    with Server() as server:
        yield server
