"""Seven midwives, four nursery nurses, seven parent workers and a manager, some of them part-time."""

from dataclasses import dataclass
from datetime import date
from random import Random

from year.book import Book

COUNCIL, HEALTH_BOARD = "Cyngor Sampl", "Bwrdd Iechyd Prawf"
STAFF = {
    "midwife": (HEALTH_BOARD, ("Carys Ffug", "Nerys Prawf", "Bethan Sampl", "Delyth Treial", "Eleri Rhith",
                               "Manon Patrwm", "Sioned Esgus")),
    "nursery_nurse": (HEALTH_BOARD, ("Gwen Drafft", "Llinos Ffuglen", "Tegan Prawf", "Menna Sampl")),
    "parent_worker": (COUNCIL, ("Huw Enghraifft", "Rhian Dychmyg", "Aled Treial", "Mared Ffug", "Ceri Patrwm",
                                "Iwan Prawf", "Lowri Lledrith")),
}  # fmt: skip
MANAGER = "Meinir Dychmyg"
HOURS = ("1", "1", "0.8", "0.6", "1", "0.5", "1")


@dataclass
class Staff:
    """Keys of the workers by profession, the manager's, and their names by key."""

    book: Book
    random: Random
    keys: dict[str, list[str]]
    manager: str

    def one(self, profession: str) -> str:
        """Somebody of a profession."""
        return self.random.choice(self.keys[profession])


def hire(book: Book, random: Random) -> Staff:
    """Add the team to the book."""
    keys: dict[str, list[str]] = {}
    for profession, (employer, names) in STAFF.items():
        for name, hours in zip(names, HOURS, strict=False):
            worker = _add(book, name, profession, employer, hours, "practitioner")
            keys.setdefault(profession, []).append(worker)
    return Staff(book, random, keys, _add(book, MANAGER, "manager", COUNCIL, "1", "manager"))


def _add(book: Book, name: str, profession: str, employer: str, hours: str, role: str) -> str:
    return book.add(
        "workers",
        email=f"{name.lower().replace(' ', '.')}@jig-so.example",
        name=name,
        profession=profession,
        employer=employer,
        hours=hours,
        role=role,
        starts=date(2019, 4, 1),
    )
