"""Ed25519 signatures and their keys as PEM files; the optional package `cryptography` does the work."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from zipingbiao.base.errors import ZpbError, missing_package
from zipingbiao.base.files import cause, printable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_LARGEST = 64 * 1024
_SIZE = 32
_GROUPS = 5


class KeyLocked(ZpbError):
    """A private key that needs a password, or another one."""


class Signature(NamedTuple):
    """A signature and the public key that proves it, both as base64."""

    signature: str
    public_key: str


class SigningKey:
    """A private key."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @property
    def public_key(self) -> str:
        """The public key as base64."""
        return _text_of(self._key.public_key())

    @property
    def fingerprint(self) -> str:
        """What people compare the key by."""
        return fingerprint(self.public_key)

    def sign(self, message: bytes) -> Signature:
        """Signs a message."""
        return Signature(base64.b64encode(self._key.sign(message)).decode(), self.public_key)


def load_key(path: Path, password: bytes | None = None) -> SigningKey:
    """The private key in a PEM file (PKCS8).

    Raises:
        KeyLocked: where it needs a password, or the password is wrong.
        ZpbError: where the file cannot be read, is no Ed25519 key, or `cryptography` is not installed.
    """
    _need_cryptography()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    name, content = printable(path.name), _read(path)
    try:
        key = load_pem_private_key(content, password)
    except TypeError as error:
        if not password:
            raise KeyLocked(f"密钥「{name}」设有密码，请用 --key-password-file 给出密码文件，或按提示输入密码。") from error
        key = load_pem_private_key(content, None)
    except (ValueError, _unsupported()) as error:
        if password is not None and b"ENCRYPTED" in content:
            raise KeyLocked(f"密钥「{name}」的密码不对，没有定稿。") from error
        raise ZpbError(f"「{name}」不是可用的私钥文件（应为 PEM 格式的 Ed25519 私钥，可用 zpb key 生成）。") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ZpbError(f"「{name}」不是 Ed25519 私钥，请用 zpb key 生成一把。")
    return SigningKey(key)


def load_public_key(path: Path) -> str:
    """The public key in a PEM file, as base64. Raises ZpbError where there is none in it."""
    _need_cryptography()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(_read(path))
    except (ValueError, _unsupported()) as error:
        raise ZpbError(f"「{printable(path.name)}」不是公钥文件（应为 PEM 格式的 Ed25519 公钥）。") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ZpbError(f"「{printable(path.name)}」不是 Ed25519 公钥。")
    return _text_of(key)


def new_key(path: Path, password: bytes | None = None) -> tuple[Path, str]:
    """Writes a new private key to `path`, and its public key beside it.

    Only its owner may read the private key; on Windows that is as the folder says.

    Returns the path of the public key and its fingerprint. Raises ZpbError where either file is there already, or
    cannot be written; neither is left then.
    """
    _need_cryptography()
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    public_path = path.with_name(f"{path.stem}.pub{path.suffix or '.pem'}")
    for one in (path, public_path):
        if os.path.lexists(one):
            raise ZpbError(f"「{printable(one.name)}」已经存在，密钥从不覆盖，请换一个文件名。")
    key = Ed25519PrivateKey.generate()
    locked = form.BestAvailableEncryption(password) if password else form.NoEncryption()
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, locked)
    public = key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    _write_new(path, private, 0o600)
    try:
        _write_new(public_path, public, 0o644)
    except ZpbError:
        path.unlink(missing_ok=True)
        raise
    return public_path, fingerprint(_text_of(key.public_key()))


def check_signature(message: bytes, given: Signature) -> Literal["none", "good", "bad", "unknown"]:
    """Whether a signature is that of its key; `unknown` where `cryptography` is not installed."""
    if not given.signature and not given.public_key:
        return "none"
    try:
        public = base64.b64decode(given.public_key, validate=True)
        signature = base64.b64decode(given.signature, validate=True)
    except (ValueError, binascii.Error):
        return "bad"
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return "unknown"
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return "bad"
    return "good"


def fingerprint(public_key: str) -> str:
    """What people compare a public key by: 5 groups of 4 hexadecimal digits; '' for what is no key."""
    try:
        raw = base64.b64decode(public_key, validate=True)
    except (ValueError, binascii.Error):
        return ""
    if len(raw) != _SIZE:
        return ""
    digits = hashlib.sha256(raw).hexdigest().upper()
    return "-".join(digits[start : start + 4] for start in range(0, 4 * _GROUPS, 4))


def _text_of(key: Ed25519PublicKey) -> str:
    return base64.b64encode(key.public_bytes_raw()).decode()


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_LARGEST)
    except FileNotFoundError as error:
        raise ZpbError(f"找不到密钥文件「{printable(path.name)}」，请检查文件名和所在文件夹。") from error
    except OSError as error:
        raise ZpbError(f"密钥文件「{printable(path.name)}」读不出来（{cause(error)}）。") from error


def _write_new(path: Path, content: bytes, mode: int) -> None:
    try:
        # O_EXCL never replaces a file, not even one that a link leads to.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError as error:
        raise ZpbError(f"「{printable(path.name)}」已经存在，密钥从不覆盖，请换一个文件名。") from error
    except OSError as error:
        raise ZpbError(f"无法保存「{printable(path.name)}」（{cause(error)}），请检查文件夹后重试。") from error
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _need_cryptography() -> None:
    try:
        import cryptography.exceptions  # noqa: F401
    except ImportError as error:
        raise missing_package("签名", "cryptography", "sign") from error


def _unsupported() -> type[Exception]:
    from cryptography.exceptions import UnsupportedAlgorithm

    return UnsupportedAlgorithm
