"""A real browser before the real server. Asked for with `make test-browser`: it wants Chromium and its driver."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.wait import WebDriverWait

from config.tests.plugin import StartWorker

SECONDS = 20
PHONE, DESK = (390, 844), (1280, 900)

ASKED_FOR = os.environ.get("BROWSER_TESTS") == "1"
DRIVER = shutil.which("chromedriver")
BROWSER = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = not ASKED_FOR or not DRIVER or not BROWSER
    here = Path(__file__).parent
    for item in items:
        if missing and here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="make test-browser runs these, where Chromium and its driver are"))


class Browser:
    """One window. ``complaints`` is what the browser itself found wrong since it was last asked."""

    def __init__(self, driver: WebDriver, base_url: str) -> None:
        self.driver, self.base_url = driver, base_url

    def open(self, path: str) -> None:
        self.driver.get(self.base_url + path)

    def resize(self, size: tuple[int, int]) -> None:
        """As a device of that size, since a window has a least width of its own."""
        width, height = size
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self._ask("Emulation.setDeviceMetricsOverride", metrics)

    def prefer(self, scheme: str) -> None:
        """``scheme`` is light or dark."""
        wanted = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        self._ask("Emulation.setEmulatedMedia", wanted)

    def _ask(self, command: str, arguments: dict[str, Any]) -> None:
        self.driver.execute_cdp_cmd(command, arguments)

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            field = self.driver.find_element(By.NAME, name)
            field.clear()
            field.send_keys(value)

    def press(self, selector: str) -> None:
        """Press it, and wait for the page that comes."""
        page = self.driver.find_element(By.TAG_NAME, "html")
        self.driver.find_element(By.CSS_SELECTOR, selector).click()
        self.wait(lambda driver: driver.find_element(By.TAG_NAME, "html") != page)

    def wait(self, holds: Callable[[WebDriver], Any]) -> Any:
        return WebDriverWait(self.driver, SECONDS).until(holds)

    def find(self, selector: str) -> list[Any]:
        return list(self.driver.find_elements(By.CSS_SELECTOR, selector))

    def says(self, text: str) -> bool:
        return text in self.driver.find_element(By.TAG_NAME, "body").text

    def run(self, script: str) -> Any:
        return self.driver.execute_script(script)

    def width(self) -> tuple[int, int]:
        """Of the content and of the window, in pixels: equal unless one has to scroll sideways."""
        found = self.run("const d = document.documentElement; return [d.scrollWidth, d.clientWidth]")
        return int(found[0]), int(found[1])

    def fetched_elsewhere(self) -> list[str]:
        """What the page loaded from any other server."""
        names = self.run("return performance.getEntriesByType('resource').map(each => each.name)")
        return [name for name in names if not name.startswith((self.base_url, "data:", "blob:"))]

    def complaints(self) -> list[str]:
        logged: list[dict[str, Any]] = self.driver.get_log("browser")  # type: ignore[attr-defined]
        return [each["message"] for each in logged if each["level"] == "SEVERE"]


@pytest.fixture(scope="session")
def driver() -> Iterator[WebDriver]:
    options = Options()
    options.binary_location = BROWSER or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    started = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield started
    started.quit()


@pytest.fixture
def browser(driver: WebDriver, start_server: StartWorker) -> Iterator[Browser]:
    """A window without cookies before a server that shares the test's database."""
    window = Browser(driver, start_server().address.rstrip("/"))
    window.resize(DESK)
    window.prefer("light")
    window.complaints()
    yield window
    driver.delete_all_cookies()
    driver.get("about:blank")
