"""Words of a definition file in the languages of the service. Plain data, no Django."""

from attrs import frozen


@frozen
class Label:
    """A text in English and, where the service has it, in Welsh."""

    en: str
    cy: str = ""

    def text(self, language: str) -> str:
        """The words in ``language`` (``cy`` or ``cy-gb`` for Welsh), in English where there are none."""
        return (self.cy if language.lower().startswith("cy") else "") or self.en

    def __str__(self) -> str:
        return self.en
