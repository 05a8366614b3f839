"""Stands in for a model: a picture that depends on nothing but the prompt."""

from math import cos, sin, tau
from random import Random

from studio_common import seed


def render(prompt: str, width: int, height: int) -> bytes:
    """RGB pixels of overlapping waves whose colours and directions come from the prompt."""
    random = Random(seed(prompt))
    channels = [
        _wave(width, height, random.uniform(0, tau), random.uniform(1, 4)) for _ in range(3)
    ]
    return bytes(value for pixel in zip(*channels, strict=True) for value in pixel)


def _wave(width: int, height: int, direction: float, frequency: float) -> bytes:
    across = [tau * frequency * cos(direction) * x / width for x in range(width)]
    down = [tau * frequency * sin(direction) * y / height for y in range(height)]
    return bytes(round(127.5 + 127.5 * sin(a + d)) for d in down for a in across)
