from django.apps import AppConfig


class VotingConfig(AppConfig):
    name = "alliance.voting"
    label = "voting"
    verbose_name = "Ballots"
