"""What a user may choose about reading files: the converter, bounds of time and memory, character recognition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ontology.errors import KpigraphError

if TYPE_CHECKING:
    from pathlib import Path


class ReaderSettingError(KpigraphError):
    """A bound of reading that can't be one."""

    def __init__(self, name: str, value: float) -> None:
        """Take the setting's name and its value."""
        super().__init__(f"ReaderSettings: {name} = {value} 不是正数；请给出大于 0 的数 (must be above 0)")


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """How files are read."""

    soffice: Path | None = None
    """LibreOffice's program; None looks for it where it is usually installed."""
    seconds: float = 30
    """Time that one file may take; large files get more, in proportion."""
    memory_mb: int = 1000
    """Megabytes (10⁶ bytes) of address space of the process that reads binary formats (on systems that can bound it)."""
    ocr: bool = True
    """Whether scanned pages are recognised where the extra kpigraph[ocr] is installed."""

    def __post_init__(self) -> None:
        """Check the bounds.

        Raises:
            ReaderSettingError: a time or a memory that is not above zero.
        """
        for name, value in (("seconds", self.seconds), ("memory_mb", self.memory_mb)):
            if not value > 0:
                raise ReaderSettingError(name, value)


DEFAULT_SETTINGS = ReaderSettings()
