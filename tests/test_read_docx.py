"""Word documents: every construct that Word and WPS write into tables is read as it is printed."""

from __future__ import annotations

import io

import docx as python_docx
import pytest
from docx.shared import Pt
from office_files import OFFICE, WORD, cells, docx, docx_parts, tables, texts, view, w_p, w_tbl, w_tc, w_tr, zipped

from extract.readers.docx import docx_to_content
from extract.readers.faults import DamagedFileError
from extract.readers.limits import LIMITS

SDT = "<w:sdt><w:sdtPr><w:alias w:val='标题'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
DELETED = "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"


def run(inner: str) -> str:
    return f"<w:p><w:r>{inner}</w:r></w:p>"


PARAGRAPHS = {
    "plain": (w_p("绩效目标"), ["绩效目标"]),
    "runs cut anywhere": ("<w:p><w:r><w:t>绩效</w:t></w:r><w:r><w:t>目标</w:t></w:r></w:p>", ["绩效目标"]),
    "blank ones are left out": (w_p(" ") + w_p("甲"), ["甲"]),
    "inner spaces stay": (run('<w:t xml:space="preserve"> 部门 名称 </w:t>'), ["部门 名称"]),
    "tab separates": (run("<w:t>部门</w:t><w:tab/><w:t>民政局</w:t>"), ["部门\t民政局"]),
    "tab stops are no tabs": (w_p("甲", "<w:tabs><w:tab w:val='left' w:pos='9'/></w:tabs>"), ["甲"]),
    "line break begins a line": (run("<w:t>甲</w:t><w:br/><w:t>乙</w:t>"), ["甲", "乙"]),
    "soft hyphen is not printed": (run("<w:t>甲</w:t><w:softHyphen/><w:t>乙</w:t>"), ["甲乙"]),
    "hard hyphen is": (run("<w:t>5</w:t><w:noBreakHyphen/><w:t>8</w:t>"), ["5-8"]),
    "insertion stays": ("<w:p><w:ins><w:r><w:t>新</w:t></w:r></w:ins></w:p>", ["新"]),
    "deletion goes": (f"<w:p>{DELETED}<w:r><w:t>新</w:t></w:r></w:p>", ["新"]),
    "moved text stands where it went": (
        "<w:p><w:moveFrom><w:r><w:t>甲</w:t></w:r></w:moveFrom></w:p><w:p><w:moveTo><w:r><w:t>甲</w:t></w:r></w:moveTo></w:p>",
        ["甲"],
    ),
    "deleted paragraph mark joins": (w_p("上", "<w:rPr><w:del/></w:rPr>") + w_p("下"), ["上下"]),
    "hidden run goes": (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:t>显</w:t></w:r></w:p>",
        ["显"],
    ),
    "vanish turned off stays": (run("<w:rPr><w:vanish w:val='0'/></w:rPr><w:t>显</w:t>"), ["显"]),
    "field shows its result": (
        run(
            "<w:fldChar w:fldCharType='begin'/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType='end'/><w:t>12</w:t>"
        ),
        ["12"],
    ),
    "simple field": ("<w:p><w:fldSimple w:instr='DATE'><w:r><w:t>2024年</w:t></w:r></w:fldSimple></w:p>", ["2024年"]),
    "hyperlink": ("<w:p><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>", ["链接"]),
    "control in a line": (f"<w:p>{SDT.format('<w:r><w:t>民政局</w:t></w:r>')}</w:p>", ["民政局"]),
    "control around paragraphs": (SDT.format(SDT.format(w_p("民政局"))), ["民政局"]),
    "footnote mark is no text": (run("<w:t>甲</w:t><w:footnoteReference w:id='2'/>"), ["甲"]),
    "reading aid above text goes": (
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>ji</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>绩</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>",
        ["绩"],
    ),
    "formula": ("<w:p><m:oMath><m:r><m:t>≥95%</m:t></m:r></m:oMath></w:p>", ["≥95%"]),
    "heading by its own outline": (w_p("总体目标", "<w:outlineLvl w:val='1'/>"), ["# 总体目标"]),
    "body text by its own outline": (w_p("总体目标", "<w:pStyle w:val='2'/><w:outlineLvl w:val='9'/>"), ["总体目标"]),
    "heading by style": (w_p("总体目标", "<w:pStyle w:val='2'/>"), ["# 总体目标"]),
    "heading by inherited style": (w_p("总体目标", "<w:pStyle w:val='9'/>"), ["# 总体目标"]),
    "content of another file is named": ("<w:altChunk/>" + w_p("甲"), ["甲"]),
}
STYLES = (
    "<w:style w:type='paragraph' w:styleId='2'><w:name w:val='heading 1'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='9'><w:name w:val='我的'/><w:basedOn w:val='2'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='7'><w:name w:val='编号'/><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='loop'><w:name w:val='环'/><w:basedOn w:val='loop'/></w:style>"
)


