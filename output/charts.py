"""Charts of a comparison that print well in Chinese: every target in a dot, a row a jurisdiction, with their median.

A chart is a list of simple shapes; one writer turns them into SVG, one into a page, one into a picture. SVG names the
usual Chinese fonts and leaves the choice to whoever shows it; a picture needs a font file, which is looked for.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache, partial
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ontology.errors import KpigraphError
from output.comparison_tables import number_told, set_caption
from output.tables import display_width
from output.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.comparison import ComparableSet, Comparison, Row

FONT_VARIABLE = "KPIGRAPH_FONT"
_FONTS = "'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', SimSun, sans-serif"
_FONT_FILES = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/PingFang.ttc", "/System/Library/Fonts/STHeiti Light.ttc",
    "C:/Windows/Fonts/msyh.ttc", "C:/Windows/Fonts/simsun.ttc",
)  # fmt: skip
_WIDTH, _ROW, _PAD, _HEAD, _RIGHT = 940, 26, 16, 30, 110
_WIDEST_TEXT = 224
_CAPTION_SIGN, _MEDIAN_SIGN = 7.5, 6.0
"""Width of half a Chinese sign in a set's caption, and in the words over its median."""
_NUMBER_SIGNS = 6
"""Signs of a set's number before its caption, and room behind it."""
_WIDEST_CAPTION = 600
_MOST_STRIPS = 40
"""Sets that a chart draws: those of the most rows come first."""
_SIGN_WIDTH = 7  # of a sign that takes one column
_SCALE = 2  # of a picture, so that it prints sharply
_INK, _GREY, _DOT, _ODD, _GROUND = "#1a1a1a", "#888888", "#1f5fa8", "#c0392b", "#ffffff"
_WIDE_COUNT = 100  # a number that a dot holds in small letters only
_SUFFIXES = {".svg", ".png", ".html"}


class NothingToDrawError(KpigraphError):
    """A chart of a comparison that compares nothing."""

    def __init__(self, path: Path, comparison: Comparison) -> None:
        """Say why there is nothing."""
        count = len(comparison.incomparable)
        why = f"{count} 条目标都不可比 ({count} targets, none comparable)" if count else "没有找到指标 (none found)"
        super().__init__(f"{path}: 没有可画的目标，未写图表：{why} (nothing to draw: no chart was written)")


class ChartFormatError(KpigraphError):
    """A chart asked for under a name whose ending says no format."""

    def __init__(self, path: Path) -> None:
        """Quote the name."""
        super().__init__(
            f"{path}: 图表文件名应以 .svg、.png 或 .html 结尾 (name a file that ends in .svg, .png or .html)"
        )


class NoPictureLibraryError(KpigraphError):
    """A picture asked for without the library that draws it."""

    def __init__(self) -> None:
        """Say what to install."""
        super().__init__(
            "PNG 图片需要 Pillow：pip install 'kpigraph[charts]'，或改用 .svg (PNG needs Pillow; or write .svg)"
        )


class NoChineseFontError(KpigraphError):
    """A picture without a font that has Chinese characters."""

    def __init__(self) -> None:
        """Say how to name one."""
        super().__init__(
            f"没有找到中文字体；请安装 fonts-noto-cjk，或用环境变量 {FONT_VARIABLE} 指定字体文件，或改用 .svg "
            f"(no Chinese font found: install one, name one in {FONT_VARIABLE}, or write .svg)"
        )


