"""What can be wrong with a request on the command line, one small error each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ontology.errors import KpigraphError

if TYPE_CHECKING:
    from collections.abc import Sequence


class OutputNeededError(KpigraphError):
    """A format that can't go to the terminal."""

    def __init__(self, form: str) -> None:
        """Take the format's name."""
        super().__init__(f"{form}: 请用 -o 指定输出文件 (name an output file with -o)")


class FormatUnusedError(KpigraphError):
    """A format of records asked for with what writes no records."""

    def __init__(self, option: str) -> None:
        """Take the option that decides what is written."""
        super().__init__(
            f"{option} 不写指标记录，--format 无效；请用 -o 的后缀选格式（.csv .xlsx .html）"
            f"({option} writes no records: leave --format out, and choose by the ending of -o)"
        )


class MeasureNeededError(KpigraphError):
    """A comparison to export without the measure that is compared, or a measure for what is no comparison."""

    def __init__(self, form: str) -> None:
        """Take the format's name."""
        super().__init__(
            "datacube: 请用 --measure 指定比较的指标，如 --measure 群众满意度 (name the measure that is compared)"
            if form == "datacube"
            else f"{form}: --measure 只用于 datacube (--measure goes with datacube only)"
        )


class NothingToCompareError(KpigraphError):
    """A comparison to export of which no target can be compared."""

    def __init__(self, measure: str, near: Sequence[str]) -> None:
        """Take the measure as it was given, and the names that are spelt most alike."""
        spelt = "、".join(near) or "无 (none)"
        super().__init__(
            f"datacube: “{measure}”没有可比较的目标；最近的指标：{spelt} (nothing to compare; these are nearest)"
        )


class LibraryNeededError(KpigraphError):
    """A format that an optional library writes, which is not installed."""

    def __init__(self, form: str) -> None:
        """Take the format's name, which is that of the extra too."""
        super().__init__(
            f"{form}: 需要另装一个库：pip install 'kpigraph[{form}]' (needs a library: pip install 'kpigraph[{form}]')"
        )


class ParameterFormError(KpigraphError):
    """A parameter of a named query without its value."""

    def __init__(self, text: str) -> None:
        """Take the parameter as it was given."""
        super().__init__(
            f"--set {text}: 应写成 名称=值，每个参数一次，如 --set measure=满意度 (write NAME=VALUE, each once)"
        )


class QueryNeededError(KpigraphError):
    """`query` without a query, or with several."""

    def __init__(self) -> None:
        """Say what there is."""
        super().__init__(
            "请给出一条 SPARQL、-f 文件或 --name 名称，三者取一；--list 列出现成的查询 "
            "(give one of: a SPARQL text, -f FILE, --name NAME; --list shows the named ones)"
        )


class SourceNeededError(KpigraphError):
    """`build` without anything to build from."""

    def __init__(self) -> None:
        """Say what there is."""
        super().__init__(
            "请给出文件或文件夹，或用 --from 给出导出的图谱 (name files or folders, or an exported graph with --from)"
        )
