"""Asking ClamAV about a file, where the setting ``CLAMD`` says that it runs.

The protocol is clamd(8)'s INSTREAM: pieces, each after its length, then a length of nought. A scanner that is
configured and cannot be reached refuses the file: nothing comes in unseen.
"""

import logging
import socket
import struct

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from families.errors import FileRefused

PIECE = 64 * 1024
SECONDS = 30
log = logging.getLogger(__name__)


def check_for_viruses(body: bytes) -> None:
    """Raise ``FileRefused`` where the scanner finds something, or does not answer. Nothing without a scanner."""
    if not settings.CLAMD:
        return
    try:
        answer = _ask(settings.CLAMD, body)
    except (OSError, ValueError) as error:
        log.error("clamd does not answer: %s", error)
        answer = ""
    if answer.endswith(" FOUND"):
        log.warning("clamd refused a file: %s", answer)
        raise FileRefused(_("The virus scanner refuses this file. It is not kept."), field="file")
    if not answer.endswith(": OK"):
        raise FileRefused(
            _("The file could not be looked at for viruses just now. Try again in a few minutes."), field="file"
        )


def _ask(where: str, body: bytes) -> str:
    with _connect(where) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(body), PIECE):
            piece = body[start : start + PIECE]
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))
        said = b""
        while not said.endswith(b"\0") and len(said) < PIECE and (more := line.recv(4096)):
            said += more
    return said.rstrip(b"\0").decode(errors="replace")


def _connect(where: str) -> socket.socket:
    """``/run/clamav/clamd.ctl`` or ``host:3310``."""
    if where.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(where)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = where.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)
