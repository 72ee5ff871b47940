"""Keys in files: the one that signs, the ones that are trusted, the one that masks.

A file is read anew at each use: no key stays in an object, and a public key that was removed stops
counting at once. Errors name files, never what is in them, and are raised where no key is in reach.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from airflow_gov_provider.core.errors import ErrorCode, UsageError
from airflow_gov_provider.stores import owner_only
from airflow_gov_provider.stores.keys_masking import MaskingKeys, Parsed, parsed

_Key = TypeVar("_Key")


class FileSigner:
    """Signs with the ed25519 key of a PEM file (PKCS #8, owner-only)."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __repr__(self) -> str:
        return f"FileSigner({self._path})"

    @property
    def key_id(self) -> str:
        """``ed25519:`` and the first 16 hex digits of the public key's SHA-256.

        :raises UsageError: ``KEY_MISSING``, ``KEY_INVALID``.
        """
        return key_id(_signing_key(self._path).public_key())

    def sign(self, data: bytes) -> bytes:
        """An ed25519 signature (64 bytes).

        :raises UsageError: ``KEY_MISSING``, ``KEY_INVALID``.
        """
        return _signing_key(self._path).sign(data)


class FileVerifier:
    """Trusts the ed25519 public keys in the ``*.pem`` files of a directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def __repr__(self) -> str:
        return f"FileVerifier({self._directory})"

    def verify(self, key_id: str, signature: bytes, data: bytes) -> bool:
        """Whether a trusted key of this id made the signature.

        :raises UsageError: ``KEY_MISSING`` when there is no public key at all; ``KEY_INVALID`` for one
            that can not be trusted or read, since nobody can say then what it would have verified.
        """
        public = self._trusted().get(key_id)
        if public is None:
            return False
        try:
            public.verify(signature, data)
        except InvalidSignature:
            return False
        return True

    def _trusted(self) -> dict[str, Ed25519PublicKey]:
        try:
            owner_only.refuse_shared(self._directory, self._directory.stat(), secret=False)
            files = sorted(self._directory.glob("*.pem"))
        except owner_only.NotOwnerOnlyError as fault:
            raise _invalid(self._directory, fault.what, fault.hint) from None
        except OSError as fault:
            raise _missing(self._directory, fault) from None
        if not files:
            raise _missing(self._directory, None)
        keys = [_loaded(path, _public_key_of, "an ed25519 public key in PEM", secret=False) for path in files]
        return {key_id(key): key for key in keys}


class FileMaskingKeys:
    """Masking keys in a file (owner-only); see :class:`~airflow_gov_provider.stores.keys_masking.MaskingKeySource`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __repr__(self) -> str:
        return f"FileMaskingKeys({self._path})"

    def load(self) -> MaskingKeys:
        """The keys in the file now. :raises UsageError: ``KEY_MISSING``, ``KEY_INVALID``."""
        return read_masking_keys(self._path)


def key_id(public: Ed25519PublicKey) -> str:
    """Names a public key: ``ed25519:`` and 16 hex digits."""
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return f"ed25519:{hashlib.sha256(raw).hexdigest()[:16]}"


def ensure_keys(signing_key: Path, public_keys: Path, masking_key: Path | None) -> None:
    """Make what is missing: a signing key, its public key among ``public_keys``, a masking key.

    Files are made whole, for their owner only (0600 in 0700), and never replaced; of several processes
    that start at once, one makes a file and all use it.

    :param masking_key: None: it does not lie in a file.
    :raises UsageError: ``KEY_INVALID`` for existing keys that are no keys or that others may read.
    """
    if masking_key is not None and signing_key.absolute() == masking_key.absolute():
        raise _invalid(signing_key, "signing and masking key are one file", "name two files")
    places = [signing_key.parent, public_keys, *([masking_key.parent] if masking_key else [])]
    try:
        for directory in places:
            owner_only.private_directory(directory)
            owner_only.refuse_shared(directory, directory.stat(), secret=False)
        if masking_key is not None:
            owner_only.place_once(masking_key, f"{secrets.token_hex(32)}\n".encode("ascii"))
        owner_only.place_once(signing_key, _new_signing_key())
        public = _signing_key(signing_key).public_key()
        owner_only.place_once(public_keys / f"{key_id(public).removeprefix('ed25519:')}.pem", _pem(public))
    except owner_only.NotOwnerOnlyError as fault:
        raise _invalid(directory, fault.what, fault.hint) from None
    except OSError as fault:
        where = Path(os.fsdecode(fault.filename)) if fault.filename else signing_key.parent
        raise _invalid(where, f"keys can not be made there ({type(fault).__name__})", "") from None
    if masking_key is not None:
        read_masking_keys(masking_key)


def read_masking_keys(path: Path) -> MaskingKeys:
    """Every version of the masking master key.

    :raises UsageError: ``KEY_MISSING``, ``KEY_INVALID``.
    """
    found, fault = _loaded(path, _masking_keys_of, "32 bytes in hex", secret=True)
    if found is None:
        raise _invalid(path, fault, "restore it from a backup, or name another file")
    return found


def read_masking_key(path: Path) -> bytes:
    """The 32 bytes of the current masking master key.

    :raises UsageError: ``KEY_MISSING``, ``KEY_INVALID``.
    """
    return read_masking_keys(path).current


def derive(master: bytes, info: str, length: int = 32) -> bytes:
    """A key of its own for one use, by HKDF-SHA256 (RFC 5869, no salt).

    :param info: names the use; two uses never share a key. :param length: in bytes.
    """
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info.encode("utf-8")).derive(master)


