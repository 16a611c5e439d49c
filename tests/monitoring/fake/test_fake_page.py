"""The page that a browser gets."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import chromium
import pytest
import urllib3
from fake_clients import NOON, define, schedule
from selenium.webdriver.support.ui import WebDriverWait

from monitorshapes import fake


def _get(server: fake.Server, **headers: str) -> Any:
    given = {"Accept": "text/html,*/*"} | headers
    return urllib3.request("GET", f"{server.url}/", headers=given, retries=False)


def test_the_page_shows_schedules_executions_and_the_time(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client, "hourly")
    server.plan("hourly", "Failed", failure_reason="<b>no data</b>")
    server.advance(3900)
    page = _get(server)
    text = page.data.decode()
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "2026-01-01 13:05:00 UTC" in text
    assert "Schedules of 123456789012, us-east-1: 1" in text
    assert "<td>hourly</td>" in text.replace(' data-column="Name"', "")
    assert "every hour" in text
    assert '<span class="Failed">Failed</span>' in text
    assert "&lt;b&gt;no data" in text
    assert "<b>no data" not in text


def test_an_empty_page_says_so(server: fake.Server) -> None:
    assert "Nothing was created yet." in _get(server).data.decode()


def test_no_page_of_others_may_show_or_read_it(server: fake.Server) -> None:
    assert "frame-ancestors 'none'" in _get(server).headers["Content-Security-Policy"]
    assert _get(server, Host="evil.example").status == 403


@chromium.wanted
@pytest.mark.parametrize("width", [390, 1280])
def test_its_buttons_let_time_pass_and_it_fits_the_screen(
    server: fake.Server, client: Any, tmp_path: Path, width: int
) -> None:
    define(client)
    schedule(client, "hourly-data-quality-of-the-churn-model-of-all-our-customers-eu")
    with chromium.started(tmp_path) as browser:
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        browser.get(f"{server.url}/")
        browser.find_element("css selector", "button[value='3600']").click()
        WebDriverWait(browser, 20).until(lambda browser: "13:00:00 UTC" in browser.page_source)
        assert server.now() == NOON + timedelta(hours=1)
        assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
        if folder := os.environ.get("SCREENSHOTS"):
            browser.save_screenshot(f"{folder}/fake-{width}.png")
