"""People, and the access tokens of their programs."""

import hashlib
import secrets
from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.text import slugify


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ANN401
        """A new person who signs in with ``email``; ``handle`` is made from the name when absent."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.handle = user.handle or self.free_handle(user.name or email.split("@", 1)[0])
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ANN401
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def free_handle(self, name: str) -> str:
        """A handle made from ``name`` that nobody has yet."""
        stem = slugify(name)[:60] or "person"
        taken = set(self.filter(handle__startswith=stem).values_list("handle", flat=True))
        number = 1
        handle = stem
        while handle in taken:
            number += 1
            handle = f"{stem}-{number}"
        return handle

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may do follows from whom they represent and which groups they are in."""

    email = models.EmailField("e-mail address")
    name = models.CharField(max_length=120)
    handle = models.SlugField(max_length=80, unique=True, help_text="The last part of the person's address.")
    time_zone = models.CharField(max_length=60, blank=True)
    is_staff = models.BooleanField("staff", default=False, help_text="May sign in to the staff desk.")
    is_active = models.BooleanField("active", default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_email")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.handle])


class Scope(models.TextChoices):
    READ = "read", "Read what you can read"
    ACT = "act", "Also act in your name"


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    def usable(self, at: datetime) -> Self:
        """Neither revoked nor expired at that instant."""
        return self.filter(revoked_at=None).filter(models.Q(expires_at=None) | models.Q(expires_at__gt=at))


class AccessToken(models.Model):
    """A program's key to the REST API. Only a hash is kept; the secret is shown once."""

    PREFIX = "alliance_"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_tokens")
    name = models.CharField(max_length=80)
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.READ)
    start = models.CharField(
        max_length=20, editable=False, help_text="The first characters, to tell tokens apart."
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["AccessToken"]] = AccessTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"

    @classmethod
    def new_secret(cls) -> str:
        """A fresh secret of 256 bits behind a prefix that scanners can recognise."""
        return cls.PREFIX + secrets.token_urlsafe(32)

    @staticmethod
    def digest_of(secret: str) -> str:
        """SHA-256 suffices for a secret with 256 bits of its own entropy."""
        return hashlib.sha256(secret.encode()).hexdigest()
