"""An answer as SDMX: exactly the cells that are seen, and the structure that explains them."""

import io

from quintet.cube.engine.questions.answer import Answer
from quintet.cube.engine.sdmx.rows import answer_rows
from quintet.cube.engine.sdmx.structure import answers
from quintet.cube.engine.sdmx.writing import write_csv, write_ml


def to_sdmx_csv(answer: Answer, language: str = "en") -> bytes:
    """SDMX-CSV 2.0: an observation a cell; codes, no names, so that all languages have the same."""
    out = io.BytesIO()
    write_csv(answers(answer.question), answer_rows(answer), out)
    return out.getvalue()


def to_sdmx_ml(answer: Answer, language: str = "en") -> bytes:
    """SDMX-ML 3.0; the question and the day as at which it is answered stand in the header."""
    out = io.BytesIO()
    source = f"{answer.question.means.names[language]}: {answer.question} ({answer.as_at})"
    write_ml(answers(answer.question), answer_rows(answer), out, source=source, language=language)
    return out.getvalue()


def to_sdmx_structure(answer: Answer, language: str = "en") -> bytes:
    """The data structure definition of such answers with its code lists, in all languages."""
    # pysdmx takes half a second to load, which the start of a process need not wait for
    from quintet.cube.engine.sdmx.message import write_structure

    return write_structure([answers(answer.question)], answer.lists)
