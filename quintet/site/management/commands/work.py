"""`bin/quintet work`: the background work and its clock, as one service."""

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from quintet.site.management.commands.tick import tick

PAUSE = 2  # seconds


class Command(BaseCommand):
    help = "Enqueue what is due by the clock and run what waits, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            close_old_connections()
            tick()
            # it ends by itself on SIGTERM and SIGINT, a started task first
            call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
            time.sleep(PAUSE)