@pytest.mark.parametrize("case", PARAGRAPHS)
def test_paragraphs_are_read_as_printed(case: str) -> None:
    body, expected = PARAGRAPHS[case]
    assert texts(docx_to_content(docx(body, STYLES), "d.docx")) == expected


SYMBOLS = [
    ("Wingdings 2", "F052", "☑"),
    ("Wingdings 2", "F0A3", "☐"),
    ("Wingdings", "F0FE", "☑"),
    ("Wingdings", "F0A8", "☐"),
    ("Symbol", "F0B3", "≥"),
    ("Symbol", "F0A3", "≤"),
    ("宋体", "2265", "≥"),
    ("Webdings", "F041", "A"),
    ("Wingdings", "F04A", ""),
    ("Wingdings", "没有", ""),
]


@pytest.mark.parametrize(("font", "code", "sign"), SYMBOLS)
def test_symbols_are_read_by_their_font(font: str, code: str, sign: str) -> None:
    body = run(f"<w:t>选</w:t><w:sym w:font='{font}' w:char='{code}'/>")
    assert texts(docx_to_content(docx(body), "d.docx")) == [f"选{sign}"]


@pytest.mark.parametrize(
    ("state", "sign"),
    [
        ("<w:checked/>", "☑"),
        ("<w:default w:val='1'/>", "☑"),
        ("<w:default w:val='1'/><w:checked w:val='0'/>", "☐"),
        ("", "☐"),
    ],
)
def test_old_check_boxes_show_their_state(state: str, sign: str) -> None:
    field = f"<w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox>{state}</w:checkBox></w:ffData></w:fldChar>"
    assert texts(docx_to_content(docx(run(f"{field}<w:t>是</w:t>")), "d.docx")) == [f"{sign}是"]


