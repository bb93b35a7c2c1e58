"""What axe-core finds on the page, in both languages and themes."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.layouts.conftest import Served, Watched

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.mark.parametrize("query", ["lang=en", "lang=zh&theme=dark&districts=103&time=2024-06-01..2024-06-30"])
def test_axe_finds_nothing(served: Served, watched: Callable[..., Watched], query: str) -> None:
    page = watched().open(f"{served.url}/citizen?{query}")
    found = Axe().run(page).response["violations"]
    told = [f"{rule['id']}: {rule['help']}: {[node['target'] for node in rule['nodes']][:3]}" for rule in found]
    assert told == []
