"""What people decided about measures: names that are one measure, and names that are not, in a file that survives builds.

The file holds two lists of lists of names: `join`, each list one measure, and `split`, each list different measures, such
as `join: [[群众满意度, 服务对象满意度]]` and `split: [[信访案件办结率, 年终结案率]]`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ontology.errors import KpigraphError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Names = tuple[str, ...]

FILE_NAME = "measures.yaml"
_KEYS = ("join", "split")
_HEAD = (
    "# 指标归并：join 为同一指标，split 为不同指标（每列第一个保留原组）。 "
    "Names that are one measure (join), and that are not (split; the first of a list keeps its group).\n"
)


class DecisionsFileError(KpigraphError):
    """A measures.yaml that can't be read, or that contradicts itself."""

    def __init__(self, path: Path, fault: str) -> None:
        """Name the file and what is wrong with it."""
        super().__init__(f"{path}: {fault}")


@dataclass(frozen=True, slots=True)
class Decisions:
    """Lists of names that are one measure (`join`) and lists of names that are different ones (`split`)."""

    join: tuple[Names, ...] = field(default=())
    split: tuple[Names, ...] = field(default=())

    def decided(self) -> frozenset[frozenset[str]]:
        """The pairs of names about which something is decided."""
        lists = (*self.join, *self.split)
        return frozenset(frozenset((a, b)) for names in lists for a in names for b in names if a < b)

    def apart(self) -> frozenset[frozenset[str]]:
        """The pairs of names that are different measures."""
        return Decisions(split=self.split).decided()

    def joined(self) -> dict[str, str]:
        """For each name of `join` one name of all that are one measure with it, by way of others too."""
        first: dict[str, str] = {}
        for names in self.join:
            met = {first[name] for name in names if name in first}
            chosen = min(met, default=names[0])
            first |= dict.fromkeys((*names, *(name for name, one in first.items() if one in met)), chosen)
        return first

    def unknown(self, names: Iterable[str]) -> list[str]:
        """The names of the file that are none of these, in order."""
        known = set(names)
        stated = (name for together in (*self.join, *self.split) for name in together)
        return [name for name in dict.fromkeys(stated) if name not in known]


def read_decisions(path: Path, *, needed: bool = False) -> Decisions:
    """The decisions of a file; none where there is no file and it is not `needed`.

    Raises:
        DecisionsFileError: it is no YAML of the form above, or joins and splits the same names, or is needed and missing.
    """
    import yaml

    if not path.exists():
        if needed:
            raise DecisionsFileError(path, "没有这个文件 (no such file)")
        return Decisions()
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DecisionsFileError(path, f"无法读取 (cannot be read): {' '.join(str(error).split())}") from error
    if not isinstance(found, dict) or set(found) - set(_KEYS):
        raise DecisionsFileError(path, "只能有 join 和 split 两项 (only `join` and `split` may stand in it)")
    lists = {key: tuple(_names(path, key, names) for names in found.get(key) or ()) for key in _KEYS}
    decisions = Decisions(**lists)
    joined = decisions.joined()
    both = [sorted(pair) for pair in decisions.apart() if len({joined.get(name, name) for name in pair}) == 1]
    if both:
        pair = "、".join(min(both))
        raise DecisionsFileError(path, f"{pair} 既合并又拆分，请删去其一 (joined and split: drop one)")
    return decisions


def graph_decisions(folder: Path, named: Path | None = None) -> Decisions:
    """The decisions of the file that is `named`, which must exist, or of the one that a graph's folder may hold.

    Raises:
        DecisionsFileError: as `read_decisions` does.
    """
    return read_decisions(named or folder / FILE_NAME, needed=named is not None)


def _names(path: Path, key: str, names: object) -> Names:
    if not isinstance(names, list) or len(names) < 2 or not all(isinstance(name, str) for name in names):  # noqa: PLR2004
        raise DecisionsFileError(
            path, f"{key} 的每一项应为两个以上名称的列表 (each entry: a list of two names or more)"
        )
    return tuple(names)


def write_decisions(path: Path, decisions: Decisions) -> None:
    """Write decisions as a file that `read_decisions` reads, in one step.

    Raises:
        DecisionsFileError: the system refused.
    """
    lines = [_HEAD]
    for key in _KEYS:
        lists = getattr(decisions, key)
        lines += [f"{key}:\n", *(f"  - [{', '.join(map(_quoted, names))}]\n" for names in lists)] if lists else []
    beside = path.with_name(f"{path.name}.new")
    try:
        beside.write_text("".join(lines), encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise DecisionsFileError(path, f"无法写入 (cannot be written): {error.strerror or error}") from error


def _quoted(name: str) -> str:
    """A name as YAML reads it back, whatever stands in it."""
    import json

    return json.dumps(name, ensure_ascii=False)
