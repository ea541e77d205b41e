"""What other modules and the site may use of follow-up."""

from quintet.followup.actions import remind
from quintet.followup.queries import Filter, Needs, known, needs, promised, recent

__all__ = ["Filter", "Needs", "known", "needs", "promised", "recent", "remind"]
