"""Questions: asked by an address, compiled into one statement, answered in decimals.

From the bottom: `semantic` (what can be asked), `words` (what is told beside), `question` (the
address), `choosing` (which slices answer), `sql` (the only place where SQL is written), `answer`,
`tracing` (from a cell to the rows that were submitted), `formats` (what is seen, as files).
"""

from quintet.cube.engine.questions.answer import Answer, Cell, Line, ask
from quintet.cube.engine.questions.question import Filter, Question
from quintet.cube.engine.questions.tracing import Figure, behind
from quintet.cube.engine.questions.words import Note, Refused

__all__ = [
    "Answer",
    "Cell",
    "Figure",
    "Filter",
    "Line",
    "Note",
    "Question",
    "Refused",
    "ask",
    "behind",
]
