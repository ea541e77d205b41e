"""The full demonstration, with fewer organizations: its report is held against what was done."""

import pytest
from django.utils import timezone

from quintet.core.models import Organization
from quintet.core.queries import verify_journal
from quintet.followup.models import QuestionAnswer, ReturnedRow
from quintet.site.forty import Forty


@pytest.mark.django_db
def test_organizations_answer_each_in_their_own_way_and_the_report_tells_it():
    few = {"page": 1, "docx": 2, "xlsx": 1, "api": 1, "silent": 1}
    told = list(Forty(timezone.now(), few).play())
    assert told[0].startswith("6 organizations")
    assert "108 answers asked for; 18 have not come" in told[7]
    assert ReturnedRow.objects.filter(state="conflict").count() == 0
    assert ReturnedRow.objects.filter(state="kept").count() == 2  # the first Word file, and Excel's
    assert QuestionAnswer.objects.filter(record="approved").count() == 6
    assert [verify_journal(one) for one in Organization.objects.filter(journal__size__gt=0)].count(
        None
    )


@pytest.mark.django_db
def test_a_report_that_says_something_else_is_found_out():
    story = Forty(timezone.now(), {"page": 1, "docx": 0, "xlsx": 0, "api": 0, "silent": 1})
    story.expected["accepted"] = 1
    with pytest.raises(AssertionError, match="The report says"):
        list(story.play())
