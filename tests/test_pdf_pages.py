"""PDF files as a whole: text and tables over page breaks, and files that are no good."""

from __future__ import annotations

import zlib

import pytest
from pdf_files import (
    PLAIN,
    PLAIN_TEXTS,
    Form,
    PdfPage,
    draw_table,
    page_with_table,
    paragraphs,
    pdf_bytes,
    pdf_with_stream,
    plain_form,
    read,
    tables,
)

from extract.document import Document, Paragraph, Table
from extract.readers.faults import BlankPagesError, DamagedFileError, EncryptedFileError, NoTextError, TooLargeError
from extract.readers.pdf import pdf_to_content
from extract.reading import document_to_extraction

# running text


def test_lines_of_one_paragraph_are_joined_over_the_page_too() -> None:
    full = "为了做好工作本部门将在二〇二四年继续推进各项改革任务确保全年目标完成"
    page, following = PdfPage(), PdfPage()
    page.text(92, 60, full[2:])
    page.text(72, 80, full)
    page.text(72, 100, "提高效益。")
    page.text(72, 120, "一、总体要求")
    page.text(72, 700, full)
    following.text(72, 60, "提高效益。")
    assert paragraphs(read(page, following)) == [full[2:] + full + "提高效益。", "一、总体要求", full + "提高效益。"]


def test_fields_in_a_line_stay_apart() -> None:
    page = PdfPage()
    page.text(60, 60, "部门名称：某县水利局")
    page.text(400, 60, "单位：万元")
    page.text(60, 80, "填报日期：2024")
    assert paragraphs(read(page)) == ["部门名称：某县水利局 单位：万元", "填报日期：2024"]


# tables without rules

HEADINGS = ["一级指标", "二级指标", "三级指标", "指标值", "度量单位", "权重", "完成时限"]
PLACES = (40, 110, 190, 300, 370, 430, 470)


def printed_rows(page: PdfPage, rows: list[list[str]], top: float = 100) -> None:
    """Rows without rules, cells of several lines with the first of them beside the others."""
    for row in rows:
        for x, text in zip(PLACES, row, strict=True):
            page.text(x, top, text)
        top += 12 * max(text.count("\n") + 1 for text in row)


def test_a_table_without_rules_has_the_columns_of_its_header_and_goes_on_over_the_page() -> None:
    page, following = PdfPage(), PdfPage()
    page.text(200, 40, "项目支出绩效目标表（2024年度）")
    for x, text in ((40, "项目名称"), (110, "水库除险加固"), (300, "主管部门"), (430, "某县水利局")):
        page.text(x, 62, text)
    printed_rows(page, [HEADINGS, ["产出指标", "数量指标", "加固水库座数", "≥3", "座", "20", "2024年11\n月"]], 80)
    rows = [
        ["", "", "新建监测点数量", "12", "个", "10", "2024年10\n月"],
        ["", "质量指标", "加固工程验收合格并\n交付的比例", "100", "%", "20", "2024年12\n月"],
        ["满意度指标", "服务对象满意\n度指标", "下游群众满意度", "≥90", "%", "10", "2024年12\n月"],
    ]
    printed_rows(following, rows)
    content = read(page, following)
    extraction = document_to_extraction(Document("a.pdf", "", "", content.blocks, content.warnings, exact=True))
    assert [
        (i.project, i.level1, i.level2, i.level3, i.target_text, i.weight, i.page) for i in extraction.indicators
    ] == [
        ("水库除险加固", "产出指标", "数量指标", "加固水库座数", "≥3座", 20, 1),
        ("水库除险加固", "产出指标", "数量指标", "新建监测点数量", "12个", 10, 2),
        ("水库除险加固", "产出指标", "质量指标", "加固工程验收合格并交付的比例", "100%", 20, 2),
        ("水库除险加固", "满意度指标", "服务对象满意度指标", "下游群众满意度", "≥90%", 10, 2),
    ]


def ruled_form(page: PdfPage, top: float, project: str, rows: list[list[str]]) -> float:
    """A form with lying rules only: its project, a header, rows between rules; where it ends."""
    page.text(200, top, "项目支出绩效目标表")
    page.text(44, top + 20, f"项目名称：{project}")
    page.text(300, top + 20, "项目类别：经常性项目")
    top += 40
    for row in [["一级指标", "二级指标", "三级指标", "指标值", "权重"], *rows]:
        page.line(40, top, 540, top)
        for x, text in zip((44, 124, 224, 364, 464), row, strict=True):
            page.text(x, top + 4, text)
        top += 8 + 12 * max(text.count("\n") + 1 for text in row)
    page.line(40, top, 540, top)
    page.text(44, top + 6, "填报单位负责人：甲")
    page.text(300, top + 6, "填报日期：2023年11月")
    return top + 40


