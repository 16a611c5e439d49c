"""A fake at noon, and a client of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from fake_clients import NOON, new_client

from monitorshapes import fake


@pytest.fixture
def server() -> Iterator[fake.Server]:
    with fake.Server(clock=lambda: NOON) as server:
        yield server


@pytest.fixture
def client(server: fake.Server) -> Any:
    return new_client(server)
