"""The matrix in a real Chromium: by arrow keys, from right to left, without a script, on paper."""

import pytest

from tests.browser.conftest import MEMBER, NARROW

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WHERE = """() => {
  const cell = document.activeElement.closest("td, th");
  return cell && document.activeElement.matches("table.matrix a")
    ? [cell.parentNode.rowIndex, [...cell.parentNode.querySelectorAll("a")].indexOf(document.activeElement)]
    : null;
}"""
LINKS = "table.matrix a"


@pytest.fixture
def matrix(site):
    def open_it(language: str = "en", **more):
        page = site.context(**more).new_page()
        page.goto(f"/{language}/register/matrix/")
        return page

    return open_it


def pressed(page, *keys):
    """Row, and place among the links of the row, after some keys."""
    for key in keys:
        page.keyboard.press(key)
    return page.evaluate(WHERE)


def links_in(page, row):
    return page.evaluate(
        "row => document.querySelector('table.matrix').rows[row].querySelectorAll('a').length", row
    )


def row_with_two_cells(page):
    """The first row that has a head and two cells to go to."""
    rows = page.locator("table.matrix tbody tr").count()
    return next(row for row in range(1, rows + 1) if links_in(page, row) > 2)


def stand(page, row, link):
    page.locator(f"table.matrix tr >> nth={row}").locator("a").nth(link).focus()


def test_arrows_move_within_a_row_and_home_and_end_to_its_ends(matrix):
    page = matrix()
    row = row_with_two_cells(page)
    stand(page, row, 1)
    assert pressed(page, "ArrowRight") == [row, 2]
    assert pressed(page, "ArrowLeft", "ArrowLeft") == [row, 0]
    assert pressed(page, "ArrowLeft") == [row, 0]  # its end
    assert pressed(page, "End") == [row, links_in(page, row) - 1]
    assert pressed(page, "Home") == [row, 0]


def test_arrows_move_between_rows_and_pages_leap(matrix):
    page = matrix()
    stand(page, 1, 0)
    assert pressed(page, "ArrowDown") == [2, 0]
    assert pressed(page, "ArrowUp") == [1, 0]
    assert pressed(page, "PageDown")[0] == min(11, page.locator("table.matrix tbody tr").count())
    assert pressed(page, "PageUp")[0] <= 1
    assert pressed(page, "Control+Home") == [0, 0]
    last = page.locator(LINKS).count()
    page.keyboard.press("Control+End")
    assert page.locator(LINKS).nth(last - 1).evaluate("link => link === document.activeElement")


def test_from_right_to_left_the_left_arrow_goes_on(matrix):
    page = matrix("ar")
    row = row_with_two_cells(page)
    stand(page, row, 1)
    assert pressed(page, "ArrowLeft") == [row, 2]
    assert pressed(page, "ArrowRight") == [row, 1]


def test_tab_stops_once_in_the_matrix_and_goes_on(matrix):
    page = matrix()
    assert page.locator(f"{LINKS}[tabindex='0']").count() == 1
    stand(page, 1, 1)
    assert page.locator(f"{LINKS}[tabindex='0']").count() == 1
    assert pressed(page, "Tab") is None


def test_enter_opens_the_addressee_and_the_words_of_a_cell_show_at_its_foot(matrix):
    page = matrix()
    stand(page, row_with_two_cells(page), 1)
    words = page.locator(f"{LINKS}:focus > span")
    box = words.bounding_box()
    assert box["y"] + box["height"] == pytest.approx(page.viewport_size["height"], abs=2)
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/answers/*/")


def test_without_a_script_every_cell_is_a_stop(matrix):
    page = matrix(java_script_enabled=False)
    assert page.locator(LINKS).count() > 5
    assert page.locator(f"{LINKS}[tabindex]").count() == 0


def test_on_a_phone_each_item_is_a_block_with_its_parties(matrix):
    page = matrix(viewport=NARROW)
    assert not page.locator("table.matrix thead").is_visible()
    assert page.locator("table.matrix tbody td a b").first.is_visible()


def test_on_paper_its_head_is_on_every_page_and_nothing_is_cut_off(matrix):
    page = matrix()
    page.emulate_media(media="print")
    style = "one => getComputedStyle(one)"
    table = page.locator("table.matrix")
    assert table.evaluate(f"one => ({style})(one.tHead).display") == "table-header-group"
    assert page.locator(".grid").evaluate(f"one => ({style})(one).overflow") == "visible"
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_a_member_finds_the_matrix_of_a_cycle(site):
    page = site.context(MEMBER).new_page()
    page.goto("/en/cycles/")
    page.locator("main table a, main li a").first.click()
    page.get_by_role("link", name="Matrix").click()
    assert page.locator(LINKS).count() > 5
