from django.apps import AppConfig


class Site(AppConfig):
    name = "quintet.site"
    label = "site"
