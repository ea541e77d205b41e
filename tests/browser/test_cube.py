"""Figures on their whole way in Chromium: submitted with faults, mended, approved by a second person,
published by the secretariat, asked for, traced to their row, downloaded. What is published is what
was submitted.
"""

import csv
from decimal import Decimal
from io import StringIO

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from quintet.cube.models import Publication, Submission
from quintet.site import figures
from tests.browser.conftest import WIDE, Site, faults
from tests.browser.whole_cycle import downloaded, reader, seen, submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
STEWARD, APPROVER, PUBLISHER = "yared.bekele", "kwame.asante", "noor.haddad"
PHONE = {"width": 360, "height": 800}
FIGURES = """year,entity,measure,record,function,location,goal,target,currency,amount
2018,WHO,expense,EXP,E01,KEN,3,3.8,USD,1200000.25
2018,WHO,expense,EXP,Humanitarian Assistance,LBN,3,3.d,USD,345678.50
2018,WHO,expense,EXP,E02,LBN,x00,,USD,-5000.75
"""
BY_FUNCTION = {"E01": Decimal("1200000.25"), "E02": Decimal("340677.75")}
TOTAL = sum(BY_FUNCTION.values())


def test_the_demonstration_has_figures_in_every_state_and_answers(site: Site) -> None:
    states = dict(Submission.objects.values_list("name", "state"))
    assert states == {
        "who-2024-expense.csv": "published",
        "who-2024-revenue.csv": "published",
        "who-2024-expense-restated.csv": "published",
        "wfp-2025-revenue.csv": "published",
        "unhcr-2025-expense.csv": "approved",
        "who-2025-expense-to-mend.csv": "checked",
        "who-2025-revenue.csv": "checked",
    }
    mending = Submission.objects.get(name="who-2025-expense-to-mend.csv")
    assert mending.rules.items() >= {
        "codes.spelling": 5, "row.target_goal": 1, "control.total": 1,
    }.items()  # fmt: skip
    restated = Publication.objects.get(series="WHO/2024/expense", version=2)
    assert restated.reason
    assert Publication.objects.get(withdrawn_on__isnull=False).series == "WFP/2025/revenue"
    told = figures.one_answer(timezone.now().date())
    assert "expense 37,078,775,348.17 USD; goal told for 8" in told
    visitor = site.context().new_page()
    visitor.goto("/en/items/ceb-2021-3-10/")
    assert visitor.get_by_role("heading", name="What was spent").is_visible()
    with visitor.expect_navigation():
        visitor.get_by_role("link", name="The question").first.click()
    assert visitor.locator(".pivot").is_visible()


def looked_at(page: Page, script: bool) -> None:
    """Nothing is wider than the window, and axe (which needs scripts) finds no fault."""
    seen(page)
    assert not script or faults(page) == [], page.url


def follow(page: Page, address: str, script: bool) -> None:
    with page.expect_navigation():
        page.locator(f"main a[href*='{address}']").first.click()
    looked_at(page, script)


def decide(page: Page, act: str, script: bool) -> None:
    """Unfold an act that asks first, and do it."""
    form = page.locator(f"form[action$='/{act}/']")
    page.locator("details.confirm", has=form).locator("summary").click()
    submit(page, f"form[action$='/{act}/'] button")
    looked_at(page, script)


@pytest.mark.parametrize(
    ("script", "language", "view"),
    [
        pytest.param(False, "en", WIDE, id="plain-en-1280"),
        pytest.param(True, "ar", PHONE, id="script-ar-360"),
    ],
)
def test_figures_are_submitted_mended_approved_published_asked_for_and_downloaded(
    site: Site, script: bool, language: str, view: dict[str, int]
) -> None:
    told = {"java_script_enabled": script, "viewport": view}
    steward = reader(site, STEWARD, **told)
    steward.goto(f"/{language}/cube/submissions/")
    looked_at(steward, script)
    follow(steward, "/submissions/new/", script)
    steward.locator("[name=year]").first.fill("2018")
    steward.locator("[name=measure][value=expense]").check()
    steward.locator("[name=control_total]").fill(str(TOTAL))
    steward.locator("[name=file]").set_input_files(
        {"name": "figures.csv", "mimeType": "text/csv", "buffer": FIGURES.encode()}
    )
    submit(steward, "form[method=post][enctype] .acts button")
    submission = Submission.objects.get(name="figures.csv")
    assert (submission.state, submission.counts["error"]) == ("checked", 2)
    assert str(submission.uuid) in steward.url
    looked_at(steward, script)
    assert "Humanitarian Assistance" in steward.locator("main").inner_text()
    approver = reader(site, APPROVER, **told)
    approver.goto(f"/{language}/cube/submissions/{submission.uuid}/")
    assert approver.locator("form[action$='/approve/']").count() == 0

    submit(steward, "form[action$='/repairs/'] button[name=all]")
    submission.refresh_from_db()
    assert not submission.counts.get("error")
    looked_at(steward, script)
    approver.reload()
    decide(approver, "approve", script)

    publisher = reader(site, PUBLISHER, **told)
    publisher.goto(f"/{language}/cube/submissions/")
    follow(publisher, str(submission.uuid), script)
    decide(publisher, "publish", script)
    publication = Publication.objects.get(submission=submission)

    visitor = site.context(**told).new_page()
    visitor.goto(f"/{language}/cube/publications/{publication.pk}/")
    looked_at(visitor, script)
    follow(visitor, "/cube/ask/?", script)
    visitor.goto(f"/{language}/cube/ask/?measure=expense&rows=function&entity=WHO&year=2018")
    looked_at(visitor, script)
    found = list(csv.reader(StringIO(downloaded(visitor, "ask.csv").decode("utf-8-sig"))))
    assert {row[0]: Decimal(row[-1]) for row in found if row[0] in BY_FUNCTION} == BY_FUNCTION
    follow(visitor, "/cube/ask/figures/?", script)
    assert visitor.locator(f"main a[href$='/publications/{publication.pk}/']").count() > 0
    assert "KEN" in visitor.locator(".pivot").inner_text()
