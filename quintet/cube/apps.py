from django.apps import AppConfig


class Cube(AppConfig):
    name = "quintet.cube"
    verbose_name = "Data Cube"
