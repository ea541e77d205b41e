"""Reporting forms that come back, filled in. Plain Python.

read_return(data, name=…, words=…)   what each row of a file says, and what could not be understood
Vocabulary.of(form words)            the words to choose from and the heads, in every language
"""

from quintet.followup.intake.returns.lines import Refused, ReturnedFile, ReturnedLine, Trouble
from quintet.followup.intake.returns.read import read_return
from quintet.followup.intake.returns.vocabulary import Vocabulary

__all__ = ["Refused", "ReturnedFile", "ReturnedLine", "Trouble", "Vocabulary", "read_return"]
