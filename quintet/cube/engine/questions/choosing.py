"""Which slices answer a question: one of each (entity, year, measure), so that nothing counts twice.

The same expense is published in several cuts (by function; by goal). A question takes, of each
entity and year, the cut that tells most of what is asked; of those the one that carries the total.
Where that one does not carry the total, what is missing to the total is the rest: it stands under
"not told". An expense of which no total is published counts only where what a cut tells is measured
(expense coded by goal). So the total is the same whatever it is broken down by.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from quintet.cube.engine.questions.question import NOT_TOLD, Question
from quintet.cube.engine.questions.semantic import Measure, semantic
from quintet.cube.engine.questions.words import Note, Refused
from quintet.cube.engine.store.catalogue import Catalogue, Entry, Standing

Subject = tuple[str, int, str]  # entity, year, measure
RATIO = Decimal("0.000001")
SUBJECT = ("entity", "year")  # what every slice tells, by being one


@dataclass(frozen=True, slots=True)
class Rest:
    """What an entity spent or got in a year beside what the chosen cut tells."""

    entity: str
    year: int
    currency: str | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Choice:
    """What answers. `part` gives the measure, or what a ratio divides; `whole` what it divides by.

    `coverage`: of each dimension that is asked for, the part of the whole expense or revenue of the
    entities and years in question whose figures tell it; only where the whole is known.
    """

    part: tuple[Standing, ...]
    whole: tuple[Standing, ...]
    rest: tuple[Rest, ...]
    coverage: Mapping[str, Decimal]
    currencies: tuple[str, ...]
    notes: tuple[Note, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The vintage: which published files answer."""
        found = {one.entry.sha256: one.entry for one in (*self.part, *self.whole)}
        return tuple(sorted(found.values(), key=lambda one: (one.series, one.version)))

    @property
    def cuts(self) -> dict[str, int]:
        """How many slices of each cut give the measure."""
        return dict(sorted(Counter(one.entry.cut for one in self.part).items()))


def choose(question: Question, catalogue: Catalogue) -> Choice:
    """`catalogue`: as at the question's day. Raises Refused where amounts of several currencies
    would be added."""
    known, means = semantic(), question.means
    subjects = _subjects(question, catalogue)
    measure = known.measures[means.part] if means.is_ratio else means
    asked = _asked(question, measure)
    totals = {subject: _total(standing) for subject, standing in subjects.items()}
    best = {
        subject: _best(standing, asked)
        for subject, standing in subjects.items()
        if measure.needs or totals[subject] is not None
    }
    whole: dict[Subject, Standing] = {}
    if means.is_ratio:
        divisor = _asked(question, known.measures[means.whole], means.ignores)
        found = {subject: _best(standing, divisor) for subject, standing in subjects.items()}
        whole = {subject: one for subject, one in found.items() if one}
        best = {subject: one for subject, one in best.items() if subject in whole}
    part = {subject: one for subject, one in best.items() if one}
    currencies = _currencies(question, (*part.values(), *whole.values()))
    rest = tuple(_rest(part, totals)) if _shows_rest(question) else ()
    notes = [*_lacking(asked, part.values())]
    if partial := len(subjects) - len(part):
        notes.append(Note("partial", {"number": str(partial)}))
    if rest:
        notes.append(Note("rest", {"amount": str(sum(one.amount for one in rest))}))
    telling = (
        one for one in part.values() if all(name in one.slice.told for name in measure.needs)
    )
    return Choice(
        tuple(telling),
        tuple(whole.values()),
        rest,
        {} if len(currencies) > 1 else _coverage(asked, part, totals),
        currencies,
        tuple(notes),
    )


def _subjects(question: Question, catalogue: Catalogue) -> dict[Subject, tuple[Standing, ...]]:
    """Those that the filters of entity and year let through."""
    of = question.of
    found = {one: standing for one, standing in catalogue.by_subject.items() if one[2] == of}
    for each in question.filters:
        if each.dimension in SUBJECT:
            at, codes, excluded = SUBJECT.index(each.dimension), set(each.codes), each.excluded
            found = {
                one: standing
                for one, standing in found.items()
                if (str(one[at]) in codes) != excluded
            }
    return found


