"""Published figures: never changed, never half written, and as at a past day what stood then."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quintet.cube.engine.columns import NAMES
from quintet.cube.engine.questions.semantic import semantic
from quintet.cube.engine.store import (
    Catalogue,
    Damaged,
    Store,
    Unpublishable,
    check,
    difference,
    layout,
    publish,
)
from quintet.cube.engine.store.difference import changes
from tests.cube.figures import entry, expense, staged


def read(path):
    return duckdb.connect().read_parquet(str(path))


def test_what_is_published_is_what_was_staged_with_its_row_sorted_and_in_decimals(tmp_path):
    rows = [
        expense("WHO", "2.50", location="KE", target="16.10"),
        expense("ILO", " -1.1 ", year="2020", goal=" "),
        expense("WHO", "1e3", location="AF"),
    ]
    published = publish(staged(rows), tmp_path, "a's")
    found = read(published.path)
    assert found.columns == ["row", "submission", *NAMES]
    types = dict(zip(found.columns, map(str, found.types), strict=True))
    assert (types["amount"], types["year"], types["row"]) == ("DECIMAL(18,2)", "SMALLINT", "BIGINT")
    told = found.project("row, submission, year, entity, location, goal, target, amount").fetchall()
    assert told == [
        (2, "a's", 2020, "ILO", None, None, None, Decimal("-1.10")),
        (3, "a's", 2021, "WHO", "AF", None, None, Decimal("1000.00")),
        (1, "a's", 2021, "WHO", "KE", None, "16.10", Decimal("2.50")),
    ]
    assert published.rows == 3
    assert published.totals == {"expense": Decimal("1001.40")}
    ilo, who = published.slices
    assert (ilo.entity, ilo.year, ilo.rows, ilo.total) == ("ILO", 2020, 1, Decimal("-1.10"))
    assert who.told["location"] == (Decimal("1002.50"), 2)
    assert who.told["target"] == (Decimal("2.50"), 1)
    assert "goal" not in ilo.told
    assert who.currencies == ("USD",)


def test_the_file_is_named_by_its_content_and_the_same_figures_give_the_same_file(tmp_path):
    rows = [expense("WHO", f"{n}.01", location=f"L{n % 7}") for n in range(300)]
    first = publish(staged(rows), tmp_path / "a", "one")
    second = publish(staged(rows), tmp_path / "b", "one")
    assert first.sha256 == second.sha256
    assert first.path.name == f"{first.sha256}.parquet"
    assert hashlib.sha256(first.path.read_bytes()).hexdigest() == first.sha256
    assert first.bytes == first.path.stat().st_size


def test_figures_that_are_alike_stay_as_many_as_they_are(tmp_path):
    published = publish(staged([expense("WHO", "5")] * 4), tmp_path, "one")
    assert read(published.path).project("row").fetchall() == [(1,), (2,), (3,), (4,)]
    assert published.totals == {"expense": Decimal(20)}


def test_a_staged_file_is_published_as_a_staged_table_is(tmp_path):
    rows = [expense("WHO", "5"), expense("ILO", "6")]
    with duckdb.connect(tmp_path / "staging.duckdb") as connection:
        columns = ", ".join(f"{name} VARCHAR" for name in NAMES)
        connection.execute(f"CREATE TABLE staged (row BIGINT, line BIGINT, {columns})")
        for one in staged(rows).fetchall():
            connection.execute(f"INSERT INTO staged VALUES ({', '.join('?' * len(one))})", one)
    by_file = publish(tmp_path / "staging.duckdb", tmp_path / "out", "one", threads=1)
    assert by_file.sha256 == publish(staged(rows), tmp_path / "out", "one").sha256


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"amount": " -   "}, "no amount"),
        ({"amount": None}, "no amount"),
        ({"amount": "99999999999999999.00"}, "no amount"),
        ({"amount": "1.005"}, "more than 2 places"),
        ({"year": "21"}, "no year"),
        ({"year": None}, "no year"),
        ({"entity": "  "}, "no entity"),
        ({"measure": None}, "no measure"),
    ],
)
def test_what_is_no_figure_is_refused_by_its_row_and_nothing_is_written(tmp_path, wrong, sentence):
    with pytest.raises(Unpublishable, match=sentence) as refused:
        publish(staged([expense("WHO", "1"), expense("WHO", "1") | wrong]), tmp_path, "one")
    assert "rows 2." in str(refused.value)
    assert list(tmp_path.glob("*")) == []


def test_nothing_is_not_published(tmp_path):
    with pytest.raises(Unpublishable, match="no figure"):
        publish(staged([]), tmp_path, "one")


def test_computed_amounts_are_rounded_only_where_it_is_asked_for(tmp_path):
    rows = [expense("WHO", "1.005"), expense("WHO", "-1.005")]
    published = publish(staged(rows), tmp_path, "one", rounding=True)
    assert read(published.path).order("row").project("amount").fetchall() == [
        (Decimal("1.01"),), (Decimal("-1.01"),),
    ]  # fmt: skip


PUBLISHING = """
import sys, pathlib
sys.path[:0] = [{root!r}]
from tests.cube.figures import expense, staged
from quintet.cube.engine.store import publish
rows = staged([expense("WHO", str(n), location=f"L{{n % 97}}") for n in range(2000)])
print("ready", flush=True)
n = 0
while True:
    publish(rows, pathlib.Path({folder!r}), f"submission {{n}}")
    n += 1