def test_rows_between_rules_are_whole_and_each_form_is_of_its_own_project() -> None:
    page = PdfPage()
    below = ruled_form(
        page,
        40,
        "群众文化活动",
        [
            ["产出指标", "数量指标", "文化配送场次", "≥1200场", "4"],
            ["", "", "示范性居村综合文化活动室\n建成数", "≥15个", "6"],
            ["", "时效指标", "采购完成时间", "2024年6月底前", "8"],
            ["满意度指标", "服务对象满意\n度指标", "市民满意度", "≥85%", "8"],
        ],
    )
    ruled_form(
        page,
        below,
        "市场监管",
        [
            ["产出指标", "数量指标", "检查经营单位", "≥6800家次", "4"],
            ["", "", "双随机抽查覆盖率", "100%", "6"],
            ["", "质量指标", "办案差错率", "≤1%", "8"],
            ["满意度指标", "服务对象满意\n度指标", "游客满意度", "≥80%", "8"],
        ],
    )
    content = read(page)
    extraction = document_to_extraction(Document("a.pdf", "", "", content.blocks, content.warnings, exact=True))
    assert [(i.project, i.level2, i.level3, i.target_text, i.weight) for i in extraction.indicators] == [
        ("群众文化活动", "数量指标", "文化配送场次", "≥1200场", 4),
        ("群众文化活动", "数量指标", "示范性居村综合文化活动室建成数", "≥15个", 6),
        ("群众文化活动", "时效指标", "采购完成时间", "2024年6月底前", 8),
        ("群众文化活动", "服务对象满意度指标", "市民满意度", "≥85%", 8),
        ("市场监管", "数量指标", "检查经营单位", "≥6800家次", 4),
        ("市场监管", "数量指标", "双随机抽查覆盖率", "100%", 6),
        ("市场监管", "质量指标", "办案差错率", "≤1%", 8),
        ("市场监管", "服务对象满意度指标", "游客满意度", "≥80%", 8),
    ]


def test_a_column_begins_where_cells_do_though_the_one_left_of_it_nearly_reaches_it() -> None:
    page = PdfPage()
    rows = [
        ["一级指标", "二级指标", "三级指标", "指标值", "权重"],
        ["产出指标", "数量指标", "养护绿地面积", "≥36公顷", "20"],
        ["", "", "更新老旧小区公共照明设施", "≥210盏", "10"],
        ["", "质量指标", "苗木成活率", "≥95%", "20"],
    ]
    for number, row in enumerate(rows):
        for x, text in zip((40, 120, 200, 323, 420), row, strict=True):
            page.text(x, 60 + 20 * number, text)
    content = read(page)
    extraction = document_to_extraction(Document("a.pdf", "", "", content.blocks, content.warnings, exact=True))
    assert [(i.level3, i.target_text) for i in extraction.indicators] == [
        ("养护绿地面积", "≥36公顷"), ("更新老旧小区公共照明设施", "≥210盏"), ("苗木成活率", "≥95%"),
    ]  # fmt: skip


# page breaks


def numbered(number: int, rows: list[list[str]]) -> PdfPage:
    """A page with a running head, a table and a page number."""
    page = PdfPage()
    page.text(60, 40, "某县水利局2024年预算", 9)
    page.text(290, 800, f"- {number} -")
    draw_table(page, 60, 90, plain_form(rows))
    return page


def test_heads_and_page_numbers_do_not_part_a_table() -> None:
    content = read(*(numbered(number, [["产出指标", f"指标{number}"], ["", "其他"]]) for number in range(1, 5)))
    assert [type(block) for block in content.blocks] == [Paragraph, Table, Table, Table, Table]
    assert paragraphs(content) == ["某县水利局2024年预算"]


def test_a_title_that_returns_on_each_page_is_no_running_head() -> None:
    pages = []
    for _ in range(3):
        page = PdfPage()
        page.text(200, 55, "项目支出绩效目标表", 16)
        draw_table(page, 60, 90, PLAIN)
        pages.append(page)
    assert paragraphs(read(*pages)) == ["项目支出绩效目标表"] * 3


HEADER = ["级", "名称", "值"]
CUT = ["产出", "完成培训农村实用人才\n和新型职业农民培训人", "≥5人"]


@pytest.mark.parametrize(
    ("upper", "lower", "left_below"),
    [
        pytest.param([HEADER, CUT], [["", "数", ""]], [], id="cut inside a name"),
        pytest.param([HEADER, CUT], [["", "数", ""], ["", "次数", "3"]], [["次数", "3"]], id="further rows stay"),
        pytest.param([HEADER, CUT], [HEADER, ["", "数", ""]], [HEADER], id="cut below a repeated header"),
    ],
)
def test_rows_cut_by_the_page_break_are_joined(
    upper: list[list[str]], lower: list[list[str]], left_below: list[list[str]]
) -> None:
    content = read(*two_pages(upper, lower))
    first, *rest = tables(content)
    assert first[-1] == ["产出", "完成培训农村实用人才和新型职业农民培训人数", "≥5人"]
    assert rest == ([left_below] if left_below else [])
    assert "第 2 页" in content.warnings[0]