class MissingFontError(KpigraphError):
    """A font that the environment names and that is no file."""

    def __init__(self, named: str) -> None:
        """Quote the path."""
        super().__init__(
            f"{FONT_VARIABLE}={named}: 没有这个字体文件；请改正路径或取消此变量 "
            f"(there is no such file: mend the path, or unset {FONT_VARIABLE})"
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle, with a text for those who point at it; one that stands for several is larger and says how many."""

    x: float
    y: float
    colour: str
    title: str
    count: int = 1

    @property
    def radius(self) -> int:
        """Its radius in points."""
        return 5 if self.count == 1 else 8


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text whose baseline begins, or ends, at a point."""

    x: float
    y: float
    text: str
    size: int = 13
    anchor: Literal["start", "middle", "end"] = "start"
    colour: str = _INK


Shape = Line | Dot | Words


@dataclass(frozen=True, slots=True)
class Chart:
    """Shapes on a white ground of a size in points."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


def comparison_to_chart(comparison: Comparison) -> Chart:
    """One strip for each comparable set: a row a side, a dot for equal targets of it, a dashed line at the median of the rows."""
    shapes: list[Shape] = [Words(_PAD, _HEAD - 6, f"{comparison.text}：各方目标比较", 17)]
    top = _HEAD + _PAD
    for number, group in enumerate(comparison.sets[:_MOST_STRIPS], 1):
        shapes.append(Words(_PAD, top + _ROW * 0.7, f"{number}. {_caption(group)}", 14))
        shapes += _strip(group, group.rows, top)
        top += _strip_height(group.rows)
    if more := len(comparison.sets[_MOST_STRIPS:]):
        shapes.append(Words(_PAD, top + _ROW / 2, f"另有 {more} 个可比组，未画出", 12, colour=_GREY))
        top += _ROW
    if comparison.incomparable:
        left_out = f"另有 {len(comparison.incomparable)} 条目标不可比，未画出"
        shapes.append(Words(_PAD, top + _ROW / 2, left_out, 12, colour=_GREY))
        top += _ROW
    shapes += _legend([shape for shape in shapes if isinstance(shape, Dot)], top)
    return Chart(_WIDTH, int(top + _ROW + _PAD), tuple(shapes))


def set_to_charts(group: ComparableSet, most: int) -> list[Chart]:
    """The strip of one set without its caption, for what has a heading of its own, in parts of at most so many rows.

    All parts have one scale, and the last one has the legend, so that they can be printed on several sheets.
    """
    parts = [group.rows[start : start + most] for start in range(0, len(group.rows), most)]
    strips = [(_strip_height(rows), list(_strip(group, rows, 0))) for rows in parts]
    dots = [shape for _, strip in strips for shape in strip if isinstance(shape, Dot)]
    height, last = strips[-1]
    legend = list(_legend(dots, height))
    strips[-1] = (height + (_ROW if legend else 0), [*last, *legend])
    return [Chart(_WIDTH, height, tuple(shapes)) for height, shapes in strips]


def _legend(dots: Sequence[Dot], top: float) -> Iterator[Shape]:
    """What colours and numbers in dots mean, where there are any."""
    y = top + _ROW / 2
    if any(dot.colour == _ODD for dot in dots):
        yield Dot(_PAD + 5, y - 4, _ODD, "")
        yield Words(_PAD + 16, y, "异常值：与其他目标相差较远（修正 z 分数大于 3.5，且差一成以上）", 12, colour=_GREY)
    if any(dot.count > 1 for dot in dots):
        yield Words(_WIDTH - _PAD, y, "圆点中的数字：相同目标的条数", 12, "end", _GREY)


def _strip_height(rows: Sequence[Row]) -> int:
    return _ROW * (len(rows) + 2) + _PAD


def _strip(group: ComparableSet, rows: Sequence[Row], top: float) -> Iterator[Shape]:
    """Some rows of a set, on the scale of all of them."""
    left = _PAD + min(380, _SIGN_WIDTH * max(display_width(row.place) for row in group.rows) + _PAD)
    widest = max(display_width(_row_caption(row, group)) for row in group.rows)
    right = _WIDTH - max(_RIGHT, min(_WIDEST_TEXT, _SIGN_WIDTH * widest) + _PAD)
    values = [target.value for target in group.targets]
    middle = group.distribution.median
    low, high = min(values), max(values)
    if low == high:
        low, high = low - abs(low or 1) / 2, high + abs(high or 1) / 2

    def across(value: float) -> float:
        return left + 10 + (value - low) / (high - low) * (right - left - 20)

    bottom = top + _ROW * (len(rows) + 1)
    yield Line(across(middle), top + _ROW * 0.9, across(middle), bottom, _GREY, dashed=True)
    told = f"中位数 {_number(middle, group)}"
    # The set's caption stands left of it on the same line.
    behind = (
        _PAD + _CAPTION_SIGN * (display_width(_caption(group)) + _NUMBER_SIGNS) + _MEDIAN_SIGN * display_width(told) / 2
    )
    yield Words(max(across(middle), behind), top + _ROW * 0.7, told, 11, "middle", _GREY)
    for place, row in enumerate(rows, 1):
        y = top + _ROW * (place + 0.5)
        yield Line(left, y, right, y, "#e3e3e3")
        yield Words(left - 8, y + 4, _cut(row.place, 380), 13, "end")
        for value, same in groupby(row.targets, key=lambda target: target.value):
            held = list(same)
            titles = (f"{target.hit.indicator.level3} {target.hit.indicator.target_text}" for target in held)
            odd = group.is_outlier(row, held[0])
            yield Dot(across(value), y, _ODD if odd else _DOT, "\n".join(dict.fromkeys(titles)), len(held))
        yield Words(right + 6, y + 4, _cut_behind(_row_caption(row, group), _WIDEST_TEXT), 12)
    yield Line(left, bottom, right, bottom, _INK)
    for value in dict.fromkeys((min(values), max(values))):
        yield Words(across(value), bottom + 15, _number(value, group), 11, "middle")


def _row_caption(row: Row, group: ComparableSet) -> str:
    """What stands behind a row: its loosest target as printed, or the median where it pools many places."""
    return f"中位数 {_number(row.value, group)}" if row.pools else row.loosest.hit.indicator.target_text or ""


def _number(value: float, group: ComparableSet) -> str:
    """A number of a set as readers know it: a share in percent, a deadline as a day, in the plan's year or one after it."""
    told, (unit, _) = number_told(value, group), group.usual_unit
    if isinstance(told, str):
        return told
    return f"{told:,.6f}".rstrip("0").rstrip(".") + unit


def _caption(group: ComparableSet) -> str:
    """What the targets of a set share, with the end of its measure's name where that is too long to print beside the median."""
    return _cut(set_caption(group), _WIDEST_CAPTION)


def _cut_behind(text: str, width: float) -> str:
    """The beginning of a text that is too long to print."""
    return _cut(text[::-1], width)[::-1]


def _cut(text: str, width: float) -> str:
    """The end of a text, which tells places apart, where it is too long to print."""
    text = text[-int(width) :]  # no sign is narrower than one column
    while _SIGN_WIDTH * display_width(text) > width:
        text = f"…{text.removeprefix('…')[1:]}"
    return text


def write_chart(comparison: Comparison, path: Path) -> None:
    """Draw a comparison into a file whose ending says the format: .svg, .png or .html.

    Raises:
        ChartFormatError: another ending.
        NothingToDrawError: no target can be compared.
        NoPictureLibraryError, MissingFontError, NoChineseFontError: a picture, and what it needs is missing.
        OutputNotWritableError: the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in _SUFFIXES:
        raise ChartFormatError(path)
    if not comparison.sets:
        raise NothingToDrawError(path, comparison)
    chart = comparison_to_chart(comparison)
    content = chart_to_png(chart) if ending == ".png" else chart_to_svg(chart).encode()
    if ending == ".html":
        content = _page(comparison.text, content.decode()).encode()
    with whole_file(path) as stream:
        stream.write(content)


def _page(title: str, svg: str) -> str:
    style = "body{margin:2em;background:#fff}svg{max-width:100%;height:auto}"
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{style}</style></head>\n<body>\n{svg}</body></html>\n"
    )


def chart_to_svg(chart: Chart) -> str:
    """A chart as SVG."""
    size = f'width="{chart.width}" height="{chart.height}" viewBox="0 0 {chart.width} {chart.height}"'
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{_FONTS}">']
    lines += ['<rect width="100%" height="100%" fill="#ffffff"/>', *map(_shape_to_svg, chart.shapes), "</svg>"]
    return "\n".join(lines) + "\n"


def _shape_to_svg(shape: Shape) -> str:
    if isinstance(shape, Line):
        dashes = ' stroke-dasharray="4 3"' if shape.dashed else ""
        ends = f'x1="{shape.x1:.1f}" y1="{shape.y1:.1f}" x2="{shape.x2:.1f}" y2="{shape.y2:.1f}"'
        return f'<line {ends} stroke="{shape.colour}"{dashes}/>'
    if isinstance(shape, Dot):
        middle = f'cx="{shape.x:.1f}" cy="{shape.y:.1f}" r="{shape.radius}"'
        circle = (
            f'<circle {middle} fill="{shape.colour}" fill-opacity="0.75"><title>{escape(shape.title)}</title></circle>'
        )
        return circle + "".join(map(_shape_to_svg, _count_in_dot(shape)))
    place = f'x="{shape.x:.1f}" y="{shape.y:.1f}" font-size="{shape.size}" text-anchor="{shape.anchor}"'
    return f'<text {place} fill="{shape.colour}">{escape(shape.text)}</text>'


def _count_in_dot(dot: Dot) -> Iterator[Words]:
    """How many a dot stands for, in it, where these are several."""
    if dot.count > 1:
        yield Words(dot.x, dot.y + 4, str(dot.count), 11 if dot.count < _WIDE_COUNT else 8, "middle", _GROUND)


def chart_to_png(chart: Chart) -> bytes:
    """A chart as a picture, twice as large so that it prints sharply.

    Raises:
        NoPictureLibraryError: Pillow is not installed.
        MissingFontError: the font that the environment names is no file.
        NoChineseFontError: no font with Chinese characters was found.
    """
    try:
        from PIL import Image, ImageDraw, ImageFont
    except ImportError as error:
        raise NoPictureLibraryError from error
    import io

    font = cache(partial(ImageFont.truetype, _font_file()))
    picture = Image.new("RGB", (chart.width * _SCALE, chart.height * _SCALE), "#ffffff")
    pen = ImageDraw.Draw(picture)
    for shape in chart.shapes:
        if isinstance(shape, Line):
            ends = [(shape.x1 * _SCALE, shape.y1 * _SCALE), (shape.x2 * _SCALE, shape.y2 * _SCALE)]
            pen.line(ends, fill=shape.colour, width=_SCALE)
        elif isinstance(shape, Dot):
            x, y, r = shape.x * _SCALE, shape.y * _SCALE, shape.radius * _SCALE
            pen.ellipse((x - r, y - r, x + r, y + r), fill=shape.colour, outline=_GROUND)
        for words in _count_in_dot(shape) if isinstance(shape, Dot) else [shape] if isinstance(shape, Words) else ():
            anchor = {"start": "ls", "middle": "ms", "end": "rs"}[words.anchor]
            begin, letters = (words.x * _SCALE, words.y * _SCALE), font(words.size * _SCALE)
            pen.text(begin, words.text, fill=words.colour, font=letters, anchor=anchor)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


def _font_file(candidates: Sequence[str] = _FONT_FILES) -> str:
    if named := os.environ.get(FONT_VARIABLE):
        if not Path(named).is_file():
            raise MissingFontError(named)
        return named
    for candidate in candidates:
        if Path(candidate).is_file():
            return candidate
    raise NoChineseFontError
