from django.apps import AppConfig


class Cube(AppConfig):
    name = "quintet.cube"
    label = "cube"
    verbose_name = "Data Cube"
    default_auto_field = "django.db.models.BigAutoField"
