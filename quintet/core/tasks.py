"""Background work of the core."""

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from quintet.core import actions


@task()
def send_notices() -> int:
    """Send the notices that wait in the outbox."""
    return actions.send_notices(at=timezone.now())


@task()
def publish_checkpoints() -> list[str]:
    """Write the journals' newest signed checkpoints outside the database."""
    return actions.publish_checkpoints(folder=settings.DATA / "checkpoints")
