"""The form as a Word document: answers, progress and questions, each a plain table with a row an item.

Every field has a cell of its own beneath a head of its own, and no cell is joined with another: the
one structure that is still what it was after rows were moved, columns deleted, or the file went
through another word processor. Nine fields in one table would leave each the width of a word, so
answers and progress are two tables; the reference stands in both.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import count

from babel import Locale
from babel.dates import format_date, get_date_format
from lxml.etree import _Element

from quintet.followup.documents.direction import runs_right
from quintet.followup.documents.form import (
    DAYS,
    PROGRESS,
    QUESTION,
    RESPONSE,
    SEVERAL,
    Form,
    FormLine,
    FormWords,
    QuestionLine,
)
from quintet.followup.documents.layout import Span, signs_of
from quintet.followup.documents.legible import one_line, paragraphs
from quintet.followup.documents.typesetting import Typesetter, text, w
from quintet.followup.documents.wordfile import LANGUAGES, WordFile

# Twentieths of a point; each table is as wide as the 267 mm between the margins.
_REFERENCE, _NUMBER = 1250, 720
_WIDTHS = {
    RESPONSE: (_REFERENCE, _NUMBER, 4080, 1600, 2450, 2600, 1300, 1138),
    PROGRESS: (_REFERENCE, _NUMBER, 3780, 1700, 4250, 1238, 2200),
    QUESTION: (_REFERENCE, 5200, 8688),
}
_ROOM = 1100  # the least height of a row: four lines
_TOGETHER = 1_200  # characters of an item that still stand on one page
_RULE, _QUIET = "767D86", "F5F3EE"
_CHOOSE = "▾"  # stands where nothing is chosen yet
_FIRST_WORDS = 160


def to_docx(form: Form) -> bytes:
    """The form as Office Open XML (ECMA-376). The same form gives the same bytes.

    Answers and statuses are drop-down lists, dates are date pickers (17.5.2.15, 17.5.2.7); the
    words to choose from are printed in the guide too, for programs that have no such controls.
    """
    file = WordFile(form.words.language, "form_styles.xml")
    file.fill(_Writer(form, file.link))
    return file.save(f"{form.words.title} – {form.heading}", form.party, form.made_on)


class _Writer(Typesetter):
    def __init__(self, form: Form, link: Callable[[str], str]) -> None:
        super().__init__(form.words.rtl, link)
        self._form = form
        self._words = form.words
        self._choices = {"answer": form.words.answers, "status": form.words.statuses}
        self._controls = count(1)

    def header(self) -> _Element:
        return self.running_head(self._form.heading, self._form.party)

    def footer(self) -> _Element:
        return self.page_number(self._words.page)

    def body(self) -> Iterable[_Element]:
        form, words = self._form, self._words
        yield self._paragraph("Title", words.title)
        yield self._paragraph("Subtitle", form.heading)
        yield self._paragraph("Subtitle", form.party)
        yield self._paragraph("AsAt", form.dates)
        yield self._paragraph("Heading1", words.how)
        for sentence in words.guide:
            yield self._paragraph("Guide", sentence)
        if form.lines:
            yield from self._words_to_choose()
            yield from self._part(words.response, RESPONSE, _whole)
            yield from self._part(words.progress, PROGRESS, _named)
        if form.questions:
            yield from self._asked()

    def _words_to_choose(self) -> Iterable[_Element]:
        marks = signs_of(self._words.language)
        for field, choices in self._choices.items():
            label = one_line(self._words.heads[field]) + marks.colon
            listed = marks.semicolon.join(one_line(word) for word in choices.values())
            yield self._paragraph("Guide", "", spans=[Span(label, "strong"), Span(listed)])

    def _part(
        self,
        title: str,
        fields: Sequence[str],
        item: Callable[[FormLine], Iterable[tuple[str, str]]],
    ) -> Iterable[_Element]:
        words = self._words
        rows = [self._row_of(line, fields, item) for line in self._form.lines]
        fixed = (words.reference, words.number, words.item)
        yield from self._section(title, fixed, fields, rows)

    def _asked(self) -> Iterable[_Element]:
        words = self._words
        rows = [self._question(line) for line in self._form.questions]
        yield from self._section(words.questions, (words.reference, words.question), QUESTION, rows)

    def _section(
        self, title: str, fixed: Sequence[str], fields: Sequence[str], rows: Iterable[_Element]
    ) -> Iterable[_Element]:
        yield self._paragraph("Heading1", title)
        table = self._table("Form", _WIDTHS[tuple(fields)], title)
        heads = [self._paragraph("CellHead", head) for head in fixed]
        heads += [self._paragraph("FillHead", self._words.heads[field]) for field in fields]
        head = w("tr", w("trPr", w("cantSplit"), w("tblHeader")))
        for width, cell in zip(_WIDTHS[tuple(fields)], heads, strict=True):
            head.append(w("tc", w("tcPr", w("tcW", w=width, type="dxa")), cell))
        table.append(head)
        table.extend(rows)
        yield table
        yield self._paragraph("Apart", "")  # Word wants a paragraph after a table

    def _row_of(
        self,
        line: FormLine,
        fields: Sequence[str],
        item: Callable[[FormLine], Iterable[tuple[str, str]]],
    ) -> _Element:
        fixed = [
            [self._paragraph("CellReference", line.reference)],
            [self._paragraph("CellNumber", line.number)],
            [self._written(style, words, style == "CellQuiet") for style, words in item(line)],
        ]
        short = len(line.text) + sum(len(line.cells.get(field, "")) for field in fields)
        return self._row(fixed, fields, line.cells, short < _TOGETHER)

    def _question(self, line: QuestionLine) -> _Element:
        fixed = [
            [self._paragraph("CellReference", line.reference)],
            [self._written("CellWords", words) for words in paragraphs(line.text)],
        ]
        whole = len(line.text) + len(line.reply) < _TOGETHER
        return self._row(fixed, QUESTION, {"reply": line.reply}, whole)

    def _row(
        self,
        fixed: Sequence[list[_Element]],
        fields: Sequence[str],
        cells: Mapping[str, str],
        together: bool,
    ) -> _Element:
        keep = [w("cantSplit")] if together else []
        row = w("tr", w("trPr", *keep, w("trHeight", val=_ROOM, hRule="atLeast")))
        widths = iter(_WIDTHS[tuple(fields)])
        for lines in fixed:
            shade = w("shd", val="clear", color="auto", fill=_QUIET)
            properties = w("tcPr", w("tcW", w=next(widths), type="dxa"), shade)
            row.append(w("tc", properties, *(lines or [self._paragraph("CellText", "")])))
        for field in fields:
            properties = w("tcPr", w("tcW", w=next(widths), type="dxa"), _box())
            row.append(w("tc", properties, *self._to_fill(field, cells.get(field, ""))))
        return row

    def _to_fill(self, field: str, value: str) -> Iterable[_Element]:
        """The paragraphs of a cell to fill in: a control, or text with room for more."""
        if choices := self._choices.get(field):
            word = one_line(choices.get(value, ""))
            yield self._control(field, word, _list_of(choices, value if word else ""))
        elif field in DAYS:
            yield self._control(field, day_words(value, self._words), _picker(value, self._words))
        else:
            name = field in SEVERAL
            lines = [self._written("CellText", line, name) for line in paragraphs(value)]
            yield from lines or [self._paragraph("CellText", "")]

    def _control(self, field: str, shown: str, kind: _Element) -> _Element:
        """A paragraph with a content control that shows a value, or that nothing is chosen yet."""
        head = one_line(self._words.heads[field])
        properties = w("sdtPr", w("alias", val=head), w("tag", val=field))
        properties.append(w("id", val=next(self._controls)))
        if not shown:
            properties.append(w("showingPlcHdr"))
        properties.append(kind)
        style = "" if shown else "PlaceholderText"
        pieces = [
            w(
                "r",
                *self._run_properties(style, runs_right(shown, self._rtl)),
                text(shown or _CHOOSE),
            )
        ]
        paragraph = self._paragraph("CellText", "")
        paragraph.append(w("sdt", properties, w("sdtContent", *pieces)))
        return paragraph

    def _written(self, style: str, words: str, name: bool = False) -> _Element:
        """What people wrote: it keeps its own direction; names stand on the document's side."""
        rtl = runs_right(words, self._rtl)
        turned = name and rtl != self._rtl
        side = [w("jc", val="right" if self._rtl else "left")] if turned else []
        return self._styled(style, [Span(words)], rtl, after=side)


