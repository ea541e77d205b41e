"""The form as data: CSV (RFC 4180), one line an item or question, the same names in every language.

Answers and statuses are codes, so that a script fills them in; words in any language of the forms
are understood as well when the file comes back.
"""

import csv
from io import StringIO

from quintet.followup.documents.data import csv_cell
from quintet.followup.documents.form import PROGRESS, QUESTION, RESPONSE, Form

COLUMNS = ("reference", "number", "item", *RESPONSE, *PROGRESS, "question", *QUESTION)


def to_csv(form: Form) -> bytes:
    """UTF-8 with a byte order mark, CRLF between lines; cells as the report's CSV has them."""
    table = StringIO(newline="")
    writer = csv.DictWriter(table, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for line in form.lines:
        item = "\n".join(filter(None, (line.title, line.text)))
        fixed = {"reference": line.reference, "number": line.number, "item": item}
        filled = {field: line.cells.get(field, "") for field in (*RESPONSE, *PROGRESS)}
        writer.writerow({name: csv_cell(value) for name, value in (fixed | filled).items()})
    for asked in form.questions:
        row = {"reference": asked.reference, "question": asked.text, "reply": asked.reply}
        writer.writerow({name: csv_cell(value) for name, value in row.items()})
    return b"\xef\xbb\xbf" + table.getvalue().encode()
