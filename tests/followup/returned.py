"""Forms that go out and come back in the tests: filled in as people fill them in."""

import csv
import io
from datetime import date, timedelta

import docx
import openpyxl

from quintet.followup import actions, queries
from quintet.followup.documents.form_formats import FORM_FORMATS
from quintet.followup.documents.reference import parse_reference
from quintet.followup.models import Addressee, FormRow, Item
from quintet.followup.queries.forms import form_words
from tests.conftest import AT

SENT, BACK = AT + timedelta(hours=1), AT + timedelta(days=1)  # a form goes out, and comes back
Filled = dict[int, dict[str, str]]  # number of the row: field: what is written there


def opened(body, by, **more):
    """A cycle of the body that asks for progress as at the end of September, with a question."""
    told = {"as_at": date(2021, 9, 30), "due_on": date(2021, 12, 31), "questions": ["What helped?"]}
    return actions.open_cycle(party=body, by=by, at=AT, **told | more)


def more_items(item, *parties, count=2):
    """Further published items of the same document, addressed to the same parties."""
    made = []
    for n in range(count):
        other = Item.objects.get(pk=item.pk)
        other.pk, other.slug, other.number = None, f"{item.slug}-{n}", f"{19 + n}"
        other.title, other.order = f"Further {n}", n + 1
        other.save()
        for party in parties:
            made.append(
                Addressee.objects.create(item=other, organization=party, known_on=item.known_on)
            )
    return made


def sent_out(cycle, party, by, *, ending="csv", language="en", at=SENT):
    """A form as it went out, and its bytes."""
    form = actions.make_form(cycle=cycle, party=party, language=language, by=by, at=at)
    return form, FORM_FORMATS[ending][1](queries.form_of(form))


def in_csv(data: bytes, filled: Filled, *, without=()) -> bytes:
    """A CSV form filled in, some columns deleted."""
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    for row in rows:
        row |= filled.get(parse_reference(row["reference"])[1], {})
    table = io.StringIO(newline="")
    names = [name for name in rows[0] if name not in without]
    writer = csv.DictWriter(table, names, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return table.getvalue().encode("utf-8-sig")


def _heads(language: str) -> dict[str, str]:
    """Fields by the head of their column; some languages word answer and reply alike."""
    heads = form_words(language).heads.items()
    return {head: field for field, head in reversed(heads)}


def word_cells(document, language="en"):
    """Every cell to fill in of a Word form: the row's number, the field, the cell."""
    heads = _heads(language)
    for table in document.tables:
        names = [heads.get(cell.text) for cell in table.rows[0].cells]
        for row in table.rows[1:]:
            found = parse_reference(row.cells[0].text)
            for name, cell in zip(names, row.cells, strict=True):
                if name and found:
                    yield found[1], name, cell


def write(cell, words: str) -> None:
    """Write into a cell of Word as a person does who clicks and types: controls go, words stay."""
    for element in list(cell._tc):
        if not element.tag.endswith("}tcPr"):
            cell._tc.remove(element)
    cell.add_paragraph(words)


def in_word(data: bytes, filled: Filled, language="en") -> bytes:
    document = docx.Document(io.BytesIO(data))
    for number, field, cell in word_cells(document, language):
        if field in filled.get(number, {}):
            write(cell, filled[number][field])
    return saved(document)


def in_excel(data: bytes, filled: Filled, language="en") -> bytes:
    book, heads = openpyxl.load_workbook(io.BytesIO(data)), _heads(language)
    for sheet in book:
        names = {}
        for row in sheet.iter_rows():
            if any(cell.value in heads for cell in row):
                names = {cell.column: heads.get(cell.value) for cell in row}
            found = parse_reference(str(row[0].value or ""))
            for cell in row if found else ():
                name = names.get(cell.column)
                if name in filled.get(found[1], {}):
                    cell.value = filled[found[1]][name]
    return saved(book)


def saved(file) -> bytes:
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def row_of(form, addressee) -> FormRow:
    return form.rows.get(addressee=addressee)


def states(returned) -> dict[str, list[str]]:
    """What became of the parts of the rows: states by part, in the order of the form."""
    found = {}
    for row in returned.rows.order_by("row__number", "part"):
        found.setdefault(row.part, []).append(row.state)
    return found


def bring(data, by, *, name="form.csv", at=BACK):
    return actions.take_return(data=data, name=name, by=by, at=at)


def given_routes(body, party, *, focal, secretary):
    """What the routes of forms and returns are about: a form that came back with something that the
    rules refuse, and one that came by mail."""
    cycle = opened(body, secretary)
    _form, data = sent_out(cycle, party, focal)
    [taken] = bring(in_csv(data, {1: {"answer": "not_accepted"}}), focal).new
    mailed = in_csv(data, {1: {"plan": "By mail."}})
    [waits] = actions.receive_return(data=mailed, name="f.csv", sender="a@b.org", at=BACK).new
    return {
        "form": [cycle.slug, "organization", party.code.lower(), "csv"],
        "forms_zip": [cycle.slug],
        "bring": [cycle.slug],
        "returns": [cycle.slug],
        "returned": [taken.pk],
        "returned_file": [taken.pk],
        "take_over": [waits.pk],
        "decide_row": [taken.rows.get(state="refused").pk],
    }
