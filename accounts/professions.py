"""The professions that a user may be given, by key.

They are words of the services' definitions, which stand in a higher room: it registers who knows them.
"""

from collections.abc import Callable, Mapping

Source = Callable[[], Mapping[str, str]]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source of professions: key → name in the reader's language."""
    if source not in _sources:
        _sources.append(source)


def professions() -> dict[str, str]:
    """Every known profession, key → name, in the order of the sources; an earlier name wins."""
    known: dict[str, str] = {}
    for source in _sources:
        for key, name in source().items():
            known.setdefault(key, name)
    return known
