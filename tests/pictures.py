"""`make pictures`: docs/pictures of wall, desk and phone, from the demo city; and a page of New York, where its files
lie beside the checkout."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import Browser

from datasets.catalogue import load_city
from layouts.terminal.publishing import public
from layouts.wall.links import Links
from pipelines.refresh import Request, refresh
from tests.demo_city import DemoCity, publish_demo_city
from tests.serving import ROOT, chromium, chromium_path, served

DATA = ROOT.parent / "shared" / "data" / "nyc"
FOLDER = ROOT / "docs" / "pictures"


@dataclass(frozen=True)
class Picture:
    """A page at a size in CSS pixels."""

    name: str
    address: str
    width: int = 1440
    height: int = 1000


NEW_YORK = (Picture("new-york", "/citizen?lang=en&theme=light"),)
DESK = (
    Picture("overview", "/overview?lang=en&theme=light", 1600, 1000),
    Picture("overview-zh", "/overview?lang=zh&theme=dark", 1600, 1000),
    Picture("performance", "/performance?lang=en&theme=light", 1600, 1000),
    Picture("budget", "/budget?lang=en&theme=light", 1600, 1000),
    Picture("policing", "/policing?lang=en&theme=dark", 1600, 1000),
)
PHONE = (
    Picture("public-phone", "/citizen?lang=en&theme=light", 390, 844),
    Picture("public-phone-zh", "/citizen?lang=zh&theme=light", 390, 844),
)
WALLS = (Picture("wall", "lang=en", 1920, 1080), Picture("wall-zh", "lang=zh", 1920, 1080))
READY = "html[data-ready]"
ON_THE_WALL = ".stage iframe:not(.coming):not(.going)"


def main() -> None:
    if chromium_path() is None:
        sys.exit("No pictures were taken: Chromium could not be found.")
    if DATA.is_dir():
        of_new_york()
    else:
        print(f"../shared/data/{DATA.name} is not there: new-york.png stays as it is.")
    with tempfile.TemporaryDirectory(prefix="onescreen-pictures-") as name:
        of_the_demo_city(publish_demo_city(Path(name), scale=1.0))


def of_new_york() -> None:
    with tempfile.TemporaryDirectory(prefix="onescreen-pictures-") as name:
        refresh(load_city("nyc"), Path(name), Request(DATA, as_of=date.today()))
        with served("nyc", Path(name)) as address, chromium() as browser:
            for picture in NEW_YORK:
                take(browser, address, picture)


def of_the_demo_city(demo: DemoCity) -> None:
    key = Links(demo.home).make("demo", 1, datetime.now(UTC))
    with served("demo", demo.home) as address, chromium() as browser:
        for picture in DESK:
            take(browser, address, picture)
        for picture in WALLS:
            take_wall(browser, f"{address}/wall?key={key}&{picture.address}", picture)
    public(demo.city, demo.home)
    with served("demo", demo.home, "--edition", "public") as address, chromium() as browser:
        for picture in PHONE:
            take(browser, address, picture)


def take_wall(browser: Browser, address: str, picture: Picture) -> None:
    """Writes docs/pictures/NAME.png of the wall at its first stop, after alerts have had their turn."""
    page = browser.new_page(viewport={"width": picture.width, "height": picture.height}, reduced_motion="reduce")
    page.goto(address)
    page.wait_for_selector(ON_THE_WALL, timeout=120_000)
    page.wait_for_function("() => wall.state && wall.state.rows.length > 0", timeout=60_000)
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => wall.busy", timeout=60_000)
    page.wait_for_function("() => !wall.busy", timeout=60_000)
    page.wait_for_timeout(2000)
    page.evaluate("wall.held = false")
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    page.close()
    print(f"docs/pictures/{picture.name}.png")


def take(browser: Browser, address: str, picture: Picture) -> None:
    """Writes docs/pictures/NAME.png once every tile is drawn."""
    size = {"width": picture.width, "height": picture.height}
    page = browser.new_page(viewport=size, reduced_motion="reduce")
    page.goto(address + picture.address)
    page.wait_for_selector(READY, state="attached", timeout=120_000)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(3000)
    if broken := page.locator(".fault").all_inner_texts():
        sys.exit(f"{picture.name} was not taken: {'; '.join(broken)}")
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    page.close()
    print(f"docs/pictures/{picture.name}.png")


if __name__ == "__main__":
    main()
