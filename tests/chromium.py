"""Chromium, for the tests that look at pages as a browser shows them."""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

_CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
_DRIVER = shutil.which("chromedriver")
_SWITCHES = """
--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
--disable-component-update --disable-sync
""".split()

#: In CI there is one, or a test fails.
wanted = pytest.mark.skipif(not (_CHROMIUM and _DRIVER) and "CI" not in os.environ, reason="there is no Chromium")


@contextmanager
def started(profile: Path) -> Generator[webdriver.Chrome, None, None]:
    """A browser that keeps what it has to keep in the folder `profile`."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(_CHROMIUM)
    for switch in (*_SWITCHES, f"--user-data-dir={profile}"):
        options.add_argument(switch)
    driver = webdriver.Chrome(options=options, service=Service(str(_DRIVER)))
    try:
        yield driver
    finally:
        driver.quit()
