"""Where documents lie: a store of its own, outside everything that has an address."""

from contextlib import suppress

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from activity.keys import new_id


def store() -> Storage:
    """The store that the settings call ``documents``."""
    found: Storage = storages["documents"]
    return found


def put(body: bytes) -> str:
    """Keep bytes under a name that tells nothing; returns the name."""
    key = new_id().hex
    return store().save(f"{key[:4]}/{key[4:]}", ContentFile(body))


def take(key: str) -> bytes | None:
    """The bytes kept under a name; None where they are gone."""
    try:
        with store().open(key, "rb") as file:
            body: bytes = file.read()
            return body
    except FileNotFoundError:
        return None


def throw_away(key: str) -> None:
    """Take back what was put, because its row could not be written."""
    with suppress(OSError):
        store().delete(key)