@pytest.mark.parametrize(
    ("upper", "row"),
    [
        pytest.param(CUT, ["", "数", "≥3"], id="it has a value of its own"),
        pytest.param(CUT, ["效益", "数", ""], id="it has a label of its own"),
        pytest.param(CUT, ["", "2.数量", ""], id="it begins a list"),
        pytest.param(["产出", "完成培训", "≥5人"], ["", "数", ""], id="the row before it was not full"),
        pytest.param(
            ["产出", "完成培训农村实用人才\n和新型职业农民培训。", "≥5人"], ["", "数", ""], id="a sentence had ended"
        ),
    ],
)
def test_rows_that_may_be_whole_stay_alone(upper: list[str], row: list[str]) -> None:
    content = read(*two_pages([HEADER, upper], [row]))
    assert tables(content)[1] == [[text for text in row if text]]
    assert content.warnings == ()


def two_pages(upper: list[list[str]], lower: list[list[str]]) -> tuple[PdfPage, PdfPage]:
    """Two pages with a table each, of the same columns."""
    pages = (PdfPage(), PdfPage())
    for page, rows in zip(pages, (upper, lower), strict=True):
        form = plain_form(rows, height=30)
        draw_table(page, 60, 90, Form([60, 110, 60], form.heights, form.cells))
    return pages


# files that lie or are no good


def scan() -> PdfPage:
    """A page that is nothing but a picture."""
    page = PdfPage()
    page.picture(0, 0, 595, 842)
    return page


def test_scanned_pages_among_others_are_told() -> None:
    content = read(page_with_table(), scan(), scan())
    assert tables(content) == [PLAIN_TEXTS]
    assert content.warnings == (
        "文件.pdf: 第 2、3 页是扫描图像，未读取；请安装 kpigraph[ocr] 后再试 (scanned pages left out: install kpigraph[ocr])",
    )


def test_fonts_without_unicode_are_told() -> None:
    (warning,) = read(page_with_table(), mapped=False).warnings
    assert warning.startswith("文件.pdf: 第 1 页的字体缺少文字映射，文字可能有误")


def test_no_text_at_all() -> None:
    with pytest.raises(NoTextError, match=r"文件\.pdf"):
        read(scan())


def lines_alone() -> PdfPage:
    """A page of lines that cross, far more than any table has."""
    page = PdfPage()
    page.commands.extend(f"0 {at / 2} m 595 {at / 2} l S {at / 3} 0 m {at / 3} 842 l S" for at in range(1600))
    return page


@pytest.mark.parametrize("page", [PdfPage(), lines_alone()])
def test_pages_without_text_or_picture_are_no_scan(page: PdfPage) -> None:
    with pytest.raises(BlankPagesError, match=r"^文件\.pdf: 页面上没有文字"):
        read(page)


def test_a_password_is_asked_for() -> None:
    with pytest.raises(EncryptedFileError, match=r"文件\.pdf"):
        read(page_with_table(), encrypted=True)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(bytes(range(256)) * 40, id="anything"),
        pytest.param(b"%PDF-1.5\n", id="a beginning"),
        pytest.param(pdf_bytes(page_with_table())[:700], id="cut off"),
        pytest.param(pdf_with_stream(b"", "", kids="2 0 R 2 0 R"), id="pages that hold themselves"),
    ],
)
def test_damaged_files_are_told(data: bytes) -> None:
    with pytest.raises(DamagedFileError, match=r"文件\.pdf"):
        pdf_to_content(data, "文件.pdf")


def test_a_file_without_its_end_is_read_with_a_warning() -> None:
    data = pdf_bytes(page_with_table())
    content = pdf_to_content(data[: data.rindex(b"startxref")], "文件.pdf")
    assert tables(content) == [PLAIN_TEXTS]
    assert "文件不完整" in content.warnings[-1]


def test_a_form_object_that_holds_itself_ends() -> None:
    page = page_with_table()
    page.into_form("1 0 0 1 0 0")
    page.form.append("/X Do")
    assert tables(read(page)) == [PLAIN_TEXTS]


@pytest.mark.parametrize("layers", [1, 2])
def test_streams_that_swell_are_refused(layers: int) -> None:
    packed = b" " * (1 << 27)
    for _ in range(layers):
        packed = zlib.compress(packed)
    with pytest.raises(TooLargeError, match="解压后过大"):
        pdf_to_content(pdf_with_stream(packed, f"/Filter [{'/FlateDecode ' * layers}]"), "文件.pdf")
