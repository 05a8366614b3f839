import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def encode(width: int, height: int, rgb: bytes) -> bytes:
    """A PNG file of `rgb`: three bytes a pixel, row by row from the top."""
    if len(rgb) != width * height * 3:
        raise ValueError(f"{width}x{height} pixels need {width * height * 3} bytes, not {len(rgb)}")
    stride = width * 3
    # Each row starts with its filter type: 0, none.
    rows = b"".join(b"\0" + rgb[y * stride : (y + 1) * stride] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        SIGNATURE
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(rows))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
