"""Python's collector of cycles, stopped while a document is read.

What readers make (characters, cells, rows) holds no cycles and is kept, and the collector would walk over all of it again and
again: a tenth of the time of a PDF.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def without_collector() -> Iterator[None]:
    """Stop the collector, and start it again if it was on; a decorator too."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
