from django.apps import AppConfig


class Followup(AppConfig):
    name = "quintet.followup"
    label = "followup"
    default_auto_field = "django.db.models.BigAutoField"
