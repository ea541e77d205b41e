"""What other modules and the site may use of the cube."""

from quintet.cube import actions, tasks
from quintet.cube.models import Publication, Submission
from quintet.cube.queries import (
    answer,
    catalogue,
    entity_of,
    folder,
    organizations_by_entity,
    waiting,
)

__all__ = [
    "Publication",
    "Submission",
    "actions",
    "answer",
    "catalogue",
    "entity_of",
    "folder",
    "organizations_by_entity",
    "tasks",
    "waiting",
]
