"""Several people at the same moment."""

import threading
from typing import Any

from django.db import connection
from django.test import Client

from accounts.models import User


def at_once(*asked: tuple[User, str, dict[str, Any] | None]) -> list[int]:
    """Send every request from a thread of its own, together; the status of each answer, in their order of size.

    A request is somebody, an address, and what is posted there; None opens the page.
    """
    start, found = threading.Barrier(len(asked)), []

    def run(user: User, url: str, data: dict[str, Any] | None) -> None:
        client = Client()
        try:
            client.force_login(user)
            start.wait()
            found.append(client.get(url) if data is None else client.post(url, data))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answer.status_code for answer in found)
