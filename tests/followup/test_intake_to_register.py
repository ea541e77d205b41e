"""From a file to a published item that its addressees know of."""

from pathlib import Path

import pytest

from quintet.core.models import JournalEntry, Notice
from quintet.core.queries import verify_journal
from quintet.followup import actions, queries
from quintet.followup.intake.read import read
from quintet.followup.models import Item, Paragraph
from quintet.followup.queries import Filter
from quintet.followup.rules import Proposal
from tests.conftest import AT, TODAY

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).parents[2] / "samples"


def read_in(path, party, by):
    """Upload a file and keep what intake reads of it."""
    document, new = actions.upload(
        data=path.read_bytes(), name=path.name, party=party, by=by, at=AT
    )
    assert new
    found = read(path.read_bytes(), name=path.name, known=queries.known())
    return actions.keep_reading(document=document, reading=found, by=by, at=AT)


@pytest.fixture
def read_document(hlcm, session, secretary):
    return read_in(SAMPLES / "committee-report.md", hlcm, secretary)


def test_what_is_read_keeps_its_place_in_the_text(read_document):
    assert read_document.candidates.count() > 3
    for paragraph in Paragraph.objects.filter(document=read_document):
        assert 0 <= paragraph.start <= paragraph.end <= len(read_document.text)
    for candidate in read_document.candidates.all():
        text = read_document.text[candidate.start : candidate.end]
        assert text.strip()
        for act in candidate.found["acts"]:
            assert read_document.text[act["start"] : act["end"]].startswith(act["verb"])


def test_nothing_enters_the_register_without_a_persons_word(read_document, secretary):
    assert not Item.objects.exists()
    made = actions.accept_all(document=read_document, by=secretary, at=AT)
    assert {item.confirmed_by for item in made} == {secretary}
    assert len(made) == Item.objects.count() == read_document.candidates.count()
    assert not read_document.candidates.exclude(proposal=Proposal.ACCEPTED).exists()


def test_what_was_accepted_is_public_once_it_is_published(read_document, secretary, focal):
    actions.accept_all(document=read_document, by=secretary, at=AT)
    assert not queries.register(Filter(), person=None, today=TODAY).exists()
    assert queries.register(Filter(), person=secretary, today=TODAY).exists()
    number = actions.publish(document=read_document, by=secretary, at=AT)
    assert queries.register(Filter(), person=None, today=TODAY).count() == number
    assert Notice.objects.filter(person=focal).count() <= 1  # one for the document, not for each


def test_leaving_half_way_loses_nothing(read_document, secretary):
    first, second, *_rest = read_document.candidates.all()
    actions.accept(candidate=first, by=secretary, at=AT)
    actions.reject(candidate=second, by=secretary, at=AT)
    waiting = read_document.candidates.filter(proposal=Proposal.PROPOSED).count()
    made = actions.accept_all(document=read_document, by=secretary, at=AT)
    assert len(made) == waiting
    assert Item.objects.count() == waiting + 1


def test_every_step_stands_in_the_journal_of_the_secretariat(read_document, secretary, ceb):
    made = actions.accept_all(document=read_document, by=secretary, at=AT)
    actions.publish(document=read_document, by=secretary, at=AT)
    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "followup.uploaded",
        "followup.read",
        *["followup.entered"] * len(made),
        "followup.published",
    ]
    assert verify_journal(ceb) is None


def test_the_addresses_of_items_come_from_symbol_and_number(read_document, secretary):
    for item in actions.accept_all(document=read_document, by=secretary, at=AT):
        assert item.slug.startswith(read_document.slug + "-")


def test_the_text_is_shown_whole_with_what_was_found_marked(read_document):
    candidates = list(read_document.candidates.all())
    marks = queries.intake_marks(read_document, candidates)
    shown = queries.passages(read_document, list(read_document.paragraphs.all()), marks)
    pieces = [piece for passage in shown for piece in passage.pieces]
    pieces += [
        piece for passage in shown for row in passage.rows for cell in row for piece in cell.pieces
    ]
    assert {piece.url for piece in pieces if piece.mark == "found"} == {
        f"#c{candidate.pk}" for candidate in candidates
    }
    for piece in pieces:
        assert read_document.text[piece.start :].startswith(piece.text)
