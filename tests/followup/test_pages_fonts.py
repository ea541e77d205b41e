"""Where no font can write a PDF, the reader is told so, and other formats go on."""

import pytest

from quintet.followup.documents import pdf

QUERY = "?document=ceb-2021-3"


@pytest.fixture
def no_fonts(monkeypatch):
    def refuse(*_given):
        raise pdf.FontsMissing("The report has Arabic letters, and no font for them is installed.")

    monkeypatch.setattr(pdf, "_need_fonts", refuse)


@pytest.mark.parametrize("address", ["/en/reports/status.pdf", "/api/v1/report"])
def test_a_pdf_without_fonts_is_a_clear_503(client, addressee, no_fonts, address):
    more = "&format=pdf" if address.startswith("/api/") else ""
    answer = client.get(f"{address}{QUERY}{more}")
    assert answer.status_code == 503
    assert b"Noto" in answer.content


def test_word_goes_on_without_fonts(client, addressee, no_fonts):
    assert client.get(f"/en/reports/status.docx{QUERY}").status_code == 200
