"""Formats that LibreOffice converts for us: DOC, WPS, RTF and the XML of Office 2003 become DOCX or XLSX.

1. The program is looked for where the user says, on the search path, and where it is usually installed.
2. Each file is copied into a folder of its own, with a fresh profile that forbids macros and leads every connection nowhere.
3. The filter is named, so that a file that is not what it claims is refused and not read as some text.
4. The program and all that it started are ended after a time; what came out must look like a document in words.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from extract.document import Content, Table
from extract.readers.faults import ConversionFailedError, ConverterMissingError, DamagedFileError
from extract.readers.formats import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.readers.settings import ReaderSettings


class Route(NamedTuple):
    """How a format is converted: the ending and filter to read it with, the ending and filter to write."""

    ending: str
    reads: str
    target: str
    writes: str


_TO_WORD = (".docx", "MS Word 2007 XML")
_TO_EXCEL = (".xlsx", "Calc MS Excel 2007 XML")
ROUTES = {
    Kind.DOC: Route(".doc", "MS Word 97", *_TO_WORD),
    Kind.RTF: Route(".rtf", "Rich Text Format", *_TO_WORD),
    Kind.WORD_XML: Route(".xml", "MS Word 2003 XML", *_TO_WORD),
    Kind.EXCEL_XML: Route(".xml", "MS Excel 2003 XML Orcus", *_TO_EXCEL),
}
_XML_KINDS = {Kind.WORD_XML, Kind.EXCEL_XML}
_DOCUMENT_TYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E", re.IGNORECASE)

_NAMES = ("soffice", "libreoffice", "soffice.com")
_PLACES = (
    *("/usr/lib/libreoffice/program/soffice", "/usr/lib64/libreoffice/program/soffice", "/snap/bin/libreoffice"),
    *("/opt/libreoffice*/program/soffice", "/usr/local/bin/soffice", "/opt/homebrew/bin/soffice"),
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    *("C:/Program Files/LibreOffice/program/soffice.com", "C:/Program Files (x86)/LibreOffice/program/soffice.com"),
)
"""Where the program is installed on Linux, macOS and Windows."""
_NO_PROXY = {"http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy"}

_ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
_PROFILE = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Office.Java/VirtualMachine", "Enable", "false"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetNoProxy", ""),
    *(
        ("Inet/Settings", f"ooInet{protocol}Proxy{what}", value)
        for protocol in ("HTTP", "HTTPS", "FTP")
        for what, value in (("Name", "127.0.0.1"), ("Port", "9"))
    ),
)
"""The settings of each conversion: no macros, no links followed, and a proxy at which nobody answers."""

_BYTES = 1 << 30
"""What one written file may have."""
_ORDINARY = 0.7
"""Share of the signs beyond ASCII that GBK knows in any document; of random ones it knows a third."""
_ENOUGH = 20
_SAMPLE = 20_000
"""Signs beyond ASCII by which that is judged, at least and at most."""
_BEYOND_ASCII = re.compile("[\x00-\x08\x0e-\x1f\x7f-\U0010ffff]")
_SYMBOL = re.compile("[\u2022\u2713-\u2718\u25a1\u2610-\u2612\uf020-\uf0ff]")
"""Bullets, ticks and boxes that office programs use beside the signs of GBK."""


def find_soffice(settings: ReaderSettings, name: str) -> Path:
    """LibreOffice's program.

    Args:
        settings: may say where it is.
        name: the file that needs it, for the error.

    Raises:
        ConverterMissingError: it is nowhere, or not where the setting says.
    """
    found = _usable(settings.soffice) if settings.soffice else _installed()
    if found is None:
        raise ConverterMissingError(name)
    return found


def _usable(path: Path) -> Path | None:
    """The program at a path, or in the folder of an installation at it."""
    candidates = (path, *(path / name for name in _NAMES), *(path / "program" / name for name in _NAMES))
    return next((program for program in candidates if program.is_file() and os.access(program, os.X_OK)), None)


def _installed() -> Path | None:
    on_path = next(filter(None, map(shutil.which, _NAMES)), None)
    if on_path:
        return Path(on_path)
    return next((path for place in _PLACES for path in _found(place) if path.is_file()), None)


def _found(place: str) -> list[Path]:
    """The paths that a pattern of one system finds, newest version first; none on another system."""
    anchor = Path(place).anchor
    return sorted(Path(anchor).glob(place.removeprefix(anchor)), reverse=True) if anchor else []


@contextmanager
def converted(path: Path, kind: Kind, name: str, settings: ReaderSettings, seconds: float) -> Iterator[Path]:
    """A file in the format that its route leads to, as long as the context is open.

    Args:
        path: the file, which is only read.
        kind: what it is, a key of ROUTES.
        name: what it is called in errors.
        settings: where LibreOffice is.
        seconds: time that the conversion may take.

    Raises:
        ConverterMissingError: LibreOffice is not installed.
        ConversionFailedError: it made nothing of the file, or took too long.
        DamagedFileError: XML with a document type, which may hold bombs.
    """
    program = find_soffice(settings, name)
    route = ROUTES[kind]
    with tempfile.TemporaryDirectory(prefix="kpigraph-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        source = folder / f"document{route.ending}"
        shutil.copyfile(path, source)
        if kind in _XML_KINDS and _DOCUMENT_TYPE.search(source.read_bytes()):
            raise DamagedFileError(name, "含有 DOCTYPE，办公文档中不允许 (document type in an office file)")
        _write_profile(folder / "profile")
        _run(_command(program, route, source), folder, name, seconds)
        target = folder / "converted" / f"document{route.target}"
        if not target.is_file() or not target.stat().st_size:
            raise ConversionFailedError(name, "文件可能已损坏 (it may be damaged)")
        yield target


def _write_profile(profile: Path) -> None:
    items = "".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _PROFILE)
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>',
        encoding="utf-8",
    )


def _command(program: Path, route: Route, source: Path) -> list[str]:
    folder = source.parent
    return [
        str(program),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *(
            "--headless",
            "--invisible",
            "--nodefault",
            "--norestore",
            "--nolockcheck",
            "--nologo",
            "--nofirststartwizard",
        ),
        f"--infilter={route.reads}",
        "--convert-to",
        f"{route.target[1:]}:{route.writes}",
        "--outdir",
        str(folder / "converted"),
        str(source),
    ]


def _run(command: list[str], folder: Path, name: str, seconds: float) -> None:
    """Run the program in a folder, and end it with all that it started when its time is over."""
    with subprocess.Popen(  # noqa: S603 - the program that the user installed, a file of ours as its argument
        _bounded(command),
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise ConversionFailedError(name, f"超过 {seconds:.0f} 秒 (took too long)") from error
        finally:
            _end_group(process)


def _bounded(command: list[str]) -> list[str]:
    """The command with a bound on the size of what it writes, where the system has the means."""
    limiter = shutil.which("prlimit") if sys.platform == "linux" else None
    return [limiter, f"--fsize={_BYTES}", "--core=0", *command] if limiter else command


def _environment(folder: Path) -> dict[str, str]:
    """What the program sees of the user's environment: no proxies, and a temporary folder of its own."""
    kept = {key: value for key, value in os.environ.items() if key.lower() not in _NO_PROXY}
    return {**kept, **dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(folder)), "SAL_USE_VCLPLUGIN": "svp"}


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill the program, and the ones that it started and left behind."""
    if sys.platform == "win32":
        process.kill()
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def check_readable(content: Content, name: str) -> None:
    """Look at what came out of a conversion.

    Raises:
        ConversionFailedError: there is no text, or such as random bytes give.
    """
    if not content.blocks:
        raise ConversionFailedError(name, "没有得到文字，文件可能已损坏 (no text came out: it may be damaged)")
    beyond = "".join(sign for text in _texts(content) for sign in _BEYOND_ASCII.findall(text))[:_SAMPLE]
    known = beyond.encode("gbk", "ignore").decode("gbk")
    ordinary = sum(sign > "\x7f" for sign in known) + len(_SYMBOL.findall(beyond))
    if len(beyond) >= _ENOUGH and ordinary < _ORDINARY * len(beyond):
        raise ConversionFailedError(name, "转换结果是乱码，文件可能已损坏 (the text is garbled: it may be damaged)")


def _texts(content: Content) -> Iterator[str]:
    for block in content.blocks:
        if isinstance(block, Table):
            yield from (text for row in block.rows for text in row.texts)
        else:
            yield block.text
