"""The public pages in Chromium: on a phone, a tablet and a desk, by keyboard, enlarged, in each language and theme."""

import json
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from layouts.public.files import write_static
from tests.public.conftest import PublicServed

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

READY = "html[data-ready]"
SIZES = {"phone": (390, 844), "tablet": (768, 1024), "desk": (1440, 900)}
SMALL = """() => [...document.querySelectorAll('button, select, summary, nav a')].filter((e) => {
    const box = e.getBoundingClientRect();
    return e.checkVisibility() && box.width && (box.height < 44 || box.width < 44); })
    .map((e) => e.outerHTML.slice(0, 90))"""
Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Opens pages; none may have complained or asked anything of another host."""
    complaints: list[str] = []
    contexts = []

    def open_page(address: str, size: str = "phone", **options: object) -> Page:
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: m.type in ("error", "warning") and complaints.append(m.text))
        page.on("pageerror", lambda error: complaints.append(f"raised: {error}"))
        page.on("requestfailed", lambda r: complaints.append(f"failed: {r.url}"))
        page.on("request", lambda r: _is_outside(r.url) and complaints.append(f"outside: {r.url}"))
        page.goto(address)
        page.wait_for_selector(READY, state="attached")
        return page

    yield open_page
    for context in contexts:
        assert context.cookies() == []
        context.close()
    assert complaints == []


def _is_outside(url: str) -> bool:
    return url.startswith(("http", "ws")) and "//127.0.0.1:" not in url


def district(page: Page) -> str:
    return page.evaluate("(() => { const l = frame().map_level; return `${l}/${areasOf(l)[4].id}`; })()")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("query", ["lang=en&theme=light", "lang=zh&theme=dark&period=12m"])
def test_a_page_fits_its_screen_and_axe_finds_nothing(
    public: PublicServed, opened: Open, size: str, query: str
) -> None:
    page = opened(f"{public.url}/citizen?{query}", size)
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
    assert page.evaluate(SMALL) == []
    assert page.locator("svg.map").count() == 2
    found = Axe().run(page).response["violations"]
    assert [f"{rule['id']}: {[node['target'] for node in rule['nodes']][:3]}" for rule in found] == []


def test_the_page_about_privacy_says_what_the_rule_did(public: PublicServed, opened: Open) -> None:
    page = opened(f"{public.url}/privacy?lang=en")
    hidden = f"{int(public.edition.data.meta['hidden']):,}"
    assert hidden in page.inner_text(".about")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert Axe().run(page).response["violations"] == []


def test_a_district_is_chosen_kept_in_the_address_and_shared(public: PublicServed, opened: Open) -> None:
    page = opened(f"{public.url}/citizen?lang=en")
    whole = page.inner_text(".card[data-metric=tickets_opened] .value b")
    mine = district(page)
    page.select_option("#district", mine)
    assert f"district={mine}" in page.url
    shown = page.inner_text(".card[data-metric=tickets_opened] .value b")
    assert shown != whole
    again = opened(page.url)
    assert again.inner_text(".card[data-metric=tickets_opened] .value b") == shown
    assert again.input_value("#district") == mine
    page.go_back()
    assert page.inner_text(".card[data-metric=tickets_opened] .value b") == whole


def test_what_a_card_says_is_what_the_data_address_says(public: PublicServed, opened: Open) -> None:
    page = opened(f"{public.url}/citizen?lang=en&period=2026-01")
    (row,) = json.loads(public.get("/data/v1/tickets_opened.json?period=2026-01").text)["rows"]
    assert page.inner_text(".card[data-metric=tickets_opened] .value b") == f"{int(row['value']):,}"


BUSIEST = """() => {
    const rows = groupsOf("tickets_opened", "hour_of_week", WHOLE, "12m");
    const known = rows.filter((row) => typeof row.value === "number");
    const hour = known.sort((one, other) => other.value - one.value || one.group - other.group)[0].group;
    return `${words("weekdays").split(" ")[Math.floor(hour / 24)]} at ${hour % 24}:00`; }"""
HIDE_ALL = """() => {
    const cells = cellsOf("tickets_opened");
    for (const groups of Object.values(cells.groups)) for (const group of Object.values(groups[WHOLE] ?? {}))
        for (const place of Object.keys(group)) group[place] = HIDDEN;
    const view = { metrics: ["tickets_opened"], by: "category" };
    return [hoursHtml(view)[0], rankingHtml(view, { key: WHOLE, period: "12m" })[0]]; }"""


def test_hidden_numbers_are_neither_the_most_nor_an_empty_chart(public: PublicServed, opened: Open) -> None:
    page = opened(f"{public.url}/citizen?lang=en")
    assert page.evaluate(BUSIEST) in page.evaluate("hoursHtml({ metrics: ['tickets_opened'] })[0]")
    for tile in page.evaluate(HIDE_ALL):
        assert "so that nobody can be recognised" in tile
        assert "<svg" not in tile
        assert "<ol" not in tile


def test_the_map_the_trend_and_the_period_answer_a_tap(public: PublicServed, opened: Open) -> None:
    page = opened(f"{public.url}/citizen?lang=en", "desk")
    page.locator(".maps path[data-district]").nth(6).click(force=True)
    assert "district=" in page.url
    page.locator("svg.trend").first.locator("[data-month='2026-01']").click(force=True)
    assert "period=2026-01" in page.url
    page.click("[data-period='12m']")
    assert "period=12m" in page.url
    assert page.get_attribute("[data-period='12m']", "aria-pressed") == "true"


def test_a_hidden_number_says_why(public: PublicServed, opened: Open) -> None:
    cells = public.edition.cells
    gone = cells[(cells.metric == "collisions") & cells.hidden & (cells.by == "") & (cells.period == "2026-02")]
    drawn = public.edition.data.tables["area"].dropna(subset=["rings"]).area
    area = gone[(gone.level == "sub_district") & gone.area.isin(drawn)].iloc[0].area
    page = opened(f"{public.url}/overview?lang=zh&district=sub_district/{area}&period=2026-02")
    card = page.inner_text(".card[data-metric=collisions]")
    assert "不显示" in card
    assert "不足 5 件" in card


def test_everything_is_reached_by_keyboard(public: PublicServed, opened: Open) -> None:
    page = opened(f"{public.url}/citizen?lang=en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "(() => { const e = document.activeElement; return e.id || Object.keys(e.dataset)[0] || e.tagName; })()"
            )
        )
    assert {"district", "period", "month", "info", "view", "download", "share", "lang", "theme"} <= reached
    page.focus(".card .info")
    page.keyboard.press("Enter")
    assert page.locator("dialog[open] h2").count() == 1
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.classList.contains('info')")


def test_pictures_have_tables_that_say_the_same(public: PublicServed, opened: Open) -> None:
    page = opened(f"{public.url}/citizen?lang=en")
    twins = page.locator(".twin table").count()
    assert twins >= page.locator("svg[role=img]:not(.small)").count()
    page.click("[data-view=tables]")
    assert not page.locator("svg.trend").first.is_visible()
    assert page.locator(".twin table").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_twice_as_large_it_still_fits(public: PublicServed, opened: Open) -> None:
    page = opened(f"{public.url}/citizen?lang=zh", "phone", screen={"width": 390, "height": 844})
    page.set_viewport_size({"width": 195, "height": 422})
    assert page.evaluate("document.documentElement.scrollWidth") <= 195


def test_a_download_says_what_it_is(public: PublicServed, opened: Open) -> None:
    page = opened(f"{public.url}/citizen?lang=en")
    with page.expect_download() as waiting:
        page.click("[data-download]")
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert "licence: Synthetic data" in text.lower() or "Licence: Synthetic data" in text
    assert "metric,district,period,start,end,value,unit" in text
    assert public.edition.data.snapshot in text


def test_a_location_is_judged_on_the_device(public: PublicServed, opened: Open) -> None:
    page = opened(
        f"{public.url}/citizen?lang=en",
        geolocation={"longitude": 116.38, "latitude": 33.0},
        permissions=["geolocation"],
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.click("[data-locate]")
    page.wait_for_url("**district=**")
    assert [url for url in asked if "/assets/icon" not in url] == []


def test_one_view_stands_in_another_page(public: PublicServed, opened: Open) -> None:
    page = opened(f"{public.url}/embed/tickets_opened/trend?lang=en")
    assert page.locator("svg.trend").count() == 1
    assert page.locator("nav, .bar").count() == 0
    page.click("[data-info]")
    assert page.locator("dialog[open] a[href$='tickets_opened.csv']").count() == 1


def test_sixty_pages_are_open_at_once(public: PublicServed, browser: Browser) -> None:
    """Twelve in Chromium; the others ask for what one of those did, each over a connection that stays."""
    context, asked = browser.new_context(viewport={"width": 390, "height": 844}), []
    context.on("request", lambda request: asked.append(request.url.removeprefix(public.url)))
    first = context.new_page()
    first.goto(f"{public.url}/citizen?lang=en")
    first.wait_for_selector(READY, state="attached")
    wanted = list(asked)
    assert len(wanted) > 5
    others = [HTTPConnection("127.0.0.1", public.port, timeout=120) for _ in range(48)]
    pages = [first, *(context.new_page() for _ in range(11))]
    for page in pages[1:]:
        page.goto(f"{public.url}/citizen?lang=en", wait_until="commit")
    statuses = {_status(other, address) for address in wanted for other in others}
    for page in pages[1:]:
        page.wait_for_selector(READY, state="attached", timeout=120_000)
    assert statuses == {200}
    assert all(other.sock is not None for other in others)
    assert {page.inner_text(".card .value b") for page in pages} == {first.inner_text(".card .value b")}
    for other in others:
        other.close()
    context.close()


def _status(connection: HTTPConnection, address: str) -> int:
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def test_the_same_pages_work_from_a_folder_without_a_server(public: PublicServed, opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    assert write_static(public.edition.home, "demo", folder) > 100_000
    served = opened(f"{public.url}/citizen?lang=en&period=12m")
    page = opened(f"file://{folder}/citizen.html?lang=en&period=12m")
    numbers = [one.inner_text(".card[data-metric=tickets_opened] .value b") for one in (served, page)]
    assert numbers[0] == numbers[1]
    page.select_option("#district", district(page))
    assert page.inner_text(".card[data-metric=tickets_opened] .value b") != numbers[1]
    page.click("nav a >> nth=-1")
    page.wait_for_selector(".about")
    assert (folder / "data" / "v1" / "on_time_pct.csv").read_text("utf-8").startswith("# on_time_pct")
