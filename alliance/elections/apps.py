from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    name = "alliance.elections"
    label = "elections"
    verbose_name = "Bodies and elections"
