"""What holds for all tests.

Those marked `network` run only when `-m` names them. Property tests draw the same examples in every run;
`--hypothesis-profile=default` draws new ones.
"""

import pytest
from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "network" in config.option.markexpr:
        return
    left_out = pytest.mark.skip(reason="reaches the package index: ask for it with -m network")
    for item in items:
        if item.get_closest_marker("network"):
            item.add_marker(left_out)
