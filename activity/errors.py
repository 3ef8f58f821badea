"""Errors that a person can do something about."""

from django.utils.functional import Promise

Message = str | Promise


class RuleBroken(Exception):
    """A rule of the domain forbids what was asked. The message is written for people.

    Raised by actions and access checks; translated once by each form, page and API.
    """

    message: Message = ""

    def __init__(self, message: Message = "", *, field: str | None = None) -> None:
        """Keep the message and, where one field of a form caused it, that field's name."""
        self.message = message or self.message
        self.field = field
        super().__init__(self.message)

    def __str__(self) -> str:
        """Return the message in the language of the moment."""
        return str(self.message)
