"""The indicators of a graph as search needs them: the index of their names, and by indicator what can be filtered by.

A catalogue is derived from the store and kept in the graph's folder under `index/names/`, mapped into memory when it is used.
It says what it was made of; where the store, the lexicon or the version differ it is made anew.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from itertools import islice
from operator import contains
from typing import TYPE_CHECKING, Any, Self, TypeVar
from zlib import crc32

import numpy as np

from graph.identities import UnknownIdentityError
from graph.manifest import MANIFEST_NAME
from graph.name_index import INDEX_FORMAT, NameIndex, build_index
from graph.name_search import best_names
from graph.similarity import UnknownJurisdictionError
from ontology import lexicon
from ontology.units import scale, unit_named

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from extract.indicator import Indicator
    from graph.similarity import SearchOptions
    from graph.store import GraphFolder

    Array = NDArray[Any]

Label = TypeVar("Label")

INDEX_NAME = "index/names"
_FACTS = "catalogue.json"
_LARGEST_SUMMED = 1 << 24
_COLUMNS = ("name_of", "by_name", "name_starts", "place_of", "level2_of", "unit_of", "year_of", "id_starts", "id_bytes")


@dataclass(frozen=True, slots=True)
class Found:
    """An indicator found: its place in the catalogue, the score of its name, and how many were found by that name."""

    place: int
    score: float
    of_name: int


@dataclass(frozen=True)
class Catalogue:
    """Indicators by place: `name_of` is the row of the name, `place_of` … the number of a label; `year_of` is 0 for none.

    `by_name[name_starts[n]:name_starts[n+1]]` are the places of name n.

    `places` are (jurisdiction in full, division code), `levels` the second-level labels, `units` the units.
    """

    index: NameIndex
    name_of: Array
    by_name: Array
    name_starts: Array
    place_of: Array
    level2_of: Array
    unit_of: Array
    year_of: Array
    id_starts: Array
    id_bytes: Array
    places: tuple[tuple[str, str], ...]
    levels: tuple[str, ...]
    units: tuple[str, ...]

    @classmethod
    def of(cls, indicators: Sequence[Indicator]) -> Self:
        """The catalogue of some indicators, in their order."""
        rows = [
            (
                one.id,
                one.level3,
                (one.jurisdiction or "", one.division_code or ""),
                one.level2 or "",
                one.unit or "",
                one.year,
            )
            for one in indicators
        ]
        index = build_index(row[1] for row in rows)
        row_of = {name: number for number, name in enumerate(index.names)}
        places, place_of = _numbered([row[2] for row in rows])
        levels, level2_of = _numbered([row[3] for row in rows])
        units, unit_of = _numbered([row[4] for row in rows])
        ids = [row[0].encode() for row in rows]
        name_of = np.array([row_of[row[1]] for row in rows], np.uint32)
        return cls(
            index,
            name_of,
            np.argsort(name_of, kind="stable").astype(np.uint32),
            np.concatenate(([0], np.cumsum(np.bincount(name_of, minlength=len(index))))).astype(np.int64),
            place_of,
            level2_of,
            unit_of,
            np.array([row[5] or 0 for row in rows], np.int32),
            np.concatenate(([0], np.cumsum([len(one) for one in ids]))).astype(np.int64),
            np.frombuffer(b"".join(ids), np.uint8),
            places,
            levels,
            units,
        )

    def __len__(self) -> int:
        """How many indicators there are."""
        return len(self.name_of)

    def identity(self, place: int) -> str:
        """The id of the indicator at a place."""
        return bytes(self.id_bytes[self.id_starts[place] : self.id_starts[place + 1]]).decode()

    def name_at(self, place: int) -> str:
        """The name of the indicator at a place."""
        return self.index.name(int(self.name_of[place]))

    def id_to_place(self, identity: str) -> int:
        """The place of the indicator with an id.

        Raises:
            UnknownIdentityError: none has it.
        """
        wanted = np.frombuffer(identity.encode(), np.uint8)
        lengths = np.diff(self.id_starts)
        for place in np.flatnonzero(lengths == len(wanted)).tolist():
            if np.array_equal(self.id_bytes[self.id_starts[place] : self.id_starts[place + 1]], wanted):
                return int(place)
        raise UnknownIdentityError(identity, "indicator", map(self.identity, range(len(self))))

    def find(self, text: str, options: SearchOptions, own: int | None = None) -> list[Found]:
        """The indicators whose names are similar to a text, best first, those of one name in order; never that at `own`.

        Raises:
            UnknownJurisdictionError: no indicator lies in the wanted jurisdiction.
        """
        wanted = self._wanted(options)
        if own is not None:
            wanted = np.ones(len(self), np.bool_) if wanted is None else wanted
            wanted[own] = False
        if wanted is not None and not wanted.any():
            return []
        allowed = None
        if wanted is not None:
            allowed = np.zeros(len(self.index), np.bool_)
            allowed[self.name_of[wanted]] = True
        found: list[Found] = []
        for row, score in best_names(self.index, text, options.top, allowed):
            if score < options.min_score or len(found) >= options.top:
                break
            places = self.by_name[self.name_starts[row] : self.name_starts[row + 1]]
            kept = (places if wanted is None else places[wanted[places]]).tolist()
            shown = self._of_many_places(kept, options.per_name) if options.per_name else kept
            found += [Found(place, score, len(kept)) for place in shown]
        return found[: options.top]

    def _of_many_places(self, some: list[int], count: int) -> list[int]:
        """So many of some indicators: the first of each jurisdiction, and the others where these are fewer."""
        firsts: dict[int, int] = {}
        for place in some:
            firsts.setdefault(int(self.place_of[place]), place)
            if len(firsts) == count:
                break
        chosen = list(firsts.values())
        others = (place for place in some if place not in chosen)
        return [*chosen, *islice(others, count - len(chosen))]

    def _wanted(self, options: SearchOptions) -> NDArray[np.bool_] | None:
        """Which indicators the filters keep; None where there are none."""
        kept = []
        if options.jurisdiction:
            here = _holding(self.places, options.jurisdiction)[self.place_of]
            if len(self) and not here.any():
                raise UnknownJurisdictionError(options.jurisdiction, {name for name, _ in self.places if name})
            kept.append(here)
        if options.other_than:
            kept.append(~_holding(self.places, options.other_than)[self.place_of])
        if options.level2:
            kept.append(_holding([(level,) for level in self.levels], options.level2)[self.level2_of])
        if options.unit:
            kept.append(np.array([_is_of_scale(unit, options.unit) for unit in self.units], np.bool_)[self.unit_of])
        if options.year:
            kept.append(self.year_of == options.year)
        return np.logical_and.reduce(kept) if kept else None

    def unmet(self, options: SearchOptions) -> list[tuple[str, str, tuple[str, ...]]]:
        """The filters that no indicator meets, each with its value and the values that there are, the most used first."""
        found = []
        unit = options.unit and (known.sign if (known := unit_named(options.unit)) else options.unit)
        for name, wanted, labels, of_each, meets in (
            ("unit", unit, self.units, self.unit_of, _is_of_scale),
            ("level2", options.level2, self.levels, self.level2_of, contains),
        ):
            if wanted and not any(meets(label, wanted) for label in labels):
                order = np.argsort(-np.bincount(of_each, minlength=len(labels)), kind="stable").tolist()
                found.append((name, wanted, tuple(labels[at] for at in order if labels[at])))
        if options.year and not (self.year_of == options.year).any():
            found.append(
                ("year", str(options.year), tuple(map(str, np.unique(self.year_of[self.year_of > 0])[::-1].tolist())))
            )
        return found

    def save(self, folder: Path, made_of: str) -> None:
        """Write the catalogue into a folder that is put in place when whole."""
        beside = folder.with_name(f"{folder.name}.{os.getpid()}.new")  # other processes may make it at the same time
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        self.index.save(beside)
        for name in _COLUMNS:
            np.save(beside / f"{name}.npy", getattr(self, name), allow_pickle=False)
        facts = {
            "made_of": made_of,
            "places": self.places,
            "levels": self.levels,
            "units": self.units,
            "sums": _sums(beside),
        }
        (beside / _FACTS).write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        beside.rename(folder)

    @classmethod
    def load(cls, folder: Path, made_of: str) -> Self | None:
        """The catalogue that was written, or None where there is none, or one made of something else, or a damaged one."""
        try:
            facts = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
            if facts["made_of"] != made_of or facts["sums"] != _sums(folder):
                return None
            columns = {
                name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False).view(np.ndarray)
                for name in _COLUMNS
            }
            index = NameIndex.load(folder)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        places = tuple((name, code) for name, code in facts["places"])
        return cls(index=index, places=places, levels=tuple(facts["levels"]), units=tuple(facts["units"]), **columns)


def _sums(folder: Path) -> dict[str, int]:
    """For each array's file a checksum, its size where reading it all would take longer than a search."""
    files = sorted(folder.glob("*.npy"))
    sizes = {file: file.stat().st_size for file in files}
    return {file.name: crc32(file.read_bytes()) if size <= _LARGEST_SUMMED else size for file, size in sizes.items()}