def _whole(line: FormLine) -> Iterable[tuple[str, str]]:
    """Style and words of what an item says: its title, its text, and where it stands."""
    title, lines = one_line(line.title), paragraphs(line.text)
    if title and title != " ".join(lines):
        yield "CellTitle", title
    yield from (("CellWords", words) for words in lines)
    if source := one_line(line.source):
        yield "CellQuiet", source


def _named(line: FormLine) -> Iterable[tuple[str, str]]:
    """An item that was given whole before: by its title, or by its first words."""
    name = one_line(line.title) or one_line(line.text)
    short = name if len(name) <= _FIRST_WORDS else name[:_FIRST_WORDS].rpartition(" ")[0] + " …"
    yield "CellWords", short


def _box() -> _Element:
    sides = ("top", "left", "bottom", "right")
    return w("tcBorders", *(w(side, val="single", sz=6, space=0, color=_RULE) for side in sides))


def _list_of(choices: Mapping[str, str], chosen: str) -> _Element:
    items = (
        w("listItem", displayText=one_line(word), value=code) for code, word in choices.items()
    )
    return w("dropDownList", *items, **({"lastValue": chosen} if chosen else {}))


def _picker(value: str, words: FormWords) -> _Element:
    pattern = str(get_date_format("long", _locale(words)).pattern).replace("y", "yyyy")
    return w(
        "date",
        w("dateFormat", val=pattern),
        w("lid", val=_tag(words)),
        w("storeMappedDataAs", val="dateTime"),
        w("calendar", val="gregorian"),
        **({"fullDate": f"{value}T00:00:00Z"} if value else {}),
    )


def day_words(value: str, words: FormWords) -> str:
    """A date of ISO 8601 as the form's language writes it; what is empty stays empty."""
    if not value:
        return ""
    written = format_date(date.fromisoformat(value), "long", locale=_locale(words))
    return written.translate(str.maketrans("0123456789", words.digits))


def _tag(words: FormWords) -> str:
    return LANGUAGES.get(words.language.partition("-")[0], words.language)


def _locale(words: FormWords) -> Locale:
    return Locale.parse(_tag(words), sep="-")
