"""What can be wrong with a graph folder or a request to it, one small error each: in Chinese and English, with the mend."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from ontology.errors import KpigraphError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class NotAGraphFolderError(KpigraphError):
    """A path that holds no graph."""

    def __init__(self, path: Path) -> None:
        """Say how to get one."""
        super().__init__(
            f"{path}: 不是图谱文件夹；请用 `kpigraph build PATH -g FOLDER` 建图，或换一个文件夹 "
            f"(no graph folder; build one with `kpigraph build PATH -g FOLDER`, or name another)"
        )


class NewerGraphFormatError(KpigraphError):
    """A graph folder that a later version wrote."""

    def __init__(self, path: Path, version: object, known: int) -> None:
        """Name both versions."""
        super().__init__(
            f"{path}: 图谱由更新的版本写成；请用写成它的 kpigraph，或另建一个文件夹 (graph format {version} is newer than "
            f"{known}, the newest that this version reads; use the kpigraph that wrote it, or build the graph anew into "
            "another folder)"
        )


class OlderGraphFormatError(KpigraphError):
    """A graph folder that an earlier version wrote, in a form that is not read any more."""

    def __init__(self, path: Path, version: object, known: int) -> None:
        """Say what to do instead."""
        super().__init__(
            f"{path}: 图谱由旧版本写成；请用原文件在新文件夹中重建 (graph format {version} is older than {known}; "
            "build the graph anew from its documents, in another folder)"
        )


class GraphInUseError(KpigraphError):
    """A graph folder that another process is changing."""

    def __init__(self, path: Path) -> None:
        """Say what to wait for."""
        super().__init__(
            f"{path}: 另一个进程正在更新此图谱；请等它结束，或建到别的文件夹 "
            f"(in use by another process that changes it; wait until it has finished, or build into another folder)"
        )


class GraphNotWritableError(KpigraphError):
    """A place where no graph can be written."""

    def __init__(self, path: Path, cause: OSError) -> None:
        """Say what the system said."""
        super().__init__(
            f"{path}: 无法在此写入图谱，原有图谱未变；请换一个文件夹或腾出空间 (the graph cannot be written here: "
            f"{cause.strerror or cause}; what it held before is still there; name another folder, or make room)"
        )


class GraphDamagedError(KpigraphError):
    """A graph whose files are damaged or gone; the `part` that is."""

    def __init__(self, path: Path, part: str = "store") -> None:
        """Say how to get it back."""
        super().__init__(
            f"{path}: 图谱文件 {part} 已损坏；请删除此文件夹（先另存其中的 measures.yaml），用原文件或导出的文件重新建图 "
            f"(the graph is damaged in {part}; remove the folder, but keep a measures.yaml in it, and build it anew from the "
            "documents or an export)"
        )


class OtherBaseError(KpigraphError):
    """A graph built under another base than the one that is asked for."""

    def __init__(self, path: Path, base: str, wanted: str) -> None:
        """Name both bases."""
        super().__init__(
            f"{path}: 此图谱的 IRI 前缀是 {base}，不是 {wanted}；请建到别的文件夹 "
            f"(built under the base {base}, not {wanted}; build into another folder)"
        )


class ReadOnlyGraphError(KpigraphError):
    """A change to a graph that was opened for reading."""

    def __init__(self, path: Path) -> None:
        """Say how to open it."""
        super().__init__(f"{path}: 图谱以只读方式打开，不能更改 (opened for reading only; open it for writing)")


class UnknownDocumentError(KpigraphError):
    """A document that the graph does not hold."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        """Name the nearest that it holds, and how all are listed."""
        near = get_close_matches(name, known, n=1)
        words = f"是否指 {near[0]}？" if near else f"图谱中有 {len(known)} 份文件，"
        hint = f"did you mean {near[0]}?" if near else f"it holds {len(known)} documents;"
        super().__init__(
            f"{name}: 图谱中没有这份文件；{words}用 `kpigraph query --name documents` 列出 "
            f"(no document of this graph; {hint} `kpigraph query --name documents` lists them)"
        )


class RepeatedIndicatorError(KpigraphError):
    """Two indicators of a document with one id, which the graph could not keep apart."""

    def __init__(self, document: str, identity: str) -> None:
        """Name the document and the id."""
        super().__init__(
            f"{document}: 两条指标的 id 都是 {identity}；每行须有自己的 id "
            f"(two indicators have the id {identity}; every row needs an id of its own)"
        )
