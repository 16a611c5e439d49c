"""`shapegen diff --format html`, looked at in a browser."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import chromium
import pytest
from models import done, small, write_model
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

HOSTILE = """</script><script>document.title="owned"</script><img src=x onerror="document.title='owned'">'"--{{7*7}}"""

pytestmark = chromium.wanted


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a release in which most things changed, some of them hostile."""
    folder = tmp_path_factory.mktemp("html")
    model = small()
    model["metadata"]["serviceFullName"] = HOSTILE
    shapes = model["shapes"]
    shapes["Color"]["enum"] += [HOSTILE, "green"]
    shapes["Name"]["pattern"] = "[a-z]{1,9}" * 30
    shapes["PutThingInput"]["required"].append("When")
    shapes["PutThingInput"]["members"]["Extra"] = {"shape": "Yes"}
    shapes["Ratio"]["documentation"] = HOSTILE
    files = [write_model(folder / f"{name}.json", each) for name, each in (("old", small()), ("new", model))]
    page = folder / "changes.html"
    page.write_text(done("diff", *files, "--format", "html", "--documentation"), "utf-8")
    return page


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium.started(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver


@pytest.fixture
def shown(browser: webdriver.Chrome, written: Path) -> webdriver.Chrome:
    """The page, freshly opened on a wide screen by day."""
    look(browser, 1200, "light")
    browser.get(written.as_uri())
    return browser


def look(browser: webdriver.Chrome, width: int, scheme: str) -> None:
    metrics: dict[str, Any] = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)


def visible(browser: webdriver.Chrome, selector: str) -> list[WebElement]:
    return [each for each in browser.find_elements(By.CSS_SELECTOR, selector) if each.is_displayed()]


def colour(browser: webdriver.Chrome, trait: str, selector: str = "body") -> list[int]:
    value = browser.find_element(By.CSS_SELECTOR, selector).value_of_css_property(trait)
    return [int(part) for part in re.findall(r"\d+", value)[:3]]


def test_it_shows_the_summary_and_the_graded_list(shown: webdriver.Chrome) -> None:
    counts = [each.text.split() for each in visible(shown, ".counts li")]
    assert counts == [["1", "breaking"], ["3", "risky"], ["2", "safe"], ["1", "in", "the", "documentation"]]
    assert [each.text for each in visible(shown, "h2")] == [
        *("Breaking", "Risky", "Safe", "Before and after", "Documentation"),
    ]
    first = visible(shown, "article")[0].text
    for said in ("PutThingInput.When", "member required", "a request without it is refused", "put_thing (request)"):
        assert said in first
    assert "PutThingInput.when" in first


def test_typing_into_the_filter_hides_what_does_not_match(shown: webdriver.Chrome) -> None:
    everything = len(visible(shown, ".row"))
    box = shown.find_element(By.ID, "filter")
    box.send_keys("pattern NAME")
    assert {each.find_element(By.CSS_SELECTOR, "h3").text for each in visible(shown, "article")} == {"Name"}
    assert [each.text for each in visible(shown, "h2")] == ["Risky", "Before and after"]
    assert [each.text for each in visible(shown, "summary.shape")] == ["Name"]
    box.send_keys(" nowhere")
    assert not visible(shown, ".row")
    assert visible(shown, "#none")
    box.clear()
    box.send_keys(" ")
    assert len(visible(shown, ".row")) == everything
    assert not visible(shown, "#none")


def test_before_and_after_open_and_stand_side_by_side(shown: webdriver.Chrome) -> None:
    [detail] = [each for each in visible(shown, "details.row") if each.text == "PutThingInput"]
    detail.find_element(By.TAG_NAME, "summary").click()
    before, after = detail.find_elements(By.TAG_NAME, "pre")
    assert before.location["y"] == after.location["y"]
    assert "Extra" not in before.text
    assert "Extra: Yes" in after.text
    come = {each.text.strip() for each in after.find_elements(By.CLASS_NAME, "come")}
    assert come == {"When: Time (required)", "Extra: Yes"}


def test_a_count_jumps_to_its_changes_and_an_operation_filters_them(shown: webdriver.Chrome) -> None:
    shown.find_element(By.CSS_SELECTOR, ".contents summary").click()
    names = [each.text for each in visible(shown, ".contents button")]
    assert names == ["drop_thing", "put_thing"]
    [link] = [each for each in visible(shown, ".counts a") if "risky" in each.text]
    link.click()
    assert shown.current_url.endswith("#risky")
    shown.execute_script("scrollTo(0, 0)")
    visible(shown, ".contents button")[0].click()
    assert {each.find_element(By.CSS_SELECTOR, "h3").text for each in visible(shown, "article.row")} == {"Name"}


def test_it_is_dark_in_the_dark_and_readable_in_both(shown: webdriver.Chrome) -> None:
    for scheme in ("light", "dark"):
        look(shown, 1200, scheme)
        paper, ink = colour(shown, "background-color"), colour(shown, "color")
        assert (sum(paper) < 150) == (scheme == "dark")
        for selector in ("article p", "article.breaking .kind", "article.risky .kind", "article.safe .kind", "h1 + p"):
            back = colour(shown, "background-color", "article")
            assert contrast(colour(shown, "color", selector), back) >= 4.5, (scheme, selector)
        assert contrast(ink, paper) >= 7


def contrast(one: list[int], other: list[int]) -> float:
    """WCAG's contrast ratio."""

    def luminance(colour: list[int]) -> float:
        parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_a_phone_needs_no_scrolling_sideways(shown: webdriver.Chrome) -> None:
    look(shown, 360, "light")
    shown.get(shown.current_url)
    for detail in shown.find_elements(By.CSS_SELECTOR, "summary.shape, .contents summary"):
        detail.click()
    assert shown.execute_script("return document.documentElement.scrollWidth") <= 360
    before, after = visible(shown, "details.row")[0].find_elements(By.TAG_NAME, "pre")
    assert before.location["y"] < after.location["y"]


def test_text_of_the_model_is_text(shown: webdriver.Chrome) -> None:
    assert shown.title != "owned"
    assert not shown.find_elements(By.TAG_NAME, "img")
    assert len(shown.find_elements(By.TAG_NAME, "script")) == 1
    assert HOSTILE in shown.find_element(By.CSS_SELECTOR, "main").text
    assert shown.execute_script("return performance.getEntriesByType('resource').length") == 0


def test_it_is_one_file(written: Path) -> None:
    html = written.read_text("utf-8")
    assert not re.search(r"<(link|iframe|object|embed|base)\b|@import|url\(", html)
    assert "default-src 'none'" in html


def test_a_page_without_a_change_says_so(browser: webdriver.Chrome, tmp_path: Path) -> None:
    model = write_model(tmp_path / "model.json", small())
    page = tmp_path / "none.html"
    page.write_text(done("diff", model, model, "--format", "html"), "utf-8")
    look(browser, 800, "light")
    browser.get(page.as_uri())
    assert "No change of the API." in browser.find_element(By.TAG_NAME, "main").text
