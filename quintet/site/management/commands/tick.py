"""`bin/quintet tick`: enqueue what is due by the clock; `work` does it again and again."""

from typing import Any

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand

from quintet.core import public as core
from quintet.cube import public as cube
from quintet.followup import public as followup
from quintet.site.storage import WholeFiles

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def tick() -> list[str]:
    """Enqueue mail when some waits; every five minutes, figures whose check or publication was cut
    short; every hour, retirements, reminders and checkpoints. Returns what was."""
    due = []
    if core.has_unsent():
        core.tasks.send_notices.enqueue()
        due.append("mail")
    if cache.add("tick:minutes", True, 5 * MINUTE):
        cube.tasks.resume.enqueue()
        due.append("figures")
    if cache.add("tick:hour", True, HOUR):
        followup.tasks.retire.enqueue()
        followup.tasks.remind.enqueue()
        core.tasks.publish_checkpoints.enqueue()
        due += ["retirements", "reminders", "checkpoints"]
        if isinstance(default_storage, WholeFiles):
            default_storage.sweep(older=DAY)
    return due


class Command(BaseCommand):
    help = "Enqueue what is due by the clock: mail, figures, retirements, reminders, checkpoints."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(", ".join(tick()) or "nothing is due")
