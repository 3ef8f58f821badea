"""Addresses of pages, worked out once for each route: a list writes the same one with another id in every row."""

from functools import lru_cache
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

_MARKS = tuple(uuid5(NAMESPACE_URL, f"address:{number}") for number in range(4))


def address(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named view. Raises ``NoReverseMatch`` where there is none."""
    if args or len(kwargs) > len(_MARKS) or not all(type(value) is UUID for value in kwargs.values()):
        return reverse(name, args=args or None, kwargs=kwargs or None)
    written = _written(name, tuple(kwargs), *_site())
    for mark, value in zip(_MARKS, kwargs.values(), strict=False):
        written = written.replace(str(mark), str(value))
    return written


def is_there(name: str) -> bool:
    """Whether a view of that name, without arguments, is part of this site."""
    return _is_there(name, *_site())


def _site() -> tuple[Any, str]:
    return get_urlconf() or settings.ROOT_URLCONF, get_script_prefix()


@lru_cache(maxsize=2048)
def _written(name: str, ids: tuple[str, ...], urls: Any, prefix: str) -> str:
    """The address with a mark in the place of each id."""
    return reverse(name, kwargs=dict(zip(ids, _MARKS, strict=False)) or None)


@lru_cache(maxsize=512)
def _is_there(name: str, urls: Any, prefix: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True
