"""`bin/quintet load_reference`: organizations, bodies, sessions and posts of the reference lists."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from quintet.core import actions, queries


class Command(BaseCommand):
    help = "Bring the reference lists into the database; adds and renames, deletes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = actions.load_reference(lists=queries.reference_lists(), at=timezone.now())
        told = ", ".join(f"{number} {name}" for name, number in counts.items())
        self.stdout.write(told)