def _asked(question: Question, measure: Measure, ignored: Iterable[str] = ()) -> tuple[str, ...]:
    """The columns that a slice should tell, beside those that it is by."""
    known = semantic()
    names = [*question.rows, *question.columns, *(one.dimension for one in question.filters)]
    columns = [known.dimensions[name].column for name in names if name not in ignored]
    columns += [*measure.needs, *measure.where, *filter(None, [measure.counts])]
    if question.elimination:
        columns += known.eliminations[question.elimination].any
    # every file is in one currency or says in which; that it does not say is no lack
    beside = (*SUBJECT, "currency")
    return tuple(dict.fromkeys(column for column in columns if column not in beside))


def _best(standing: Iterable[Standing], asked: Iterable[str]) -> Standing | None:
    cuts = semantic().cuts
    fitting = [
        one
        for one in standing
        if cuts[one.entry.cut] or any(column in one.slice.told for column in asked)
    ]
    if len(fitting) < 2:  # by far the most, and there are thousands
        return fitting[0] if fitting else None
    order = list(cuts)

    def merit(one: Standing) -> tuple[int, bool, int, int]:
        cut, told = one.entry.cut, sum(column in one.slice.told for column in asked)
        return (told, cuts[cut], -order.index(cut), one.entry.published_on.toordinal())

    return max(fitting, key=merit)


def _total(standing: Iterable[Standing]) -> Decimal | None:
    """What the subject's expense or revenue is in all; None where no cut tells it."""
    best = _best(standing, ())
    return best.slice.total if best else None


def _shows_rest(question: Question) -> bool:
    """Whether figures that tell nothing but their subject are among those asked for."""
    means = question.means
    return (
        means.is_amount
        and not means.needs
        and not means.where
        and all(
            (NOT_TOLD in one.codes) != one.excluded
            for one in question.filters
            if one.dimension not in (*SUBJECT, "currency")
        )
    )


def _rest(
    part: Mapping[Subject, Standing],
    totals: Mapping[Subject, Decimal | None],
) -> Iterable[Rest]:
    for subject, one in part.items():
        total, currencies = totals[subject], one.slice.currencies
        if total is not None and total != one.slice.total and not _carries_total(one):
            currency = currencies[0] if len(currencies) == 1 else None
            yield Rest(subject[0], subject[1], currency, total - one.slice.total)


def _carries_total(one: Standing) -> bool:
    return semantic().cuts[one.entry.cut]


def _currencies(question: Question, chosen: Iterable[Standing]) -> tuple[str, ...]:
    found = tuple(sorted({currency for one in chosen for currency in one.slice.currencies}))
    for one in question.filters:
        if one.dimension == "currency":
            found = tuple(code for code in found if (code in one.codes) != one.excluded)
    counted = not (question.means.is_amount or question.means.is_ratio)
    if len(found) > 1 and not counted and "currency" not in question.rows:
        raise Refused("currency", "several_currencies", value=", ".join(found))
    return found


def _coverage(
    asked: Iterable[str],
    part: Mapping[Subject, Standing],
    totals: Mapping[Subject, Decimal | None],
) -> dict[str, Decimal]:
    """Told by total, for the subjects of which a total is known."""
    whole, told = Decimal(0), dict.fromkeys(asked, Decimal(0))
    for subject, one in part.items():
        total = totals[subject]
        if total is not None:
            whole += total
            for column in told:
                told[column] += one.slice.told.get(column, (Decimal(0), 0))[0]
    return {column: (told[column] / whole).quantize(RATIO) for column in told} if whole else {}


def _lacking(asked: Iterable[str], part: Iterable[Standing]) -> Iterable[Note]:
    for column in asked:
        number = sum(column not in one.slice.told for one in part)
        if number:
            yield Note("lacking", {"number": str(number), "dimension": column})
