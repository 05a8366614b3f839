import struct
import zlib

import pytest

from app import png
from app.render import render


def test_the_same_prompt_gives_the_same_picture() -> None:
    assert render("a  lighthouse ", 16, 8) == render("a lighthouse", 16, 8)
    assert render("a lighthouse", 16, 8) != render("a light house", 16, 8)


def test_renders_three_bytes_a_pixel() -> None:
    assert len(render("a cat", 16, 8)) == 16 * 8 * 3


def test_a_png_holds_the_size_and_the_pixels() -> None:
    pixels = render("a cat", 4, 2)

    data = png.encode(4, 2, pixels)

    assert data.startswith(png.SIGNATURE)
    assert struct.unpack(">II", data[16:24]) == (4, 2)
    length = struct.unpack(">I", data[33:37])[0]
    rows = zlib.decompress(data[41 : 41 + length])
    assert rows == b"\0" + pixels[:12] + b"\0" + pixels[12:]


def test_a_png_needs_all_its_pixels() -> None:
    with pytest.raises(ValueError, match="2x2 pixels need 12 bytes, not 11"):
        png.encode(2, 2, bytes(11))
