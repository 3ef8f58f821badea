"""What a view declares about who may ask for it. Nothing declared means nobody."""

from collections.abc import Callable
from typing import Any, Final, Literal, TypeVar

from accounts.roles import Permission

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC: Final = "public"
SIGNED_IN: Final = "signed_in"

Declaration = Permission | Literal["public", "signed_in"]


def requires(permission: Permission) -> Callable[[View], View]:
    """Open a view to users who hold a permission in any team; for others it does not exist.

    Which records it then shows is for `visible_to(request.user)` to say.
    """

    def declare(view: View) -> View:
        view.required_permission = permission  # type: ignore[attr-defined]
        return view

    return declare


def public(view: View) -> View:
    """Open a view to everyone, signed in or not."""
    view.required_permission = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Open a view to everyone who has signed in, whatever their roles."""
    view.required_permission = SIGNED_IN  # type: ignore[attr-defined]
    return view


def declared_by(view: Any) -> Declaration | None:
    """Return what a view declares: a permission, PUBLIC, SIGNED_IN, or None if it forgot.

    Looks at the function, then at the class behind it (Django's or REST framework's).
    """
    for place in (view, getattr(view, "view_class", None), getattr(view, "cls", None)):
        found = getattr(place, "required_permission", None)
        if found:
            return found
    return None