TABLES = {
    "plain": ([w_tr("甲", "乙"), w_tr("丙", "丁")], [(1, 0, 1, 1, "甲"), (1, 1, 1, 1, "乙"), (2, 0, 1, 1, "丙"), (2, 1, 1, 1, "丁")]),
    "blank cells are absent, rows are counted": ([w_tr("甲", ""), w_tr("", ""), w_tr("", "丁")], [(1, 0, 1, 1, "甲"), (3, 1, 1, 1, "丁")]),
    "gridSpan": ([w_tr(w_tc("甲", "<w:gridSpan w:val='2'/>"), "乙")], [(1, 0, 1, 2, "甲"), (1, 2, 1, 1, "乙")]),
    "gridBefore": ([w_tr("乙", properties="<w:gridBefore w:val='2'/><w:gridAfter w:val='1'/>")], [(1, 2, 1, 1, "乙")]),
    "vMerge": (
        [
            w_tr(w_tc("甲", "<w:vMerge w:val='restart'/>"), "1"),
            w_tr(w_tc("", "<w:vMerge/>"), "2"),
            w_tr(w_tc("", "<w:vMerge w:val='continue'/>"), "3"),
            w_tr(w_tc("乙", "<w:vMerge w:val='restart'/>"), "4"),
            w_tr(w_tc("丙"), "5"),
        ],
        [
            (1, 0, 3, 1, "甲"), (1, 1, 1, 1, "1"), (2, 1, 1, 1, "2"), (3, 1, 1, 1, "3"), (4, 0, 1, 1, "乙"), (4, 1, 1, 1, "4"),
            (5, 0, 1, 1, "丙"), (5, 1, 1, 1, "5"),
        ],
    ),
    "vMerge of several columns": (
        [
            w_tr(w_tc("甲", "<w:gridSpan w:val='2'/><w:vMerge w:val='restart'/>"), "1"),
            w_tr(w_tc("", "<w:gridSpan w:val='2'/><w:vMerge/>"), "2"),
        ],
        [(1, 0, 2, 2, "甲"), (1, 2, 1, 1, "1"), (2, 2, 1, 1, "2")],
    ),
    "a continued cell without beginning stands for itself": ([w_tr(w_tc("甲", "<w:vMerge/>"))], [(1, 0, 1, 1, "甲")]),
    "text under a vertical merge is not printed": (
        [w_tr(w_tc("甲", "<w:vMerge w:val='restart'/>"), "1"), w_tr(w_tc("暗", "<w:vMerge/>"), "2")],
        [(1, 0, 2, 1, "甲"), (1, 1, 1, 1, "1"), (2, 1, 1, 1, "2")],
    ),
    "hMerge": (
        [w_tr(w_tc("甲", "<w:hMerge w:val='restart'/>"), w_tc("", "<w:hMerge/>"), "乙")],
        [(1, 0, 1, 2, "甲"), (1, 2, 1, 1, "乙")],
    ),
    "control around a row": ([SDT.format(w_tr("甲")), w_tr("乙")], [(1, 0, 1, 1, "甲"), (2, 0, 1, 1, "乙")]),
    "control around a cell": ([w_tr(SDT.format(w_tc("甲")), "乙")], [(1, 0, 1, 1, "甲"), (1, 1, 1, 1, "乙")]),
    "control in a cell": ([w_tr(f"<w:tc>{SDT.format(w_p('甲'))}</w:tc>")], [(1, 0, 1, 1, "甲")]),
    "custom XML around a row": ([f"<w:customXml>{w_tr('甲')}</w:customXml>"], [(1, 0, 1, 1, "甲")]),
    "deleted row": ([w_tr("旧", properties="<w:del/>"), w_tr("新")], [(1, 0, 1, 1, "新")]),
    "inserted row": ([w_tr("新", properties="<w:ins/>")], [(1, 0, 1, 1, "新")]),
    "deleted cell": ([w_tr(w_tc("旧", "<w:cellDel/>"), "新")], [(1, 0, 1, 1, "新")]),
    "a span before a tracked change does not count": (
        [w_tr(w_tc("甲", "<w:tcPrChange><w:tcPr><w:gridSpan w:val='3'/></w:tcPr></w:tcPrChange>"), "乙")],
        [(1, 0, 1, 1, "甲"), (1, 1, 1, 1, "乙")],
    ),
    "white space is removed": ([w_tr("服务 对象\u3000满意度")], [(1, 0, 1, 1, "服务对象满意度")]),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLES)
def test_tables_are_exact(case: str) -> None:
    rows, expected = TABLES[case]
    assert view(docx_to_content(docx(w_tbl(*rows)), "d.docx")) == expected


def test_paragraphs_and_breaks_of_a_cell_are_its_lines() -> None:
    cell = (
        f"<w:tc>{w_p('指标1：甲')}{w_p('')}<w:p><w:r><w:t>指标2：乙</w:t><w:br/><w:t>指标3：丙</w:t></w:r></w:p></w:tc>"
    )
    (found,) = cells(docx_to_content(docx(w_tbl(w_tr(cell))), "d.docx"))
    assert found.lines == ("指标1：甲", "指标2：乙", "指标3：丙")
    assert found.text == "指标1：甲指标2：乙指标3：丙"