"""


def test_killed_at_any_moment_it_leaves_whole_files_only(tmp_path):
    root = os.getcwd()
    whole = 0
    for delay in (0.0, 0.02, 0.11, 0.3):
        code = PUBLISHING.format(root=root, folder=str(tmp_path))
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"ready\n"
        if delay == 0.3:  # the last one lives until it has published something
            while process.poll() is None and not list(tmp_path.glob("*.parquet")):
                time.sleep(0.02)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        for path in tmp_path.glob("*.parquet"):
            assert hashlib.sha256(path.read_bytes()).hexdigest() == path.stem
            whole += 1
    assert whole


def test_what_a_killed_publication_left_is_cleared_a_day_later(tmp_path):
    for name, age in (("old", 48), ("new", 1)):
        left = tmp_path / f".work-{name}"
        left.mkdir()
        (left / "figures.parquet").write_bytes(b"PAR1")
        then = time.time() - age * 3600
        os.utime(left, (then, then))
    publish(staged([expense("WHO", "1")]), tmp_path, "one")
    assert [one.name for one in tmp_path.glob(".work-*")] == [".work-new"]


def test_a_file_that_was_changed_or_lost_is_not_asked(tmp_path):
    published = publish(staged([expense("WHO", "1")]), tmp_path, "one")
    check(published.path, published.sha256)
    whole = published.path.read_bytes()
    published.path.write_bytes(whole[:-9])
    with pytest.raises(Damaged, match="was changed"):
        Store(tmp_path).figures([entry(published)])
    published.path.unlink()
    with pytest.raises(Damaged, match="cannot be read"):
        Store(tmp_path).figures([entry(published)])


# differences


def test_a_restatement_is_told_by_what_it_adds_removes_and_changes(tmp_path):
    old = publish(
        staged([expense("WHO", "5", goal="3"), expense("WHO", "7", goal="4"), expense("ILO", "1")]),
        tmp_path, "one",
    )  # fmt: skip
    new = publish(
        staged([expense("WHO", "6", goal="3"), expense("ILO", "1"), expense("UPU", "9")]),
        tmp_path, "two",
    )  # fmt: skip
    found = difference(old.path, new.path)
    assert found.counts == {"added": 1, "removed": 1, "changed": 1}
    assert (found.before, found.after) == (Decimal(13), Decimal(16))
    added, removed, changed = found.first
    assert (added.kind, added.key["entity"], added.after) == ("added", "UPU", Decimal(9))
    assert (removed.kind, removed.key["goal"], removed.after) == ("removed", "4", None)
    assert (changed.kind, changed.before, changed.after) == ("changed", Decimal(5), Decimal(6))
    assert "location" not in changed.key


def test_figures_alike_are_told_apart_by_how_many_there_are(tmp_path):
    old = publish(staged([expense("WHO", "5"), expense("WHO", "5")]), tmp_path, "one")
    new = publish(staged([expense("WHO", "10")]), tmp_path, "two")
    [change] = difference(old.path, new.path).first
    assert (change.kind, change.before, change.after) == ("changed", Decimal(10), Decimal(10))
    assert change.rows == (2, 1)


def test_by_row_a_dimension_that_moved_is_a_change(tmp_path):
    old = publish(staged([expense("WHO", "5", goal="3"), expense("WHO", "1")]), tmp_path, "one")
    new = publish(staged([expense("WHO", "5", goal="4"), expense("WHO", "1")]), tmp_path, "two")
    [change] = changes(old.path, new.path, by="row")
    assert (change.kind, change.key["row"], change.key["goal"]) == ("changed", 1, "4")
    assert difference(old.path, new.path).counts == {"added": 1, "removed": 1, "changed": 0}


AMOUNTS = st.lists(
    st.tuples(st.sampled_from(["WHO", "ILO"]), st.sampled_from([None, "3", "4"]),
              st.integers(-500, 500)),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=6, deadline=None)
@given(old=AMOUNTS, new=AMOUNTS)
def test_what_changed_makes_up_the_difference_of_the_totals(tmp_path_factory, old, new):
    folder = tmp_path_factory.mktemp("difference")
    paths = [
        publish(
            staged([expense(entity, str(amount), goal=goal) for entity, goal, amount in rows]),
            folder, name,
        ).path
        for name, rows in (("old", old), ("new", new))
    ]  # fmt: skip
    found = list(changes(*paths))
    moved = sum((one.after or 0) - (one.before or 0) for one in found)
    assert moved == sum(one[2] for one in new) - sum(one[2] for one in old)
    assert list(changes(paths[0], paths[0])) == []


# the catalogue


@pytest.fixture
def versions(tmp_path):
    first = publish(staged([expense("WHO", "5")]), tmp_path, "one")
    second = publish(staged([expense("WHO", "6")]), tmp_path, "two")
    return Catalogue(
        [
            entry(first, published_on=date(2022, 1, 1), version=1),
            entry(second, published_on=date(2023, 1, 1), version=2, withdrawn_on=date(2024, 1, 1)),
        ]
    )


@pytest.mark.parametrize(
    ("day", "stands"),
    [
        (date(2021, 12, 31), []),
        (date(2022, 1, 1), [1]),
        (date(2022, 12, 31), [1]),
        (date(2023, 1, 1), [2]),
        (date(2023, 12, 31), [2]),
        (date(2024, 1, 1), []),  # what it had replaced does not come back
    ],
)
def test_as_at_a_day_stands_what_stood_then(versions, day, stands):
    assert [one.version for one in versions.as_at(day).entries] == stands


# the layout


def test_the_layout_is_made_once_and_again_when_it_was_deleted(tmp_path):
    one = entry(publish(staged([expense("WHO", "5"), expense("ILO", "5")]), tmp_path, "one"))
    figures = Store(tmp_path).figures([one])
    assert figures.slices == {
        (one.sha256, "ILO", 2021, "expense"): 0,
        (one.sha256, "WHO", 2021, "expense"): 1,
    }
    [layout] = tmp_path.glob("figures-*.duckdb")
    made = layout.stat().st_mtime_ns
    store = Store(tmp_path)
    assert store.figures([one]) is store.figures([one])
    assert layout.stat().st_mtime_ns == made
    layout.unlink()
    again = Store(tmp_path).figures([one])
    assert again.cursor().execute("SELECT count(*) FROM figures").fetchone() == (2,)


def test_what_no_later_version_replaces_lies_before_what_one_does(tmp_path):
    old, new, other = (
        publish(staged([expense(who, amount)]), tmp_path, who)
        for who, amount in (("WHO", "5"), ("WHO", "6"), ("UPU", "7"))
    )
    entries = [entry(old), entry(new, version=2), entry(other, series="other")]
    figures = Store(tmp_path).figures(entries)
    assert [key[0] for key in sorted(figures.slices, key=figures.slices.__getitem__)] == [
        other.sha256, new.sha256, old.sha256,
    ]  # fmt: skip
    # numbers are those of the file, whatever is known of its entries later
    assert Store(tmp_path).figures([entry(old), entry(new), entry(other)]).slices == figures.slices


def test_codes_lie_in_the_order_in_which_they_are_seen(tmp_path):
    rows = [expense("WHO", "1", target=code, goal=code) for code in ("3.10", "3.a", "3.2", "16.1")]
    figures = Store(tmp_path).figures([entry(publish(staged(rows), tmp_path, "one"))])
    [found] = figures.cursor().execute("SELECT enum_range(NULL::target_code)").fetchone()
    assert found == ["3.2", "3.10", "3.a", "16.1", "~"]
    assert figures.codes["target"] == set(found)
    numbered = {one.column for one in semantic().dimensions.values() if one.numbered}
    assert numbered == set(layout.NUMBERED)


@pytest.mark.parametrize(("amount", "kind"), [("4e15", "DECIMAL(18,2)"), ("8e15", "DECIMAL(38,2)")])
def test_figures_are_added_up_in_64_bits_where_their_sums_fit(tmp_path, monkeypatch, amount, kind):
    monkeypatch.setattr(layout, "MANY", 0)
    monkeypatch.setattr(layout, "FEWER", 1)
    rows = [expense("WHO", amount, goal="3")] * 2
    figures = Store(tmp_path).figures([entry(publish(staged(rows), tmp_path, "one"))])
    found = figures.cursor().execute("SELECT typeof(amount), amount, figures FROM by_goal_target")
    assert found.fetchall() == [(kind, 2 * Decimal(amount), 2)]


def test_as_many_sums_have_a_place_of_their_own_as_there_are_figures(tmp_path, monkeypatch):
    def places():
        rows = [expense("WHO", str(n)) for n in range(200)]
        figures = Store(tmp_path).figures([entry(publish(staged(rows), tmp_path, "one"))])
        cursor = figures.cursor()
        return cursor.execute("SELECT current_setting('perfect_ht_threshold')").fetchone()

    assert places() == (layout.LEAST_SLOTS,)
    monkeypatch.setattr(layout, "LEAST_SLOTS", 2)
    assert places() == (7,)
    monkeypatch.setattr(layout, "MOST_SLOTS", 5)
    assert places() == (5,)


def test_layouts_that_nobody_needs_any_more_are_removed(tmp_path):
    entries = [
        entry(publish(staged([expense("WHO", str(n))]), tmp_path, str(n)), series=str(n))
        for n in range(4)
    ]
    for n in range(1, 5):
        Store(tmp_path).figures(entries[:n])
    assert len(list(tmp_path.glob("figures-*.duckdb"))) == 2
    assert len(list(tmp_path.glob("*.parquet"))) == 4


def test_before_anything_is_published_there_is_a_layout_of_nothing(tmp_path):
    assert Store(tmp_path / "not" / "there").figures([]).slices == {}


def test_nothing_outside_is_reached_from_a_layout_and_nothing_written(tmp_path):
    one = entry(publish(staged([expense("WHO", "5")]), tmp_path, "one"))
    cursor = Store(tmp_path).figures([one]).cursor()
    for forbidden in (
        f"SELECT * FROM read_parquet('{tmp_path}/{one.sha256}.parquet')",
        f"COPY figures TO '{tmp_path}/out.csv'",
        "SET enable_external_access = true",
        "DELETE FROM figures",
    ):
        with pytest.raises(duckdb.Error):
            cursor.execute(forbidden)


def test_an_empty_catalogue_has_a_layout(tmp_path):
    figures = Store(tmp_path).figures([])
    assert figures.cursor().execute("SELECT count(*) FROM figures").fetchone() == (0,)