def _numbered(labels: Sequence[Label]) -> tuple[tuple[Label, ...], Array]:
    """The distinct labels in order of appearance, and for each given one its number."""
    numbers: dict[Label, int] = {}
    of_each = np.array([numbers.setdefault(label, len(numbers)) for label in labels], np.uint32)
    return tuple(numbers), of_each


def _is_of_scale(unit: str, wanted: str) -> bool:
    """Whether a unit is the wanted one, in whatever spelling, or a multiple of the same (万元, 元), but no unit for each of something."""
    known, other = scale(unit), scale(wanted)
    return known is not None and other is not None and known.unit == other.unit


def _holding(labels: Sequence[tuple[str, ...]], text: str) -> NDArray[np.bool_]:
    return np.array([any(text in part for part in label) for label in labels], np.bool_)


def made_of(folder: GraphFolder) -> str:
    """A digest of what a catalogue of this graph follows from: its documents, the lexicon, the program, the arrays."""
    content = (folder.path / MANIFEST_NAME).read_bytes()
    facts = (lexicon.fingerprint(), version("kpigraph"), str(INDEX_FORMAT))
    return sha256(b"\0".join((content, *map(str.encode, facts)))).hexdigest()


def open_catalogue(folder: GraphFolder, tell: Callable[[str], None] = lambda _: None) -> Catalogue:
    """The catalogue of a graph, made anew where it is missing or was made of another graph or lexicon; `tell` gets a line that says so.

    A folder that can't be written to gives a catalogue that is not kept.
    """
    place, digest = folder.path / INDEX_NAME, made_of(folder)
    if (known := Catalogue.load(place, digest)) is not None:
        return known
    why = "图谱、词表或程序已变，正在重建索引 (graph, lexicon or program changed: the index is made anew)"
    tell(why if place.is_dir() else "首次查找，正在建立索引 (making the index)")
    made = Catalogue.of(sorted(folder.indicators(), key=lambda one: one.id))
    try:
        made.save(place, digest)
    except OSError as error:
        tell(f"索引未能保存 (the index could not be kept): {error.strerror or error}")
    return made
