"""NHS numbers: read as people write them, checked by modulus 11. Thin over the nhs-number library."""

from nhs_number.validate import calculate_checksum
from nhs_number.validate import is_valid as passes_check

TEST_PREFIX = "999"


class WrongNhsNumber(ValueError):
    """Not ten digits whose last one is the check digit of the others."""


def normalise(text: str) -> str:
    """The ten digits of a valid number; "" for an empty text; :class:`WrongNhsNumber` otherwise.

    Spaces and hyphens are how people group the digits. The number itself is optional in a record.
    """
    digits = text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "").replace("-", "")
    if not digits:
        return ""
    if not (digits.isascii() and digits.isdigit() and len(digits) == 10):
        raise WrongNhsNumber("An NHS number has 10 digits.")
    if not passes_check(digits):
        raise WrongNhsNumber("This is not an NHS number: check each digit.")
    return digits


def is_valid(text: str) -> bool:
    """Whether ``text`` is an NHS number (not whether it is somebody's)."""
    try:
        return normalise(text) != ""
    except WrongNhsNumber:
        return False


def is_test_number(text: str) -> bool:
    """Whether it is of the range 999, which is never given to a patient."""
    return is_valid(text) and normalise(text).startswith(TEST_PREFIX)


def formatted(digits: str) -> str:
    """``943 476 5919``, as it is read aloud."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}".strip()


def synthetic(serial: int) -> str:
    """The ``serial``-th made-up number of the range 999; a different one for each of 0–499,999.

    Two neighbouring bodies are set aside for each, since one body in eleven has no check digit.
    """
    if not 0 <= serial < 500_000:
        raise ValueError(f"There is no synthetic number {serial}.")
    first = int(TEST_PREFIX) * 1_000_000 + serial * 2
    return next(number for number in map(_complete, (first, first + 1)) if number)


def _complete(body: int) -> str:
    """The nine digits with their check digit; "" where modulus 11 gives none (10)."""
    check = calculate_checksum(str(body))
    return f"{body}{check}" if check is not None and check < 10 else ""
