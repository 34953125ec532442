"""The one family of errors that bad input may raise; a command prints them as one line."""

from __future__ import annotations


class KpigraphError(Exception):
    """Base of every error caused by input: its text names the thing, the place and the mend."""
