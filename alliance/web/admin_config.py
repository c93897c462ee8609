"""Puts our admin site in the place of the stock one."""

from django.contrib.admin.apps import AdminConfig


class AllianceAdminConfig(AdminConfig):
    default_site = "alliance.web.admin_site.AllianceAdminSite"
