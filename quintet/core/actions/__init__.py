"""Every write of the core. Keyword-only; one transaction and one journal entry an act."""

from quintet.core.actions.files import keep_file
from quintet.core.actions.journal import erase, publish_checkpoints, record
from quintet.core.actions.notices import notify, read_notices, send_notices
from quintet.core.actions.people import (
    add_person,
    end_role,
    grant_role,
    issue_token,
    keep_answer,
    renew_calendar,
    revoke_token,
)
from quintet.core.actions.reference import load_reference
from quintet.core.actions.sessions import keep_session, session_moved

__all__ = [
    "add_person",
    "end_role",
    "erase",
    "grant_role",
    "issue_token",
    "keep_answer",
    "keep_file",
    "keep_session",
    "load_reference",
    "notify",
    "publish_checkpoints",
    "read_notices",
    "record",
    "renew_calendar",
    "revoke_token",
    "send_notices",
    "session_moved",
]
