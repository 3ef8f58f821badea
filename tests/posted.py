"""What a browser would send of a page's forms, so that a test can send it with one answer changed."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

TYPED = {"text", "email", "tel", "number", "search", "textarea", ""}


@dataclass
class Sent:
    """One form. ``answers``: what it sends. ``typed``: the fields in which a person writes."""

    action: str = ""
    answers: dict[str, list[str]] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)

    def filled(self) -> dict[str, list[str]]:
        """The answers, with the first choice wherever none is made."""
        return {name: values[:1] for name, values in self.choices.items()} | self.answers


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Sent] = []
        self._open: Sent | None = None
        self._text = self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        given = {name: value or "" for name, value in attributes}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form":
            self._open = Sent(given.get("action", ""))
            if given.get("method", "").lower() == "post":
                self.forms.append(self._open)
        elif self._open is None:
            return
        elif tag == "input" and name:
            self._input(name, value, given)
        elif tag == "textarea":
            self._text = name
            self._open.typed.append(name)
            self._open.answers[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self._choice(self._select, value, "selected" in given)

    def handle_data(self, data: str) -> None:
        if self._text and self._open:
            self._open.answers[self._text][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea" and self._open:
            # A browser leaves out the line break that the page writes after the opening tag.
            self._open.answers[self._text][0] = self._open.answers[self._text][0].removeprefix("\n")
            self._text = ""
        elif tag == "select":
            self._select = ""

    def _input(self, name: str, value: str, given: dict[str, str]) -> None:
        assert self._open
        kind = given.get("type", "")
        if kind in {"radio", "checkbox"}:
            self._choice(name, value or "on", "checked" in given, offered=kind == "radio")
        elif kind not in {"submit", "button", "file"}:
            self._open.answers.setdefault(name, []).append(value)
            if kind in TYPED:
                self._open.typed.append(name)

    def _choice(self, name: str, value: str, made: bool, *, offered: bool = True) -> None:
        assert self._open
        if made:
            self._open.answers.setdefault(name, []).append(value)
        elif offered and value:
            self._open.choices.setdefault(name, []).append(value)


def forms_of(page: bytes) -> list[Sent]:
    """The forms of a page that are posted."""
    return _Reader(page.decode()).forms
