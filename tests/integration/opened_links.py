"""Every number of a page that is a link, and how many rows it opens into."""

import re
from html import unescape

from django.test import Client

NUMBER = re.compile(
    r'<a (?:class="[^"]*" )?href="([^"]+)"[^>]*>\s*([\d,]+)(?: \(\d+%\))?\s*<span class="nhsuk-u-visually-hidden">'
)


def numbers_that_open(text: str, *, into: str) -> list[tuple[str, int]]:
    """Address and number of each link to a page whose address has ``into`` in it, once for each address."""
    found = {unescape(href): int(number.replace(",", "")) for href, number in NUMBER.findall(text) if into in href}
    return list(found.items())


def rows_behind(client: Client, href: str, name: str = "rows") -> int:
    """How many rows the pages of a list have, those withheld from the reader with them."""
    address, _hash, _anchor = href.partition("#")
    number, total = 1, 0
    while True:
        answer = client.get(f"{address}{'&' if '?' in address else '?'}page={number}")
        assert answer.status_code == 200, address
        page = answer.context[name]
        total += len(page.rows) + page.restricted
        if not page.has_next:
            return total
        number += 1


def opened_wrong(client: Client, text: str, *, into: str, name: str = "rows") -> dict[str, tuple[int, int]]:
    """The links whose number is not that of the rows behind, with both; there must be some links."""
    links = numbers_that_open(text, into=into)
    assert links
    counted = {href: (number, rows_behind(client, href, name)) for href, number in links}
    return {href: pair for href, pair in counted.items() if pair[0] != pair[1]}
