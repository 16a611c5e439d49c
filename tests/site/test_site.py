"""The site in a browser, as `scripts/docs test` built it: nothing here builds it anew."""

import functools
import os
import threading
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import chromium
import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from shapegen import project
from shapegen.emit import packages

ROOT = Path(__file__).parents[2]
SITE = ROOT / "build" / "site"
AXE = next((ROOT / ".venv" / "docs").rglob("axe.min.js"), None)
PAGES = (
    *("index.html", "readme.html", "tutorials/pytest.html", "monitors.html", "reference/enums/MonitoringType.html"),
    *("reference/operations/create_monitoring_schedule.html", "reference/releases/1.34.74.html"),
)
SCHEMES = {"light": "default", "dark": "slate"}
MOST_BYTES = 15_000_000
RUN_AXE = "axe.run({resultTypes: ['violations']}).then(arguments[arguments.length - 1])"
#: The search is an element of its own, with a document in it.
INSIDE = "return [...document.querySelectorAll('*')].find(each => each.shadowRoot?.querySelector('input'))?.shadowRoot"

pytestmark = pytest.mark.skipif("SITE" not in os.environ, reason="the site is built and looked at by scripts/docs test")


class Page(HTMLParser):
    """The links of a page, what it loads, and the places in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.places |= {said[each] for each in ("id", "name") if each in said}
        if tag == "a" and "href" in said:
            self.links.append(said["href"])
        if tag in {"script", "img", "link", "iframe"}:
            self.loads += [said[each] for each in ("src", "href") if each in said]


@pytest.fixture(scope="module")
def pages() -> Mapping[Path, Page]:
    return {path: Page(path.read_text("utf-8")) for path in SITE.rglob("*.html")}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(SITE))
    handler.log_message = lambda *_: None  # type: ignore[attr-defined]
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium.started(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver


def look(browser: webdriver.Chrome, width: int, scheme: str) -> None:
    metrics: dict[str, Any] = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)


def test_every_link_leads_to_a_page_and_to_a_place_in_it(pages: Mapping[Path, Page]) -> None:
    broken: list[str] = []
    for path, page in pages.items():
        if path.name == "404.html":  # its links are of the site's root
            continue
        for link in (*page.links, *page.loads):
            url = urlsplit(link)
            if url.scheme or url.netloc:
                continue
            target = (path.parent / unquote(url.path)).resolve() if url.path else path
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file() or (
                url.fragment and target in pages and unquote(url.fragment) not in pages[target].places
            ):
                broken.append(f"{path.relative_to(SITE)}: {link}")
    assert not broken


def test_nothing_is_loaded_from_elsewhere(pages: Mapping[Path, Page]) -> None:
    assert not {load for page in pages.values() for load in page.loads if urlsplit(load).netloc}


def test_all_that_the_package_has_is_in_it_and_it_is_small() -> None:
    service = packages.described(project.folder("monitorshapes")).service
    assert len(list((SITE / "reference" / "operations").glob("*.html"))) == len(service.operations) + 1
    assert len(list((SITE / "reference" / "structures").glob("*.html"))) == len(list(service.structures())) + 1
    assert sum(path.stat().st_size for path in SITE.rglob("*") if path.is_file()) < MOST_BYTES


@chromium.wanted
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark"), (1280, "light")])
def test_axe_finds_nothing_serious(browser: webdriver.Chrome, address: str, width: int, scheme: str) -> None:
    look(browser, width, scheme)
    forget(browser, address)
    for page in PAGES:
        browser.get(f"{address}/{page}")
        assert browser.execute_script("return document.body.dataset.mdColorScheme") == SCHEMES[scheme]
        serious = found_by_axe(browser)
        assert not serious, f"{page} at {width}, {scheme}: {serious}"


@chromium.wanted
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_the_pointer_is_on_can_be_read(browser: webdriver.Chrome, address: str, scheme: str) -> None:
    look(browser, 1280, scheme)
    forget(browser, address)
    browser.get(f"{address}/readme.html")
    for each in (
        *(
            "nav.md-tabs a",
            ".md-nav--primary .md-nav__link--active",
            ".md-nav--primary a.md-nav__link[href$='guide.html']",
        ),
        *(".md-nav--secondary a.md-nav__link", "article p a", "article .md-code__button"),
    ):
        shown = [found for found in browser.find_elements(By.CSS_SELECTOR, each) if found.is_displayed()]
        assert shown, each
        ActionChains(browser).move_to_element(shown[0]).perform()
        browser.execute_async_script("Promise.all(document.getAnimations().map(it => it.finished)).then(arguments[0])")
        serious = found_by_axe(browser)
        assert not serious, f"{each}, {scheme}: {serious}"


def forget(browser: webdriver.Chrome, address: str) -> None:
    """Makes the next page go by the scheme that is preferred: the first one that is shown is kept for all others."""
    browser.get(f"{address}/index.html")
    browser.execute_script("localStorage.clear()")


def found_by_axe(browser: webdriver.Chrome) -> list[str]:
    """What axe finds serious in the page that is shown."""
    assert AXE
    browser.execute_script(AXE.read_text("utf-8"))
    found = browser.execute_async_script(RUN_AXE)
    return [
        f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:200]}"
        for each in found["violations"]
        if each["impact"] in {"serious", "critical"}
    ]


@chromium.wanted
@pytest.mark.parametrize("page", PAGES)
def test_a_small_screen_has_no_need_to_scroll_sideways(browser: webdriver.Chrome, address: str, page: str) -> None:
    look(browser, 390, "light")
    browser.get(f"{address}/{page}")
    assert browser.execute_script("return document.scrollingElement.scrollWidth") <= 390


@chromium.wanted
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("MonitoringScheduleName", "MonitoringScheduleName"),
        ("ground_truth_s3_input", "ground_truth_s3_input"),
        ("ml.p5.4xlarge", "ProcessingInstanceType"),
        ("CompletedWithViolations", "ExecutionStatus"),
        ("create_monitoring_schedule", "create_monitoring_schedule"),
        ("ResourceLimitExceeded", "Errors"),
    ],
)
def test_the_search_finds_names_of_the_wire_of_python_and_values(
    browser: webdriver.Chrome, address: str, typed: str, found: str
) -> None:
    look(browser, 1280, "light")
    browser.get(f"{address}/index.html")
    results = search(browser, typed)
    assert any(found in each for each in results), results


def search(browser: webdriver.Chrome, typed: str) -> list[str]:
    """What the search shows for what is typed."""
    wait = WebDriverWait(browser, 30)
    browser.find_element(By.CSS_SELECTOR, ".md-search__button").click()
    inside = wait.until(lambda it: it.execute_script(INSIDE))
    wait.until(lambda _: inside.find_element(By.CSS_SELECTOR, "input").is_displayed())
    inside.find_element(By.CSS_SELECTOR, "input").send_keys(typed)
    wait.until(lambda _: any(each.text for each in inside.find_elements(By.CSS_SELECTOR, "a")))
    return [each.text for each in inside.find_elements(By.CSS_SELECTOR, "a") if each.text]


@chromium.wanted
def test_pages_are_read_and_tabs_switched_without_javascript(browser: webdriver.Chrome, address: str) -> None:
    look(browser, 1280, "light")
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(f"{address}/reference/operations/create_monitoring_schedule.html")
        assert "Creates a schedule that regularly starts" in browser.find_element(By.TAG_NAME, "article").text
        code = browser.find_elements(By.CSS_SELECTOR, ".tabbed-block code")
        assert code[0].is_displayed()
        assert not code[1].is_displayed()
        browser.find_elements(By.CSS_SELECTOR, ".tabbed-labels label")[1].click()
        assert code[1].is_displayed()
        browser.get(f"{address}/contributing.html")
        diagram = browser.find_element(By.CSS_SELECTOR, "pre.mermaid")
        assert diagram.is_displayed()
        assert "model --> build" in diagram.text
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
