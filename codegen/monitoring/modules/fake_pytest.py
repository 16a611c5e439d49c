"""A pytest plugin with the fixture `fake_sagemaker`.

`pytest_plugins = ["monitorshapes.fake_pytest"]` in the topmost conftest.py makes it known to the tests.
"""

from collections.abc import Iterator

import pytest

from .fake import Server


@pytest.fixture
def fake_sagemaker() -> Iterator[Server]:
    """A fake of SageMaker's monitoring API that listens, empty, for one test; see `monitorshapes.fake.Server`."""
    with Server() as server:
        yield server