def _signing_key(path: Path) -> Ed25519PrivateKey:
    return _loaded(path, _signing_key_of, "an ed25519 private key in PEM (PKCS #8)", secret=True)


def _loaded(path: Path, parse: Callable[[Path, bool], _Key | None], expected: str, *, secret: bool) -> _Key:
    """The parsed file. Holds no content itself, so that no traceback of its errors does."""
    try:
        key = parse(path, secret)
    except FileNotFoundError as fault:
        raise _missing(path, fault) from None
    except owner_only.NotOwnerOnlyError as fault:
        raise _invalid(path, fault.what, fault.hint) from None
    except OSError as fault:
        raise _invalid(
            path, f"it can not be read ({type(fault).__name__})", "check its owner and mode"
        ) from None
    if key is None:
        raise _invalid(path, f"it does not hold {expected}", "restore it from a backup, or name another file")
    return key


def _signing_key_of(path: Path, secret: bool) -> Ed25519PrivateKey | None:
    content = owner_only.read(path, secret=secret)
    try:
        key = serialization.load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, Ed25519PrivateKey) else None


def _public_key_of(path: Path, secret: bool) -> Ed25519PublicKey | None:
    content = owner_only.read(path, secret=secret)
    try:
        key = serialization.load_pem_public_key(content)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, Ed25519PublicKey) else None


def _masking_keys_of(path: Path, secret: bool) -> Parsed:
    return parsed(owner_only.read(path, secret=secret))


def _new_signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _pem(public: Ed25519PublicKey) -> bytes:
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _missing(path: Path, fault: OSError | None) -> UsageError:
    if fault is not None and not isinstance(fault, FileNotFoundError):
        return _invalid(path, f"it can not be read ({type(fault).__name__})", "check its owner and mode")
    return UsageError(
        ErrorCode.KEY_MISSING,
        "there is no key",
        where=str(path),
        hint="keys are made when a gate first runs; or name the right place in [governance]",
    )


def _invalid(path: Path, what: str, hint: str) -> UsageError:
    return UsageError(ErrorCode.KEY_INVALID, f"the key is not used: {what}", where=str(path), hint=hint)
