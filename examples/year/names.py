"""Names that nobody bears, numbers that nobody is given, streets that are not there."""

from datetime import date
from random import Random

MOTHERS = (
    "Aisha", "Alaw", "Angharad", "Anwen", "Beca", "Bethan", "Briallen", "Carys", "Catrin", "Ceri",
    "Cerys", "Chloe", "Delyth", "Efa", "Eira", "Eleri", "Elin", "Elsi", "Enfys", "Erin", "Eurwen",
    "Fatima", "Ffion", "Fflur", "Gwen", "Gwenllian", "Gwenno", "Hana", "Heledd", "Heulwen", "Ines",
    "Iola", "Leisa", "Lena", "Leusa", "Llinos", "Lowri", "Luned", "Lili", "Mabli", "Mair", "Mali",
    "Manon", "Mared", "Mari", "Marged", "Megan", "Meinir", "Menna", "Mirain", "Modlen", "Myfanwy",
    "Nansi", "Nel", "Nerys", "Nia", "Non", "Olwen", "Rhian", "Rhiannon", "Sara", "Seren", "Sioned",
    "Siwan", "Tegan", "Tesni", "Zofia",
)  # fmt: skip
FATHERS = (
    "Aled", "Berwyn", "Cai", "Dafydd", "Dylan", "Emrys", "Gethin", "Gruff", "Gwilym", "Hari", "Huw",
    "Idris", "Ieuan", "Ifan", "Iwan", "Llew", "Macsen",
)  # fmt: skip
BABIES = (
    "Alys", "Bedwyr", "Cadi", "Caio", "Deio", "Eban", "Elis", "Esyllt", "Gwion", "Haf", "Ifor",
    "Jac", "Lleucu", "Mabon", "Macs", "Nanw", "Osian", "Tirion",
)  # fmt: skip
SURNAMES = (
    "Dychmyg", "Drafft", "Enghraifft", "Esgus", "Ffug", "Ffuglen", "Lledrith", "Patrwm", "Prawf",
    "Rhith", "Sampl", "Treial",
)  # fmt: skip
STREETS = ["Heol Prawf", "Stryd Sampl", "Rhodfa Ffug", "Maes Enghraifft", "Clos Dychmyg", "Teras Treial", "Lôn Drafft"]
OUTWARD = ("SA1", "SA2", "SA3", "SA4", "SA5", "SA6", "SA7")


def surname(random: Random) -> str:
    """A surname out of words for example and pretence, sometimes two."""
    first, second = random.sample(SURNAMES, 2)
    return f"{first}-{second}" if random.random() < 0.35 else first


def address(random: Random) -> dict[str, str]:
    """Cells of an address that does not exist."""
    if random.random() < 0.04:
        return {"no_fixed_abode": "yes"}
    return {
        "address": f"{random.randint(1, 90)} {random.choice(STREETS)}",
        "postcode": f"{random.choice(OUTWARD)} {random.randint(1, 9)}{''.join(random.choices('ABDEFGHJ', k=2))}",
    }


class NhsNumbers:
    """Numbers of the range 999, which is kept for tests, in order; each year has a block of its own."""

    def __init__(self, year: date) -> None:
        self._body = 999_100_000 + year.year % 8 * 100_000

    def next(self) -> str:
        """The next number whose check digit (modulus 11) exists."""
        while True:
            self._body += 1
            digits = [int(digit) for digit in str(self._body)]
            rest = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
            if rest != 10:
                return f"{self._body}{rest % 11}"
