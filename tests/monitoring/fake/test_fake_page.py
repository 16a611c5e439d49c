"""The page that a browser gets."""

import os
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import chromium
import pytest
import urllib3
from fake_clients import NOON, define, new_client, schedule
from selenium.webdriver.support.ui import WebDriverWait

from monitorshapes import fake
from monitorshapes.fake.page import written
from monitorshapes.fake.store import milliseconds


def _get(server: fake.Server, **headers: str) -> Any:
    given = {"Accept": "text/html,*/*"} | headers
    return urllib3.request("GET", f"{server.url}/", headers=given, retries=False)


class _Table(HTMLParser):
    """The headings, cells and times of a page, as a browser shows them, and what it would do."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.rows: list[list[str]] = []
        self.columns: list[str] = []
        self.classes: list[str] = []
        self.times: list[str] = []
        self.buttons: list[tuple[str, str]] = []
        self._into: list[str] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("h2", "p"):
            self.headings.append("")
            self._into = self.headings
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self._into = self.rows[-1]
            if tag == "td":
                self.columns.append(given["data-column"])
        if tag == "span":
            self.classes.append(given["class"])
        if tag == "time":
            self.times.append(given["datetime"])
        if tag == "button":
            self.buttons.append((given["value"], ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h2", "p", "td", "th"):
            self._into = None

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data
        elif self.buttons and not self.buttons[-1][1]:
            self.buttons[-1] = self.buttons[-1][0], data


def test_the_page_shows_schedules_executions_and_the_time(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client, "hourly")
    server.plan("hourly", "Failed", failure_reason="<b>no data</b>")
    server.advance(3600)
    schedule(client, "later", ScheduleConfig={"ScheduleExpression": "cron(0 3 ? * * *)"})
    server.advance(3900)
    client.stop_monitoring_schedule(MonitoringScheduleName="later")
    server.fail_schedule("later", "no <i>capacity</i>")
    server.advance(1)
    answer = _get(server)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    page = _Table(answer.data.decode())
    assert page.headings == ["Schedules of 123456789012, us-east-1: 2", "Executions of 123456789012, us-east-1: 2"]
    assert page.rows == [
        ["Name", "Type", "Status", "Runs", "Next", "Alert", "Reason"],
        ["later", "DataQuality", "Failed", "daily at 03:00 UTC", "", "OK", "no <i>capacity</i>"],
        ["hourly", "DataQuality", "Scheduled", "every hour", "2026-01-01 15:00:00 UTC", "OK", ""],
        ["Schedule", "Scheduled", "Status", "Reason"],
        ["hourly", "2026-01-01 14:00:00 UTC", "Completed", ""],
        ["hourly", "2026-01-01 13:00:00 UTC", "Failed", "<b>no data</b>"],
    ]
    assert page.columns == [*page.rows[0] * 2, *page.rows[3] * 2]
    assert page.classes == ["Failed", "OK", "Scheduled", "OK", "Completed", "Failed"]
    assert page.times == [f"2026-01-01T{time}Z" for time in ("14:05:01", "15:00:00", "14:00:00", "13:00:00")]


def test_a_run_that_goes_on_has_no_reason_yet_and_a_schedule_may_have_no_runs(server: fake.Server, client: Any) -> None:
    define(client)
    schedule(client, "hourly")
    page = _Table(_get(server).data.decode())
    assert page.rows[1][:6] == ["hourly", "DataQuality", "Pending", "every hour", "", "OK"]
    assert page.headings[-2:] == ["Executions of 123456789012, us-east-1: 0", "None."]
    server.plan("hourly", "Failed", failure_reason="no data")
    server.advance(3600)
    assert _Table(_get(server).data.decode()).rows[-1] == ["hourly", "2026-01-01 13:00:00 UTC", "Pending", ""]


def test_each_account_and_region_has_its_tables_and_what_is_long_is_cut(server: fake.Server, client: Any) -> None:
    there = new_client(server, region_name="eu-west-1", aws_access_key_id="210987654321")
    for each in (client, there):
        define(each)
        schedule(each)
    for hours in range(51):
        server.execute("churn", at=NOON - timedelta(hours=hours))
    for _ in range(50):
        server.execute("churn", region="eu-west-1", account="210987654321")
    page = _Table(_get(server).data.decode())
    assert page.headings == [
        "Schedules of 123456789012, us-east-1: 1",
        "Executions of 123456789012, us-east-1: the latest 50 of 51",
        "Schedules of 210987654321, eu-west-1: 1",
        "Executions of 210987654321, eu-west-1: 50",
    ]
    assert len(page.rows) == 2 * (2 + 51)


def test_an_empty_page_says_so_and_lets_time_pass() -> None:
    page = _Table(written(None, milliseconds(NOON), ()))
    assert (page.headings, page.times) == (["Nothing was created yet."], ["2026-01-01T12:00:00Z"])
    assert page.buttons == [("60", "+ 1 minute"), ("3600", "+ 1 hour"), ("86400", "+ 1 day"), ("604800", "+ 1 week")]


@pytest.mark.parametrize(
    ("headers", "is_page"),
    [
        ({"Accept": "text/html"}, True),
        ({"Accept": "*/*"}, False),
        ({"Accept": "text/html", "Authorization": "AWS4-HMAC-SHA256 Credential=a/1/us-east-1/s3/aws4_request"}, False),
    ],
)
def test_a_browser_gets_the_page_and_no_client_of_aws(
    server: fake.Server, headers: dict[str, str], is_page: bool
) -> None:
    for path in ("/", "/?a=b"):
        answer = urllib3.request("GET", server.url + path, headers=headers, retries=False)
        assert (b"<!DOCTYPE html>" in answer.data) == is_page


def test_no_page_of_others_may_show_or_read_it(server: fake.Server) -> None:
    headers = _get(server).headers
    assert dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; ")) == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "script-src": "'unsafe-inline'",
        "connect-src": "'self'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    assert (headers["Cache-Control"], headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
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
