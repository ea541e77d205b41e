from django.apps import AppConfig


class Followup(AppConfig):
    name = "quintet.followup"
    label = "followup"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from quintet.core.public import session_moved
        from quintet.followup.actions.sessions import session_has_moved

        session_moved.connect(session_has_moved, dispatch_uid="followup")
