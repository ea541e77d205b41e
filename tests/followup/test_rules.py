"""The law of follow-up, as tables and as properties. No database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.followup import rules
from quintet.followup.rules import (
    Answer,
    Flag,
    Priority,
    Progress,
    Record,
    Said,
    Standing,
    Verdict,
)

DAY = date(2021, 10, 11)
DONE_AND_PROPOSED = Standing(
    answer=Answer.ACCEPTED, claimed=Progress.IMPLEMENTED, claimed_as_at=DAY, proposed=True
)


def day(number):
    return DAY + timedelta(days=number)


# --- moves of a record


@pytest.mark.parametrize("now", list(Record))
@pytest.mark.parametrize("then", list(Record))
def test_a_record_moves_only_forward(now, then):
    lawful = {
        (Record.DRAFT, Record.SUBMITTED),
        (Record.SUBMITTED, Record.APPROVED),
        (Record.SUBMITTED, Record.RETURNED),
    }
    assert rules.may_move(now, then) is ((now, then) in lawful)


@pytest.mark.parametrize("answer", list(Answer))
def test_an_answer_that_is_not_a_full_yes_gives_its_reason(answer):
    needs = answer in (Answer.PARTIALLY_ACCEPTED, Answer.NOT_ACCEPTED, Answer.NOT_RELEVANT)
    assert rules.needs_reason(answer, " \n") is needs
    assert not rules.needs_reason(answer, "Because")


# --- verification


@pytest.mark.parametrize(
    ("verdict", "at", "priority", "evidence", "reason", "lacks"),
    [
        (Verdict.IMPLEMENTED, DONE_AND_PROPOSED, "", 0, "", ""),
        (Verdict.IMPLEMENTED, replace(DONE_AND_PROPOSED, proposed=False), "", 0, "", ""),
        (Verdict.IMPLEMENTED, replace(DONE_AND_PROPOSED, claimed=Progress.CONTINUING), "", 0, "", ""),
        (Verdict.IMPLEMENTED, Standing(), "", 0, "Seen", "claim"),
        (Verdict.IMPLEMENTED, Standing(claimed=Progress.IN_PROGRESS), "", 3, "Seen", "claim"),
        (Verdict.IMPLEMENTED, DONE_AND_PROPOSED, Priority.OPPORTUNITY, 0, "", ""),
        (Verdict.IMPLEMENTED, DONE_AND_PROPOSED, Priority.IMPORTANT, 0, "Seen", "evidence"),
        (Verdict.IMPLEMENTED, DONE_AND_PROPOSED, Priority.CRITICAL, 0, "Seen", "evidence"),
        (Verdict.IMPLEMENTED, DONE_AND_PROPOSED, Priority.CRITICAL, 1, "", ""),
        (Verdict.RETURNED, DONE_AND_PROPOSED, "", 0, "Not yet", ""),
        (Verdict.RETURNED, DONE_AND_PROPOSED, "", 0, " ", "reason"),
        (Verdict.RETURNED, Standing(), "", 0, "Not yet", "claim"),
        (Verdict.NOT_IMPLEMENTED, Standing(), "", 0, "Given up", ""),
        (Verdict.NOT_IMPLEMENTED, Standing(), "", 0, "", "reason"),
        (Verdict.OVERTAKEN, Standing(), "", 0, "", "reason"),
        (Verdict.OVERTAKEN, Standing(), "", 0, "By events", ""),
        (Verdict.SUPERSEDED, Standing(), "", 0, "By another", ""),
        (Verdict.MERGED, Standing(), "", 0, "\t", "reason"),
        (Verdict.MERGED, Standing(), "", 0, "With 19", ""),
        (Verdict.REOPENED, Standing(), "", 0, "Mistake", "open"),
        (Verdict.REOPENED, Standing(verdict=Verdict.OVERTAKEN), "", 0, "", "reason"),
        (Verdict.REOPENED, Standing(verdict=Verdict.OVERTAKEN), "", 0, "Mistake", ""),
        *(
            (verdict, replace(DONE_AND_PROPOSED, verdict=Verdict.IMPLEMENTED), "", 1, "R", "closed")
            for verdict in Verdict
            if verdict is not Verdict.REOPENED
        ),
    ],
)  # fmt: skip
def test_what_a_verification_lacks(verdict, at, priority, evidence, reason, lacks):
    found = rules.closing_lacks(
        verdict=verdict, at=at, priority=priority, evidence=evidence, reason=reason
    )
    assert found == lacks


# --- flags

OPEN = Standing(answer=Answer.ACCEPTED)


@pytest.mark.parametrize(
    ("due_in", "flags"),
    [
        (None, ()),
        (31, ()),
        (30, (Flag.DUE_SOON,)),
        (0, (Flag.DUE_SOON,)),
        (-1, (Flag.OVERDUE,)),
        (-180, (Flag.OVERDUE,)),
        (-181, (Flag.LONG_OVERDUE,)),
    ],
)
def test_what_follows_from_a_deadline(due_in, flags):
    due_on = None if due_in is None else day(due_in)
    assert rules.flags(replace(OPEN, due_on=due_on), today=DAY) == flags


@pytest.mark.parametrize(
    "at",
    [
        replace(OPEN, verdict=Verdict.OVERTAKEN),
        Standing(answer=Answer.NOT_ACCEPTED),
        Standing(answer=Answer.NOT_RELEVANT),
        replace(OPEN, claimed=Progress.IMPLEMENTED, heard_on=DAY),
        replace(OPEN, claimed=Progress.CONTINUING, heard_on=DAY),
    ],
)
def test_nothing_is_late_that_is_closed_refused_or_claimed_as_done(at):
    at = replace(at, due_on=day(-400))
    assert rules.flags(at, today=DAY, cycle_opened_on=DAY) == ()


@pytest.mark.parametrize(
    ("heard_on", "opened_on", "silent"),
    [
        (None, None, False),
        (None, DAY, True),
        (day(-1), DAY, True),
        (DAY, DAY, False),
        (day(1), DAY, False),
        (None, day(-100), True),
    ],
)
def test_who_has_said_nothing_since_the_cycle_opened_is_silent(heard_on, opened_on, silent):
    found = rules.flags(replace(OPEN, heard_on=heard_on), today=DAY, cycle_opened_on=opened_on)
    assert (Flag.SILENT in found) is silent


def test_one_can_be_silent_and_late_at_once():
    at = replace(OPEN, due_on=day(-1))
    assert rules.flags(at, today=DAY, cycle_opened_on=DAY) == (Flag.SILENT, Flag.OVERDUE)


# --- standing


def test_nothing_said_is_no_answer_and_no_claim():
    assert rules.standing([], until=DAY) == Standing()


def test_the_last_answer_counts():
    said = [Said(Answer.NOT_ACCEPTED, day(0)), Said(Answer.ACCEPTED, day(1))]
    assert rules.standing(said, until=day(0)).answer is Answer.NOT_ACCEPTED
    assert rules.standing(said, until=day(1)).answer is Answer.ACCEPTED


def test_a_late_word_on_an_earlier_day_changes_nothing_but_that_it_was_heard():
    said = [
        Said(Progress.IMPLEMENTED, day(5), as_at=day(5), proposes=True),
        Said(Progress.IN_PROGRESS, day(7), as_at=day(2)),
    ]
    at = rules.standing(said, until=day(9))
    assert (at.claimed, at.claimed_as_at, at.proposed) == (Progress.IMPLEMENTED, day(5), True)
    assert at.heard_on == day(7)


def test_a_word_without_a_status_is_heard_and_claims_nothing():
    at = rules.standing([Said(None, day(3), as_at=day(3))], until=day(3))
    assert at == Standing(heard_on=day(3))


def test_a_closure_ends_a_proposal_and_a_reopening_ends_a_closure():
    claim = Said(Progress.IMPLEMENTED, day(1), as_at=day(1), proposes=True)
    closed = Said(Verdict.IMPLEMENTED, day(2))
    reopened = Said(Verdict.REOPENED, day(3))
    assert rules.standing([claim], until=day(3)).proposed
    at = rules.standing([claim, closed], until=day(3))
    assert (at.verdict, at.verdict_on, at.proposed) == (Verdict.IMPLEMENTED, day(2), False)
    at = rules.standing([claim, closed, reopened], until=day(3))
    assert (at.verdict, at.verdict_on, at.proposed) == (None, None, False)
    assert at.claimed is Progress.IN_PROGRESS


def test_a_returned_claim_is_no_longer_proposed_and_not_closed():
    claim = Said(Progress.IMPLEMENTED, day(1), as_at=day(1), proposes=True)
    at = rules.standing([claim, Said(Verdict.RETURNED, day(2))], until=day(2))
    assert (at.verdict, at.proposed, at.claimed) == (None, False, Progress.IN_PROGRESS)


def test_what_is_closed_is_not_proposed_again():
    said = [
        Said(Verdict.OVERTAKEN, day(1)),
        Said(Progress.IMPLEMENTED, day(2), as_at=day(2), proposes=True),
    ]
    assert not rules.standing(said, until=day(2)).proposed


def test_the_last_deadline_counts():
    said = [Said(day(100), day(0)), Said(day(200), day(1))]
    assert rules.standing(said, until=day(0)).due_on == day(100)
    assert rules.standing(said, until=day(1)).due_on == day(200)


def test_progress_as_at_a_day_to_come_does_not_count_yet():
    said = [Said(Progress.IMPLEMENTED, day(1), as_at=day(5))]
    assert rules.standing(said, until=day(4)) == Standing()
    assert rules.standing(said, until=day(5)).claimed is Progress.IMPLEMENTED


days = st.integers(0, 40).map(day)
answers = st.builds(Said, st.sampled_from(Answer), days)
claims = st.builds(
    Said, st.one_of(st.none(), st.sampled_from(Progress)), days, as_at=days, proposes=st.booleans()
)
verdicts = st.builds(Said, st.sampled_from(Verdict), days)
deadlines = st.builds(Said, days, days)
words = st.lists(st.one_of(answers, claims, verdicts, deadlines), max_size=12).map(
    lambda said: sorted(said, key=lambda word: word.known_on)
)


@given(words, words, days)
def test_what_is_said_later_never_changes_where_somebody_stood(before, after, until):
    before = [word for word in before if word.known_on <= until]
    after = [word for word in after if word.known_on > until]
    assert rules.standing(before + after, until=until) == rules.standing(before, until=until)


@given(words, days)
def test_words_on_different_axes_may_come_in_any_order(said, until):
    """Answers, deadlines, and what is claimed and verified do not touch each other."""

    def axis(word):
        return 0 if isinstance(word.value, Answer) else 1 if type(word.value) is date else 2

    regrouped = sorted(said, key=axis)  # stable: each axis keeps its own order
    assert replace(rules.standing(said, until=until), heard_on=None) == replace(
        rules.standing(regrouped, until=until), heard_on=None
    )


@given(words, days)
def test_the_last_word_was_heard_on_the_day_of_the_last_answer_or_progress(said, until):
    counted = [w for w in said if w.known_on <= until and not (w.as_at and w.as_at > until)]
    heard = [
        w.known_on for w in counted if w.value is None or isinstance(w.value, Answer | Progress)
    ]
    assert rules.standing(said, until=until).heard_on == (max(heard) if heard else None)


@given(words, days)
def test_only_closing_verdicts_close_and_what_is_closed_is_not_proposed(said, until):
    at = rules.standing(said, until=until)
    assert at.verdict is None or at.verdict in rules.CLOSING
    assert (at.verdict is None) == (at.verdict_on is None)
    assert not (at.verdict and at.proposed)


@given(words, days)
def test_the_claim_is_the_one_that_speaks_of_the_latest_day(said, until):
    claimed = [
        w.as_at
        for w in said
        if isinstance(w.value, Progress) and w.known_on <= until and w.as_at <= until
    ]
    assert rules.standing(said, until=until).claimed_as_at == max(claimed, default=None)


# --- summary

standings = st.lists(
    st.builds(
        Standing,
        answer=st.sampled_from(Answer),
        claimed=st.one_of(st.none(), st.sampled_from(Progress)),
        verdict=st.one_of(st.none(), st.sampled_from(sorted(rules.CLOSING))),
        due_on=st.one_of(st.none(), days),
    ),
    max_size=30,
)


@given(standings, days)
def test_every_addressee_is_counted_once_by_its_answer_and_once_by_its_implementation(all_, today):
    told = rules.summary(all_, today=today)
    assert (
        told.total
        == len(all_)
        == (
            told.awaiting
            + told.under_consideration
            + told.accepted
            + told.partially_accepted
            + told.not_accepted
            + told.not_relevant
        )
    )
    assert told.taken_on == told.accepted + told.partially_accepted
    assert told.taken_on == (
        told.verified
        + told.claimed
        + told.in_progress
        + told.not_started
        + told.no_word
        + told.closed_otherwise
    )
    assert told.late <= told.total


@given(standings, days)
def test_a_summary_of_two_lists_is_the_sum_of_their_summaries(all_, today):
    first, second = all_[::2], all_[1::2]
    whole, parts = (
        rules.summary(all_, today=today),
        [rules.summary(some, today=today) for some in (first, second)],
    )
    for name in rules.Summary.__slots__:
        assert getattr(whole, name) == sum(getattr(part, name) for part in parts)


@pytest.mark.parametrize(
    ("at", "group"),
    [
        (Standing(), "no_word"),
        (Standing(claimed=Progress.NOT_STARTED), "not_started"),
        (Standing(claimed=Progress.IN_PROGRESS), "in_progress"),
        (Standing(claimed=Progress.IMPLEMENTED), "claimed"),
        (Standing(claimed=Progress.CONTINUING), "claimed"),
        (Standing(claimed=Progress.IMPLEMENTED, verdict=Verdict.IMPLEMENTED), "verified"),
        (Standing(claimed=Progress.IMPLEMENTED, verdict=Verdict.MERGED), "closed_otherwise"),
        (Standing(verdict=Verdict.NOT_IMPLEMENTED), "closed_otherwise"),
    ],
)
def test_claimed_is_never_counted_as_verified(at, group):
    assert rules.group(at) == group
