"""`quintet journal`: what an operator sees, and what its exit tells a script."""

from base64 import b64decode
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from quintet.core import actions
from quintet.core.models import JournalEntry, JournalHead, JournalPayload
from quintet.core.queries import leaf, signing_key, verify_journal
from quintet.core.seal.tree import Frontier, leaf_hash
from tests.conftest import AT

pytestmark = pytest.mark.django_db


def run(*words):
    """What the command prints."""
    out = StringIO()
    call_command("journal", *[str(word) for word in words], stdout=out)
    return out.getvalue()


def refused(*words):
    """What the command prints, its refusal and its exit code."""
    out = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("journal", *[str(word) for word in words], stdout=out)
    return out.getvalue(), str(refusal.value), refusal.value.returncode


def say(organization, text="Said", by=None):
    return actions.record(
        organization=organization, by=by, at=AT, verb="test.said", subject="item:1", text=text
    )


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    signing_key()  # the tests' own, kept where it was made
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def journals(who, ilo):
    for organization, number in ((who, 3), (ilo, 1)):
        for place in range(number):
            say(organization, f"Word {place}")
    return who, ilo


def test_whole_journals_get_a_line_each_with_number_and_root(journals, ceb):
    ilo, who = run("verify").splitlines()
    assert ilo.startswith("ILO: 1 entry, whole, head ")
    assert who.startswith("WHO: 3 entries, whole, head ")
    assert len(b64decode(who.rpartition(" ")[2])) == 32


def test_one_organization_can_be_asked_for_by_its_code_in_any_case(journals, ceb):
    assert run("verify", "--organization", "who").startswith("WHO: 3 entries")
    assert run("verify", "--organization", "CEB") == "CEB: no entries\n"


def test_a_fault_names_organization_number_and_reason_and_the_exit_is_1(journals, who):
    JournalEntry.objects.filter(organization=who, index=1).update(verb="test.other")
    out, told, code = refused("verify")
    assert out.splitlines()[1] == "WHO: entry 1: it is not the entry that was signed"
    assert out.startswith("ILO: 1 entry, whole")
    assert (told, code) == ("Not everything is as it was written (1).", 1)


def test_what_was_published_is_held_against_the_journals_by_default(journals, who, data):
    run("checkpoint")
    assert "WHO: 3 entries, whole, as published, head " in run("verify")
    cut_short(who)
    out, _told, code = refused("verify")
    assert "WHO: entry 2: an entry is missing" in out
    assert code == 1


def cut_short(organization):
    """Take the last entry away and make the head fit."""
    JournalPayload.objects.filter(entry__organization=organization, entry__index=2).delete()
    organization.entries.get(index=2).delete()
    frontier = Frontier()
    for entry in organization.entries.order_by("index"):
        frontier.append(leaf_hash(leaf(entry)))
    head = JournalHead.objects.get(organization=organization)
    head.size, head.frontier = frontier.size, frontier.to_list()
    head.save()


def test_checkpoints_kept_elsewhere_can_be_named_as_file_or_folder(journals, who, tmp_path):
    out = tmp_path / "elsewhere"
    told = run("checkpoint", "--out", out)
    assert f"WHO: {out}/who.checkpoint\n" in told
    kept = tmp_path / "of-last-year.txt"
    kept.write_text((out / "who.checkpoint").read_text())
    cut_short(who)
    assert "WHO: 2 entries, whole" in run("verify")
    for path in (out, kept):
        assert "WHO: entry 2: an entry is missing" in refused("verify", "--checkpoint", path)[0]


def test_a_checkpoint_of_a_journal_that_is_gone_is_a_fault(journals, tmp_path):
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "checkpoints" / "x.checkpoint").write_bytes(b"quintet.localhost/upu\n\xff\n")
    out, _told, code = refused("verify")
    assert "quintet.localhost/upu: a checkpoint was published, and there is no such journal" in out
    assert code == 1


