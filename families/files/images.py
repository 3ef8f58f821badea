"""Pictures, drawn anew: no place or device that the camera wrote, and nothing hidden before, in or after them."""

import warnings
from io import BytesIO

from attrs import frozen
from django.utils.translation import gettext_lazy as _

from families.errors import FileRefused

MOST_PIXELS = 40_000_000
"""More than a phone takes; in memory some 120 MB for the moment of drawing it anew."""


@frozen
class Image:
    """``kind``: jpeg or png."""

    body: bytes
    kind: str


def clean_image(body: bytes) -> Image:
    """The same picture, upright, from its pixels alone. Raises ``FileRefused`` where it is none, or a trap."""
    from PIL import Image as Pillow  # not read into every web worker: few of them ever see a picture
    from PIL import ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            with Pillow.open(BytesIO(body), formats=("JPEG", "PNG")) as found:
                if found.width * found.height > MOST_PIXELS:
                    raise FileRefused(_("The picture has too many pixels. Make it smaller."), field="file")
                kind = "jpeg" if found.format in ("JPEG", "MPO") else "png"
                mode = "RGBA" if kind == "png" and "A" in found.getbands() else "RGB"
                drawn = ImageOps.exif_transpose(found).convert(mode)
    except FileRefused:
        raise
    except (Pillow.DecompressionBombWarning, Pillow.DecompressionBombError) as bomb:
        raise FileRefused(_("The picture has too many pixels. Make it smaller."), field="file") from bomb
    except Exception as error:  # a damaged picture raises whatever its reader stumbles over
        raise FileRefused(_("The picture is damaged, or none. Take it anew."), field="file") from error
    bare = Pillow.new(drawn.mode, drawn.size)
    bare.paste(drawn)
    out = BytesIO()
    bare.save(out, format=kind.upper(), **({"quality": 88} if kind == "jpeg" else {}))
    return Image(out.getvalue(), kind)
