"""The command line: one application made of the commands, and one way to end on bad input.

Heavy packages (spacy, jieba, networkx, pyvis, rdflib, numpy, pyoxigraph) are imported inside the command that needs them, so
that `kpigraph --help` answers at once.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import Annotated, NoReturn

import typer

from commands.curation import measures, words
from commands.documents import build, extract, remove
from commands.measures import compare, peers, similar, suggest
from commands.questions import export, info, query, validate, view
from ontology.errors import KpigraphError
from output.console import prepare_streams, tell

_SOON = 0.02
"""Seconds after which a request to end that was lost is made again."""

_GARBAGE = 50_000
"""Objects after which garbage is looked for: the interpreter's 700 cost a short command a fifth of its time, for nothing."""

app = typer.Typer(
    name="kpigraph",
    help=(
        "读取预算绩效目标表，建成知识图谱：可检索、可比较、可浏览、可导出。\n\n"
        "Reads performance targets of Chinese budget documents and builds a knowledge graph.\n\n"
        "先用 build 建图，再用 similar、compare、query、view。 Start with build, then similar, compare, query, view."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (extract, build, info, query, similar, compare, peers, suggest, export, validate, view, remove):
    app.command()(command)
for group in (measures, words):
    app.add_typer(group)


def version(value: bool) -> None:  # noqa: FBT001 - the form that typer calls
    """Print the version and end."""
    if value:
        from importlib.metadata import version as installed

        typer.echo(f"kpigraph {installed('kpigraph')}")
        raise typer.Exit


@app.callback()
def common(
    _: Annotated[
        bool, typer.Option("--version", callback=version, is_eager=True, help="显示版本 (show the version)")
    ] = False,
) -> None:
    """Options of the program itself."""


def end_when_told() -> None:
    """Let a request to end (kill, a shutdown) end the program as Ctrl-C does: what it began is cleared away first."""

    def end(*_: object) -> NoReturn:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # clearing away is not to be ended in turn
        sys.exit(128 + signal.SIGTERM)

    def end_soon(lost: sys.UnraisableHookArgs) -> None:
        # What interrupts a finaliser, or a hook around a fork, goes no further than there: it is asked for once more.
        if not isinstance(lost.exc_value, SystemExit):
            sys.__unraisablehook__(lost)
            return
        signal.signal(signal.SIGALRM, end)
        signal.setitimer(signal.ITIMER_REAL, _SOON)

    signal.signal(signal.SIGTERM, end)
    if hasattr(os, "register_at_fork"):
        sys.unraisablehook = end_soon
        # A worker has nothing to clear away, and may be busy where no handler has its turn.
        os.register_at_fork(after_in_child=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL))


def main() -> None:
    """Run the command; an error of the input becomes one red line and status 1."""
    gc.set_threshold(_GARBAGE)
    prepare_streams()
    end_when_told()
    try:
        try:
            app()
        finally:
            sys.stdout.flush()  # while what fails can still be told
    except KpigraphError as error:
        tell(str(error), "error")
        sys.exit(1)


if __name__ == "__main__":
    main()