def test_a_spoilt_checkpoint_is_told(journals, tmp_path):
    run("checkpoint")
    path = tmp_path / "checkpoints" / "who.checkpoint"
    path.write_text(path.read_text()[:-9] + "AAAAAAA=\n")
    assert "WHO: entry 0: the published checkpoint cannot be used: " in refused("verify")[0]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["verify", "--organization", "XYZ"], "There is no organization XYZ."),
        (["verify", "--checkpoint", "/no/such/file"], "cannot be read: No such file"),
        (["erase", "WHO", "7", "--reason", "r", "--by", "steward"], "has no entry 7."),
        (["erase", "WHO", "0", "--reason", "r", "--by", "x"], "Nobody here has the user name x."),
    ],
)
def test_what_cannot_be_asked_is_told_with_exit_2(journals, steward, words, sentence):
    _out, told, code = refused(*words)
    assert sentence in told
    assert code == 2


def test_journals_without_their_key_are_not_verified_with_a_new_one(journals, settings, tmp_path):
    settings.JOURNAL_KEY = tmp_path / "lost"
    _out, told, code = refused("verify")
    assert told == f"The journals' key {tmp_path / 'lost'} is missing."
    assert code == 2
    assert not settings.JOURNAL_KEY.exists()


def test_a_steward_erases_what_an_entry_says_and_the_journal_stays_whole(journals, who, steward):
    told = run("erase", "who", 1, "--reason", "The person asked", "--by", "steward")
    assert told == "WHO: entry 1 is erased, as entry 3 tells\n"
    assert not JournalPayload.objects.filter(entry__organization=who, entry__index=1).exists()
    last = who.entries.get(index=3)
    assert last.payload.data == {"entry": 1, "reason": "The person asked"}
    assert "WHO: 4 entries, whole" in run("verify")


def test_nobody_else_erases_and_nothing_is_erased_twice(journals, who, steward, focal):
    erase = ["erase", "WHO", "1", "--reason", "r", "--by"]
    assert refused(*erase, "focal")[1:] == ("focal is no steward: only a steward may erase.", 1)
    run(*erase, "steward")
    assert refused(*erase, "steward")[1] == "What this entry said is erased already."
    assert (
        refused("erase", "WHO", "3", "--reason", "r", "--by", "steward")[1]
        == "What tells of an erasure cannot be erased itself."
    )
    assert refused("erase", "WHO", "0", "--reason", " ", "--by", "steward")[1] == (
        "Say why it is erased."
    )
    assert who.entries.count() == 4
    assert verify_journal(who) is None


def test_checkpoints_are_written_once_and_grow(journals, who, tmp_path):
    folder = tmp_path / "out"
    assert actions.publish_checkpoints(folder=folder) == ["ILO", "WHO"]
    assert actions.publish_checkpoints(folder=folder) == []
    say(who)
    assert actions.publish_checkpoints(folder=folder) == ["WHO"]
    assert (folder / "who.checkpoint").read_text() == who.entries.get(index=3).note
    assert sorted(path.name for path in folder.iterdir()) == ["ilo.checkpoint", "who.checkpoint"]


def test_a_published_checkpoint_that_convicts_its_journal_is_not_replaced(journals, who, tmp_path):
    actions.publish_checkpoints(folder=tmp_path)
    proof = (tmp_path / "who.checkpoint").read_text()
    cut_short(who)
    assert actions.publish_checkpoints(folder=tmp_path) == []
    say(who, "Something else")
    say(who, "and more")
    assert actions.publish_checkpoints(folder=tmp_path) == []
    assert (tmp_path / "who.checkpoint").read_text() == proof
    assert verify_journal(who, published=proof).index == 2


def test_a_spoilt_or_headless_journal_publishes_nothing(journals, who, ilo, tmp_path):
    (tmp_path / "who.checkpoint").write_bytes(b"spoilt \xff")
    JournalPayload.objects.filter(entry__organization=ilo).delete()
    ilo.entries.all().delete()
    assert actions.publish_checkpoints(folder=tmp_path) == []
    assert (tmp_path / "who.checkpoint").read_bytes() == b"spoilt \xff"
