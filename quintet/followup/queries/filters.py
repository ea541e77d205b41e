"""What the register is narrowed to, and how it is sorted: a filter is an address of the register."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from quintet.followup import rules
from quintet.followup.models import Addressee, Item
from quintet.followup.queries import figures
from quintet.followup.queries.parties import KINDS, is_text
from quintet.followup.queries.reviews import review_condition
from quintet.followup.queries.tags import tagged
from quintet.followup.queries.versions import stood_in
from quintet.followup.rules import DONE, TAKEN_ON, Answer, Flag, Progress

# How the register can be sorted: name in the address, and columns.
SORTS = {
    # document_id: by "document" Django would sort by the documents' own order, past every index
    "newest": ("-known_on", "document_id", "order", "id"),
    "oldest": ("known_on", "document_id", "order", "id"),
    "place": ("document_id", "order", "id"),
}
FEW = 1_000  # items that a query can name
# Words of the address that stand for groups of implementation status.
ANSWERS = {
    "taken_on": tuple(str(answer) for answer in sorted(TAKEN_ON)),
    "refused": (Answer.NOT_ACCEPTED, Answer.NOT_RELEVANT),
}
OF_ADDRESSEES = (  # fields of Filter
    "party", "answer", "implementation", "due", "figure", "since", "until", "silent", "owner",
)  # fmt: skip
IMPLEMENTATION = ("no_word", "not_started", "in_progress", "claimed", "verified", "closed")


@dataclass(frozen=True, slots=True)
class Filter:
    """What the register is narrowed to; every field is a word of the address, empty for all.

    `body`, `document`, `organization` are codes or slugs; `party` a reference ("body:HLCM");
    `session` a number of the body's; `answer` a code of rules.Answer; `implementation` one of
    IMPLEMENTATION; `due` a rules.Flag; `goal` a Goal ("3") or target ("3.4"); `nexus`, `network`
    and `place` codes of the reference lists; `review` a rules.ReviewFlag; `q` words of the text.

    `figure` is a rules.insight.Figure, `since` and `until` days (ISO 8601) between which it came to
    be known; `silent` the slug of a reporting cycle in which nothing was said; `owner` the reference
    of the organization or body whose people answer, be it addressed to it or to a post of it;
    `keeper` the code of the organization that keeps the document.
    """

    q: str = ""
    body: str = ""
    session: str = ""
    document: str = ""
    party: str = ""
    kind: str = ""
    answer: str = ""
    implementation: str = ""
    due: str = ""
    goal: str = ""
    nexus: str = ""
    network: str = ""
    place: str = ""
    review: str = ""
    figure: str = ""
    since: str = ""
    until: str = ""
    silent: str = ""
    owner: str = ""
    keeper: str = ""
    sort: str = ""

    @property
    def set_fields(self) -> dict[str, str]:
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in told.items() if value}

    @property
    def of_items(self) -> "Filter":
        """What it asks of items alone, whoever is addressed and whatever they say."""
        return replace(self, **dict.fromkeys(OF_ADDRESSEES, ""))


def narrowed(items: QuerySet[Item], wanted: Filter, *, today: date) -> QuerySet[Item]:
    """Items of which the item itself, or one of its addressees, fits the filter.

    Nonsense fits nothing, and never raises.
    """
    if not all(is_text(value) for value in wanted.set_fields.values()):
        return items.none()
    if wanted.body:
        items = items.filter(document__body__code=wanted.body)
    if wanted.session.isdecimal():
        items = items.filter(document__session__number=int(wanted.session[:5]))
    if wanted.document:
        of_document = Q(document__slug=wanted.document)
        items = items.filter(of_document | Q(pk__in=stood_in(slug=wanted.document)))
    if wanted.keeper:
        items = items.filter(document__organization__code=wanted.keeper)
    if wanted.kind:
        items = items.filter(kind=wanted.kind)
    if wanted.review:
        items = items.filter(review_condition(wanted.review, today=today))
    for scheme in rules.Scheme:
        if code := getattr(wanted, scheme):
            items = items.filter(pk__in=tagged(scheme, code[:60]))
    fits = fitting(wanted, today=today)
    if fits is not None:
        items = items.filter(pk__in=Addressee.objects.filter(fits).values("item"))
    return _mentioning(items, wanted.q[:200].split()[:8])


def _mentioning(items: QuerySet[Item], words: Sequence[str]) -> QuerySet[Item]:
    """Items with all of the words in their text or title, or as their number.

    A database reads every text to find them. So where few are found they are named from here on,
    and not looked for again by each query that follows.
    """
    if not words:
        return items
    found = items
    for word in words:
        in_words = Q(text__icontains=word) | Q(title__icontains=word)
        found = found.filter(in_words | Q(number__iexact=word))
    first = list(found.order_by().values_list("pk", flat=True)[: FEW + 1])
    return found if len(first) > FEW else Item.objects.filter(pk__in=first)


def fitting(wanted: Filter, *, today: date) -> Q | None:
    """What an addressee must be to fit a filter; None where it asks nothing of addressees."""
    asked = []
    if wanted.party:
        kind, _colon, code = wanted.party.partition(":")
        model = KINDS.get(kind)
        found = model.objects.filter(code=code).values("pk") if model else None
        asked.append(Q(**{f"{kind}__in": found}) if found is not None else Q(pk__in=[]))
    if wanted.answer:
        asked.append(Q(answer__in=ANSWERS.get(wanted.answer, (wanted.answer,))))
    if wanted.implementation:
        asked.append(_implementation(wanted.implementation))
    if wanted.due:
        asked.append(due_condition(wanted.due, today))
    if wanted.owner:
        kind, _colon, code = wanted.owner.partition(":")
        asked.append(figures.owned(kind, code))
    if wanted.silent:
        asked.append(figures.silent_in(wanted.silent))
    if wanted.figure or wanted.since or wanted.until:
        asked.append(figures.counted(wanted.figure, wanted.since, wanted.until, today=today))
    if not asked:
        return None
    whole = asked[0]
    for one in asked[1:]:
        whole &= one
    return whole


def _implementation(word: str) -> Q:
    done = [str(status) for status in DONE]
    return {
        "no_word": Q(verdict="", claimed=""),
        "not_started": Q(verdict="", claimed=Progress.NOT_STARTED),
        "in_progress": Q(verdict="", claimed=Progress.IN_PROGRESS),
        "claimed": Q(verdict="", claimed__in=done),
        "verified": Q(verdict=rules.Verdict.IMPLEMENTED),
        "closed": ~Q(verdict="") & ~Q(verdict=rules.Verdict.IMPLEMENTED),
    }.get(word, Q(pk__in=[]))


def due_condition(word: str, today: date) -> Q:
    open_ones = (
        Q(verdict="")
        & ~Q(claimed__in=[str(status) for status in DONE])
        & ~Q(answer__in=[Answer.NOT_ACCEPTED, Answer.NOT_RELEVANT])
    )
    late_from = today - rules.LONG_OVERDUE
    return {
        Flag.DUE_SOON: open_ones & Q(due_on__gte=today, due_on__lte=today + rules.DUE_SOON),
        Flag.OVERDUE: open_ones & Q(due_on__lt=today),
        Flag.LONG_OVERDUE: open_ones & Q(due_on__lt=late_from),
        "none": Q(due_on__isnull=True),
    }.get(word, Q(pk__in=[]))


def sorted_by(items: QuerySet[Item], sort: str) -> QuerySet[Item]:
    if sort == "due":
        due = Addressee.objects.filter(item=OuterRef("pk"), verdict="", due_on__isnull=False)
        items = items.annotate(first_due=Subquery(due.order_by("due_on").values("due_on")[:1]))
        return items.order_by(F("first_due").asc(nulls_last=True), "document_id", "order", "id")
    return items.order_by(*SORTS.get(sort, SORTS["newest"]))
