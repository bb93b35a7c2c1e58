"""`make pictures`: docs/pictures from the running pages, on New York's files beside the checkout; the wall's on the
demo city."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import Browser

from datasets.catalogue import load_city
from layouts.wall.links import Links
from pipelines.refresh import Request, refresh
from tests.demo_city import publish_demo_city
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


PICTURES = (
    Picture("citizen", "/citizen?lang=en&theme=light"),
    Picture("citizen-zh", "/citizen?lang=zh&theme=dark"),
    Picture("citizen-phone", "/citizen?lang=en&theme=light", 390, 844),
)

WALLS = (Picture("wall", "lang=en", 1920, 1080), Picture("wall-zh", "lang=zh", 1920, 1080))
ON_THE_WALL = ".stage iframe:not(.coming):not(.going)"


def main() -> None:
    needed = {"Chromium": chromium_path(), f"../shared/data/{DATA.name}": DATA.is_dir()}
    if missing := [name for name, there in needed.items() if not there]:
        sys.exit(f"No pictures were taken: {' and '.join(missing)} could not be found.")
    with tempfile.TemporaryDirectory(prefix="onescreen-pictures-") as name:
        home = Path(name)
        refresh(load_city("nyc"), home, Request(DATA, as_of=date.today()))
        with served("nyc", home) as address, chromium() as browser:
            for picture in PICTURES:
                take(browser, address, picture)
    with tempfile.TemporaryDirectory(prefix="onescreen-pictures-") as name:
        demo = publish_demo_city(Path(name), scale=1.0)
        key = Links(demo.home).make("demo", 1, datetime.now(UTC))
        with served("demo", demo.home) as address, chromium() as browser:
            for picture in WALLS:
                take_wall(browser, f"{address}/wall?key={key}&{picture.address}", picture)


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
    page.goto(address + picture.address, wait_until="networkidle")
    page.wait_for_timeout(2000)
    if broken := page.locator(".fault").all_inner_texts():
        sys.exit(f"{picture.name} was not taken: {'; '.join(broken)}")
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    page.close()
    print(f"docs/pictures/{picture.name}.png")


if __name__ == "__main__":
    main()
