"""The keys of secret ballots here: where they lie, and who may restore them."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from alliance.voting.secrecy.custody import KeyStore
from alliance.voting.secrecy.envelope import PUBLIC_KEY_BYTES


def store() -> KeyStore:
    """The directories of ``KEY_DIRECTORY`` and ``RECOVERY_DIRECTORY``."""
    return KeyStore(Path(settings.KEY_DIRECTORY), Path(settings.RECOVERY_DIRECTORY))


def recipients() -> list[bytes]:
    """The public keys of ``RECOVERY_RECIPIENTS``: each of them alone can restore the key of a ballot.

    Raises:
        ImproperlyConfigured: one is not 32 bytes in hexadecimal.
    """
    found = []
    for text in settings.RECOVERY_RECIPIENTS:
        try:
            found.append(bytes.fromhex(text))
        except ValueError:
            found.append(b"")
        if len(found[-1]) != PUBLIC_KEY_BYTES:
            message = f"RECOVERY_RECIPIENTS: {text[:12]}… is no public key of 64 hexadecimal digits."
            raise ImproperlyConfigured(message)
    return found


def is_set_up() -> bool:
    """Whether secret ballots can be held here: somebody could restore a lost key."""
    return bool(settings.RECOVERY_RECIPIENTS)
