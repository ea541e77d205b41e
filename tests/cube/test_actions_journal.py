"""No change without its entry, no entry without its change: for every act of the cube."""

import io

import pytest

from quintet.cube import actions, queries
from quintet.cube.engine.lists import lists
from quintet.cube.engine.store import publish
from quintet.cube.engine.store.importing import import_published
from tests.conftest import AT
from tests.cube.journey import FIGURES, checked, published, submitted
from tests.whole import is_whole

pytestmark = pytest.mark.django_db

# The machine's own steps, of which the journal tells the outcome; `chosen` writes nothing, and
# `import_files` enters what it has read by `enter_imported`.
NO_ACTS = {"begin_check", "tell_progress", "chosen", "import_files"}


class World:
    def __init__(self, fixture):
        for name in ("ceb", "who", "data_steward", "validator", "publisher"):
            setattr(self, name, fixture(name))


def nothing(w):
    return None


def waiting(w, text=FIGURES):
    return actions.submit(
        organization=w.who, year=2020, measure="expense", file=io.BytesIO(text.encode()),
        name="figures.csv", by=w.data_steward, at=AT,
    )[0]  # fmt: skip


def under_way(w):
    return actions.begin_check(submission=waiting(w), at=AT)


def checked_one(w):
    return submitted(w.data_steward, w.who)


def misspelt(w):
    one = checked(waiting(w, FIGURES.replace("E01,KEN", "e01,KEN")))
    return one, queries.digest(one).proposals[:1]


def approved(w):
    return actions.approve(submission=checked_one(w), by=w.validator, at=AT)


def ordered(w):
    return actions.order_publication(submission=approved(w), by=w.publisher, at=AT)


def written(w):
    """A submission, and the file of its figures."""
    one = ordered(w)
    staged = queries.work_folder(one) / queries.STAGED
    return one, publish(staged, queries.folder(), str(one.uuid), memory_limit=queries.MEMORY)


def standing(w):
    return published(checked_one(w), w.validator, w.publisher)


def brought(w):
    """One file that was published elsewhere."""
    queries.folder().mkdir(parents=True)
    file = queries.folder() / "earlier.csv"
    file.write_text(FIGURES, encoding="utf-8")
    return import_published(
        [file], queries.folder(), lists(), entries=(), today=AT.date(), kind="csv"
    )


# The name of an act: what goes before it, and the act itself.
ACTS = {
    "submit": (nothing, lambda w, _: waiting(w)),
    "keep_check": (
        under_way,
        lambda w, one: actions.keep_check(submission=one, kind="csv", rows=3, counts={}, by_rule={}, totals={}, at=AT),
    ),
    "refuse": (under_way, lambda w, one: actions.refuse(submission=one, why="w", at=AT)),
    "accept_repairs": (misspelt, lambda w, two: actions.accept_repairs(submission=two[0], proposals=two[1], by=w.data_steward, at=AT)),
    "explain": (checked_one, lambda w, one: actions.explain(submission=one, note="n", reason="r", by=w.data_steward, at=AT)),
    "cancel": (waiting, lambda w, one: actions.cancel(submission=one, by=w.data_steward, at=AT)),
    "approve": (checked_one, lambda w, one: actions.approve(submission=one, by=w.validator, at=AT)),
    "give_back": (approved, lambda w, one: actions.give_back(submission=one, reason="r", by=w.publisher, at=AT)),
    "order_publication": (approved, lambda w, one: actions.order_publication(submission=one, by=w.publisher, at=AT)),
    "keep_publication": (written, lambda w, two: actions.keep_publication(submission=two[0], published=two[1], at=AT)),
    "refuse_publication": (ordered, lambda w, one: actions.refuse_publication(submission=one, why="w", at=AT)),
    "withdraw": (standing, lambda w, row: actions.withdraw(publication=row, reason="r", by=w.publisher, at=AT)),
    "enter_imported": (brought, lambda w, files: actions.enter_imported(imported=files, by=None, at=AT)),
}  # fmt: skip


@pytest.fixture
def world(request, tmp_path, settings):
    settings.DATA = tmp_path
    return World(request.getfixturevalue)


def test_every_write_is_known_here():
    assert set(ACTS) | NO_ACTS == set(actions.__all__)


@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act_is_one_entry_and_its_change_or_neither(name, world):
    prepare, act = ACTS[name]
    prepared = prepare(world)
    is_whole(lambda: act(world, prepared))
