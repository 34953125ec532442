"""What can be wrong with a file, one small error each: the sentence names the file and the mend."""

from __future__ import annotations

from extract.document import UnreadableDocumentError


class UnsupportedFormatError(UnreadableDocumentError):
    """A file in a format that no reader knows."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        """Take the file's name and the endings that are known."""
        super().__init__(
            f"{name}: 不支持此格式；请另存为以下格式之一：{'、'.join(known)} (format not supported: save as one of these)"
        )


class UnreadableFileError(UnreadableDocumentError):
    """A file that the system does not let us read."""

    def __init__(self, name: str, reason: str) -> None:
        """Take the file's name and the system's reason."""
        super().__init__(f"{name}: 无法读取（{reason}）；请检查路径和权限 (can't be read: check path and permissions)")


class EncryptedFileError(UnreadableDocumentError):
    """A file that asks for a password."""

    def __init__(self, name: str) -> None:
        """Take the file's name."""
        super().__init__(f"{name}: 文件已加密；请去除密码后另存再试 (encrypted: save a copy without password)")


class DamagedFileError(UnreadableDocumentError):
    """A file whose content breaks the rules of its format."""

    def __init__(self, name: str, reason: str) -> None:
        """Take the file's name and what broke."""
        super().__init__(f"{name}: 文件已损坏（{reason}）；请重新下载或另存 (damaged: download or save it again)")


class TooLargeError(UnreadableDocumentError):
    """A file that would take more memory or time than a document may."""

    def __init__(self, name: str, what: str) -> None:
        """Take the file's name and which bound it breaks."""
        super().__init__(
            f"{name}: 超出读取上限（{what}）；请拆分文件或另存为更简单的格式 (too large: split it, or save it in a simpler form)"
        )


class NotAFileError(UnreadableDocumentError):
    """A path that names a pipe, a device or a folder: reading it might never end."""

    def __init__(self, name: str) -> None:
        """Take the file's name."""
        super().__init__(f"{name}: 不是普通文件，未读取；请先存为文件 (not a regular file: save it as one)")


class BlankPagesError(UnreadableDocumentError):
    """A document whose pages hold neither text nor a picture of text."""

    def __init__(self, name: str) -> None:
        """Take the file's name."""
        super().__init__(
            f"{name}: 页面上没有文字；文字若已转为图形，请另存为带文字的 PDF (the pages hold no text: save a copy with text)"
        )


class NoTextError(UnreadableDocumentError):
    """A scanned document: pictures of pages without text."""

    def __init__(self, name: str) -> None:
        """Take the file's name."""
        super().__init__(
            f"{name}: 扫描件，没有文字层；请安装 kpigraph[ocr] 后再试 (scanned, no text layer: install kpigraph[ocr])"
        )


class ConverterMissingError(UnreadableDocumentError):
    """A format that is read through LibreOffice, which is not installed."""

    def __init__(self, name: str) -> None:
        """Take the file's name."""
        super().__init__(
            f"{name}: 读取此格式需要 LibreOffice；请安装，或用 --soffice 指定其路径，或另存为 .docx/.xlsx "
            f"(needs LibreOffice: install it, give --soffice PATH, or save as .docx or .xlsx)"
        )


class PackageMissingError(UnreadableDocumentError):
    """A file that no reader can be loaded for: a package that the program needs is not installed."""

    def __init__(self, name: str, package: str) -> None:
        """Take the file's name and the package's."""
        super().__init__(f"{name}: 缺少软件包 {package}；请重新安装 kpigraph (package missing: install kpigraph again)")


class ConversionFailedError(UnreadableDocumentError):
    """A file that LibreOffice could not convert."""

    def __init__(self, name: str, reason: str) -> None:
        """Take the file's name and what happened."""
        super().__init__(
            f"{name}: LibreOffice 转换失败（{reason}）；请另存为 .docx/.xlsx (conversion failed: save as .docx or .xlsx)"
        )
