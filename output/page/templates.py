"""What every page is made with: our own files, templates that escape all text, and a policy that lets nothing be loaded."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined


def page_part(name: str) -> str:
    """One of the files that the page is made of."""
    return (files("output.page") / name).read_text(encoding="utf-8")


def environment() -> Environment:
    """The templates of pages."""
    return Environment(
        loader=PackageLoader("output", "page"), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )


def content_policy(scripts: tuple[str, ...], styles: tuple[str, ...]) -> str:
    """A Content-Security-Policy that lets exactly these inline scripts and styles run, and nothing be loaded."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(_source_hash, scripts))}",
            f"style-src {' '.join(map(_source_hash, styles))}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _source_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
