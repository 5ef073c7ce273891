"""Exceptions whose text a user may read; mistakes in a user's form are findings instead, never exceptions."""


class ZpbError(Exception):
    """A plain Chinese sentence for the user; the command line prints it on one line and exits with 2."""


class UnreadableFile(ZpbError):
    """A file that cannot be opened as what it claims to be, or that is not safe to open."""


class FormError(ZpbError):
    """A form definition (form.yaml) that is wrong: names the file and the line."""


class DataError(ZpbError):
    """A DATA.json that does not follow the contract: names the path inside the document."""


def missing_package(purpose: str, package: str, extra: str) -> ZpbError:
    """The error that an optional package is not installed: what needs it, its name, the extra that brings it."""
    return ZpbError(f'{purpose}要用组件 {package}，本机没有安装，请执行 pip install "zipingbiao[{extra}]" 后再试。')
