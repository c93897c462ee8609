from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "alliance.audit"
    label = "audit"
    verbose_name = "Record of events"

    def ready(self) -> None:
        """Make the Celery application known to every process: a nudge from the web must reach our broker."""
        import alliance.celery  # noqa: F401, PLC0415 -- not before the settings are read
