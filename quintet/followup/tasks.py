"""Background work of follow-up."""

from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks import task

from quintet.followup import actions, queries
from quintet.followup.intake.document import Unreadable
from quintet.followup.intake.read import read
from quintet.followup.models import Document
from quintet.followup.rules import Reading


@task()
def read_document(pk: int) -> str:
    """Read a document's file; what is found waits for a person's word. Repeating it changes nothing."""
    document = Document.objects.select_related("file", "uploaded_by").get(pk=pk)
    if document.reading != Reading.WAITING:
        return document.reading
    with default_storage.open(document.file.path) as file:
        data = file.read()
    try:
        found = read(data, name=document.name, known=queries.known())
    except Unreadable as why:
        actions.refuse_reading(document=document, why=why)
        return Reading.UNREADABLE
    actions.keep_reading(
        document=document, reading=found, by=document.uploaded_by, at=timezone.now()
    )
    return Reading.READ


@task()
def retire() -> int:
    """Let items leave the register whose day of retirement has come; returns how many."""
    at = timezone.now()
    return len([actions.retire(item=item, at=at) for item in queries.to_retire(at.date())])


@task()
def remind() -> int:
    """Remind focal points of what is due soon or overdue."""
    return actions.remind(at=timezone.now())
