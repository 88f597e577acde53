"""The spectrum of methods as a picture: where each stands, as ranges, with labels that do not collide."""

from __future__ import annotations

from dataclasses import dataclass

from generator import derive
from generator.content import Content
from schema.method import Method

WIDTH, HEIGHT = 960, 560
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 20, 56
LABEL_HEIGHT, LETTER_WIDTH = 17, 7.6


@dataclass(frozen=True)
class Point:
    """A method on the chart; all lengths in the chart's own units (pixels at full width)."""

    number: int
    method: Method
    label: str
    x: float
    y: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float
    label_x: float
    label_y: float
    complexity: tuple[float, float]
    quality: tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """The chart's size and its axes, both from 0 to 100."""

    width: int = WIDTH
    height: int = HEIGHT

    def x(self, value: float) -> float:
        return LEFT + value / 100 * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - value / 100 * (HEIGHT - TOP - BOTTOM)


FRAME = Frame()


def spectrum(content: Content) -> list[Point]:
    """Tier-1 methods with a known complexity and quality, ordered by complexity."""
    found = []
    for method in content.methods.values():
        across = derive.complexity(content, [method])
        if method.tier == 1 and not method.family and method.quality and across:
            found.append((sum(across) / 2, method, across))
    found.sort(key=lambda item: (item[0], item[1].slug))
    points: list[Point] = []
    taken = [_marker(across, method) for _, method, across in found]
    for number, (_, method, across) in enumerate(found, 1):
        points.append(_point(number, method, across, taken))
    return points


def _point(
    number: int,
    method: Method,
    across: tuple[float, float],
    taken: list[tuple[float, float, float, float]],
) -> Point:
    assert method.quality
    quality = (method.quality.low, method.quality.high)
    x_low, x_high = map(FRAME.x, across)
    y_low, y_high = map(FRAME.y, quality)
    x, y = (x_low + x_high) / 2, (y_low + y_high) / 2
    label = method.short_name or derive_short(method.name)
    label_x, label_y = _place(label, x, y, taken)
    return Point(number, method, label, x, y, x_low, x_high, y_low, y_high, label_x, label_y, across, quality)


def _marker(across: tuple[float, float], method: Method) -> tuple[float, float, float, float]:
    """The box a dot takes, so that no label covers it."""
    assert method.quality
    x, y = FRAME.x(sum(across) / 2), FRAME.y((method.quality.low + method.quality.high) / 2)
    return (x - 11, y - 11, x + 11, y + 11)


def derive_short(name: str) -> str:
    """A name without what stands in brackets behind it."""
    return name.split(" (")[0]


def _place(
    label: str, x: float, y: float, taken: list[tuple[float, float, float, float]]
) -> tuple[float, float]:
    """The free spot nearest to the point: beside it first, then further up and down."""
    width = LETTER_WIDTH * len(label) + 6
    best = (x + 14, y + 4)
    for step in range(14):
        for side in (1, -1):
            for sign in (-1, 1):
                left = x + 14 if side > 0 else x - 14 - width
                middle = y + sign * step * (LABEL_HEIGHT + 1)
                box = (left, middle - LABEL_HEIGHT / 2, left + width, middle + LABEL_HEIGHT / 2)
                inside = box[0] > LEFT and box[2] < WIDTH and box[1] > 0 and box[3] < HEIGHT - BOTTOM
                if inside and not any(_overlap(box, other) for other in taken):
                    taken.append(box)
                    return left + 3, middle + 4
    return best


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
