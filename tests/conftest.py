"""What holds for all tests: those marked `network` run only when `-m` names them."""

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "network" in config.option.markexpr:
        return
    left_out = pytest.mark.skip(reason="reaches the package index: ask for it with -m network")
    for item in items:
        if item.get_closest_marker("network"):
            item.add_marker(left_out)
