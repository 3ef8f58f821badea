"""What the pages of casework are called, by room, as their addresses are."""

from families.page_names import casework, life, papers, people, visits, working
from ui.page_names import name_pages


def register() -> None:
    """Tell what each page is called."""
    for room in (casework, visits, life, people, papers, working):
        name_pages("families", room.NAMES)
