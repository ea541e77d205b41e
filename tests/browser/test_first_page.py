"""The first page is light: few requests, few bytes, nothing from elsewhere."""

import gzip

import pytest
from playwright.sync_api import Request

from tests.browser.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
MOST_BYTES, MOST_REQUESTS = 50 * 1024, 3


@pytest.mark.parametrize("path", ["/en/", "/ar/", "/en/register/", "/zh-hans/register/"])
def test_a_first_page_is_at_most_fifty_kilobytes_in_three_requests(site: Site, path: str) -> None:
    page = site.context().new_page()
    done: list[Request] = []
    page.on("requestfinished", lambda request: done.append(request))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    done = [request for request in done if not request.url.startswith("data:")]

    assert len(done) <= MOST_REQUESTS
    assert all(request.url.startswith(site.url) for request in done)
    weight = 0
    for request in done:
        answer = request.response()
        assert answer
        if request.resource_type == "document":
            weight += len(gzip.compress(answer.body(), 6))
        else:
            assert answer.headers["content-encoding"] in ("br", "gzip")
            assert "immutable" in answer.headers["cache-control"]
            weight += request.sizes()["responseBodySize"]
    assert weight <= MOST_BYTES
