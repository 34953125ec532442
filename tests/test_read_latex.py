r"""Tables in LaTeX: what of their markup is cells, spans and text, and that no line is lost or moved."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from extract.readers.latex_tables import formulas_apart, latex_to_html


def cells(latex: str) -> list[list[str]]:
    """The rows of the tables, a cell with its span behind a star where it has one, its lines apart by slashes."""
    tree = html.fromstring(f"<div>{latex_to_html(latex)}</div>")
    return [[shown(cell) for cell in row.findall("td")] for row in tree.iter("tr")]


def shown(cell: html.HtmlElement) -> str:
    """A cell's text and its span."""
    text = "/".join(" ".join(part.split()) for part in cell.itertext())
    return text if cell.get("colspan") == "1" else f"{text}*{cell.get('colspan')}"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (r"甲 & 乙 \\ 丙 & 丁 \\", [["甲", "乙"], ["丙", "丁"]]),
        (r"\hline 甲 & \\ \cline{2-2} & 乙 \\ \hline", [["甲", ""], ["", "乙"]]),
        (r"\toprule 甲 & 乙 \\[2pt] \midrule 丙 & 丁 \tabularnewline \bottomrule", [["甲", "乙"], ["丙", "丁"]]),
        (r"\multicolumn{3}{|c|}{项目名称} & 甲 \\", [["项目名称*3", "甲"]]),
        (r"\multirow{2}{*}{产出} & 甲 \\ & 乙 \\", [["产出", "甲"], ["", "乙"]]),
        (r"\multirow[t]{2}*{产出} & \multirow{2}{3cm}{甲} \\", [["产出", "甲"]]),
        (r"\multicolumn{2}{c}{\multirow{2}{*}{绩效}} & 甲 \\", [["绩效*2", "甲"]]),
        (
            r"\begin{tabular}{l}服务对象 \\ 满意度\end{tabular} & \makecell{按期\\办结率} \\",
            [["服务对象/满意度", "按期/办结率"]],
        ),
        (r"\textbf{一级} & \text{R\&D}占比 & 98\% & a\_b \\", [["一级", "R&D占比", "98%", "a_b"]]),
        (r"<95 & >5 \\", [["<95", ">5"]]),
        (r"\multicolumn{x}{c}{甲} & 乙 \\", [["甲", "乙"]]),
        (r"\multicolumn{3}{c}{甲", [["甲*3"]]),
    ],
)
def test_rows_of_a_table(rows: str, expected: list[list[str]]) -> None:
    assert cells(rf"\begin{{tabular}}{{|l|p{{3cm}}|}} {rows} \end{{tabular}}") == expected


def test_headings_captions_and_frames_around_a_table() -> None:
    latex = textwrap.dedent(r"""
        \title{预算公开}
        \section*{绩效目标表}
        \begin{table}[h]
        \caption{项目支出}
        \begin{tabularx}{\textwidth}{ll}
        甲 & 乙 \\
        \end{tabularx}
        \end{table}
        """)
    lines = latex_to_html(latex).split("\n")
    assert lines[1:5] == ["# 预算公开", "## 绩效目标表", "", "项目支出"]
    assert lines[6] == '<td colspan="1">甲</td><td colspan="1">乙</td></tr></table>'


def test_text_without_a_table_stays() -> None:
    text = "价格 \\$5，\\section 不动，A & B \\\\"
    assert latex_to_html(text) == text


def test_formulas_between_parentheses_become_those_between_dollars() -> None:
    assert formulas_apart(r"覆盖率\( \geq 95 \% \)，\(100\%\)") == r"覆盖率$\geq 95 \%$，$100\%$"


@pytest.mark.parametrize("inner", [r"\begin{tabular}{l}", r"\makecell{", r"\multirow{2}{*}{", "{"])
def test_deep_nesting_ends(inner: str) -> None:
    assert "甲" in latex_to_html(rf"\begin{{tabular}}{{l}}{inner * 5000}甲")


PIECES = ["甲", "乙丙", "&", "\\\\", "\n", " ", "{", "}", "\\hline", "\\multirow{2}{*}", "\\multicolumn{2}{c}", "\\begin{tabular}{l}",
          "\\end{tabular}", "\\makecell{", "$\\geq 5$", "\\%", "<b>", "\\cline{2-3}", "[2pt]"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_markup_is_read_and_keeps_its_lines(rows: str) -> None:
    latex = f"前\n\\begin{{tabular}}{{ll}}{rows}\\end{{tabular}}\n后"
    shown = latex_to_html(latex)
    assert shown.count("\n") == latex.count("\n")
    assert shown.startswith("前\n<table>")