def test_a_cell_of_one_line_has_no_lines() -> None:
    assert cells(docx_to_content(docx(w_tbl(w_tr("甲"))), "d.docx"))[0].lines == ()


def test_hidden_rows_are_flagged() -> None:
    content = docx_to_content(docx(w_tbl(w_tr("甲"), w_tr("乙", properties="<w:hidden/>"))), "d.docx")
    assert [cell.hidden for cell in cells(content)] == [False, True]


def test_a_nested_table_follows_its_table_and_is_not_doubled() -> None:
    inner = w_tbl(w_tr("内"))
    body = w_tbl(w_tr(f"<w:tc>{w_p('外')}{inner}{w_p('')}</w:tc>"), w_tr("末")) + w_p("后") + w_tbl(w_tr("三"))
    content = docx_to_content(docx(body), "d.docx")
    assert texts(content) == ["外 / 末", "内", "后", "三"]
    assert [table.number for table in tables(content)] == [1, 2, 3]


def text_box(inner: str) -> str:
    return (
        "<w:p><w:r><w:t>前</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )


def test_a_text_box_stored_twice_is_read_once_behind_its_paragraph() -> None:
    body = text_box(w_p("框") + w_tbl(w_tr("表"))) + w_p("后")
    assert texts(docx_to_content(docx(body), "d.docx")) == ["前", "框", "表", "后"]


def test_text_boxes_keep_their_order() -> None:
    box = "<w:r><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></w:r>"
    body = f"<w:p>{box.format(w_p('一'))}{box.format(w_p('二'))}</w:p>"
    assert texts(docx_to_content(docx(body), "d.docx")) == ["一", "二"]


def level(numbering: str, text: str, at: int = 0, more: str = "") -> str:
    return f"<w:lvl w:ilvl='{at}'><w:start w:val='1'/><w:numFmt w:val='{numbering}'/><w:lvlText w:val='{text}'/>{more}</w:lvl>"


def listed(text: str, at: int = 0, number: int = 1) -> str:
    return w_p(text, f"<w:numPr><w:ilvl w:val='{at}'/><w:numId w:val='{number}'/></w:numPr>")


def lists(*levels: str, more: str = "") -> str:
    number = "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    return f"<w:abstractNum w:abstractNumId='0'>{''.join(levels)}</w:abstractNum>{number}{more}"


NUMBERINGS = {
    "decimal": (lists(level("decimal", "%1.")), listed("甲") + listed("乙"), ["1.甲", "2.乙"]),
    "Chinese": (
        lists(level("chineseCountingThousand", "（%1）")),
        listed("甲") * 11,
        [f"（{n}）甲" for n in "一二三四五六七八九十"] + ["（十一）甲"],
    ),
    "counting with a word": (
        lists(level("chineseCounting", "第%1章", more="<w:suff w:val='space'/>")),
        listed("总则"),
        ["第一章 总则"],
    ),
    "circled": (lists(level("decimalEnclosedCircle", "%1")), listed("甲"), ["① 甲"]),
    "bullet": (lists(level("bullet", "●")), listed("甲"), ["甲"]),
    "two levels": (
        lists(level("chineseCounting", "%1、"), level("decimal", "%1.%2", 1, "<w:isLgl/>")),
        listed("甲") + listed("乙", 1) + listed("丙", 1) + listed("丁") + listed("戊", 1),
        ["一、甲", "1.1 乙", "1.2 丙", "二、丁", "2.1 戊"],
    ),
    "a list begun anew": (
        lists(
            level("decimal", "%1."),
            more="<w:num w:numId='2'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/>"
            "</w:lvlOverride></w:num>",
        ),
        listed("甲") + listed("乙") + listed("丙", number=2),
        ["1.甲", "2.乙", "1.丙"],
    ),
    "by style": (lists(level("decimal", "%1.")), w_p("甲", "<w:pStyle w:val='7'/>"), ["1.甲"]),
    "style that inherits from itself": (lists(level("decimal", "%1.")), w_p("甲", "<w:pStyle w:val='loop'/>"), ["甲"]),
    "taken off (list 0)": (
        lists(level("decimal", "%1.")),
        w_p("甲", "<w:pStyle w:val='7'/><w:numPr><w:numId w:val='0'/></w:numPr>"),
        ["甲"],
    ),
    "unknown list": (lists(level("decimal", "%1.")), listed("甲", number=9), ["甲"]),
}


@pytest.mark.parametrize("case", NUMBERINGS)
def test_automatic_numbers_are_printed(case: str) -> None:
    numbering, body, expected = NUMBERINGS[case]
    assert texts(docx_to_content(docx(body, STYLES, numbering), "d.docx")) == expected


def test_a_cell_that_holds_only_its_number_shows_it() -> None:
    blank = f"<w:tc>{listed('')}</w:tc>"
    content = docx_to_content(
        docx(w_tbl(w_tr(blank, "甲"), w_tr(blank, "乙")), STYLES, lists(level("decimal", "%1"))), "d.docx"
    )
    assert texts(content) == ["1|甲 / 2|乙"]


def test_strict_documents_are_read() -> None:
    parts = {
        name: str(part)
        .replace(WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main")
        .replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument")
        for name, part in docx_parts(w_tbl(w_tr("甲"))).items()
    }
    assert texts(docx_to_content(zipped(parts), "d.docx")) == ["甲"]


def test_content_of_another_file_gives_a_warning() -> None:
    assert "altChunk" in docx_to_content(docx("<w:altChunk/>"), "d.docx").warnings[0]


def test_a_huge_span_is_cut_with_a_warning() -> None:
    row = w_tr("左", w_tc("宽", "<w:gridSpan w:val='1000000000'/>"), "右", properties="<w:gridBefore w:val='1'/>")
    content = docx_to_content(docx(w_tbl(row)), "d.docx")
    assert view(content) == [(1, 1, 1, 1, "左"), (1, 2, 1, 1, "宽"), (1, 3, 1, 1, "右")]
    row = w_tr(w_tc("宽", "<w:gridSpan w:val='100000000'/>"), "右")
    content = docx_to_content(docx(w_tbl(row)), "d.docx")
    assert view(content) == [(1, 0, 1, LIMITS.columns, "宽")]
    assert f"1 个单元格超出第 {LIMITS.columns} 列" in content.warnings[0]


@pytest.mark.parametrize("missing", ["word/document.xml", "w:body"])
def test_a_document_without_body_is_damaged(missing: str) -> None:
    parts = docx_parts(w_p("甲"))
    if missing == "w:body":
        parts["word/document.xml"] = f"<w:document xmlns:w='{WORD}'/>"
    else:
        del parts[missing]
    with pytest.raises(DamagedFileError, match=r"d\.docx"):
        docx_to_content(zipped(parts), "d.docx")


def test_regular_documents_agree_with_python_docx() -> None:
    document = python_docx.Document()
    document.add_heading("绩效目标", 1)
    document.add_paragraph("部门整体支出。")
    for size in (3, 5):
        table = document.add_table(size, size)
        for row in range(size):
            for column in range(size):
                table.cell(row, column).paragraphs[0].add_run(f"格{row}{column}").font.size = Pt(9)
    stream = io.BytesIO()
    document.save(stream)
    content = docx_to_content(stream.getvalue(), "d.docx")
    expected = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    assert [[list(row.texts) for row in table.rows] for table in tables(content)] == expected
    assert texts(content)[:2] == ["# 绩效目标", "部门整体支出。"]


def test_merged_cells_of_python_docx_come_once_with_their_spans() -> None:
    document = python_docx.Document()
    table = document.add_table(4, 4)
    table.cell(0, 0).merge(table.cell(2, 1)).text = "产出指标"
    table.cell(3, 1).merge(table.cell(3, 3)).text = "≥95%"
    stream = io.BytesIO()
    document.save(stream)
    assert view(docx_to_content(stream.getvalue(), "d.docx")) == [(1, 0, 3, 2, "产出指标"), (4, 1, 1, 3, "≥95%")]
