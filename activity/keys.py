"""Primary keys: time-ordered UUIDs (version 7, RFC 9562), made in Python."""

import uuid

import uuid6


def new_id() -> uuid.UUID:
    """Return a new version 7 UUID: unique, and sorting by the moment it was made.

    Made in Python, not by the database, so that a phone or a partner's system can make
    the key of what it sends, and so that a row knows its key before it is saved.
    """
    return uuid.UUID(int=uuid6.uuid7().int)
