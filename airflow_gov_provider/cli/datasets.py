"""Datasets as people type them: relative paths and directories without a slash included."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.errors import ErrorCode, UsageError

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://")


def given(text: str) -> DatasetRef:
    """The dataset that ``text`` means here; an existing directory is a prefix.

    :raises UsageError: ``URI_INVALID`` or ``URI_SCHEME_UNKNOWN``.
    """
    if not text:
        raise UsageError(
            ErrorCode.URI_INVALID, "an empty text names no dataset", hint="is a variable of the shell unset?"
        )
    dataset = DatasetRef.parse(text if _URI.match(text) else _absolute(text))
    if dataset.scheme == "file" and not dataset.is_prefix and _is_directory(dataset.path):
        return replace(dataset, path=f"{dataset.path}/")
    return dataset


def shown(text: str) -> str:
    """How results name it: a URI that ends with the path as given, without a password or a token."""
    if not _URI.match(text):
        return f"file://{_joined(text)}"
    scheme, _, rest = text.partition("://")
    place, slash, path = rest.partition("/")
    if scheme.lower() not in ("file", "s3", "s3a", "s3n"):
        # Of a scheme we do not know, what follows a question mark may be a signature.
        path = path.partition("?")[0]
    return f"{scheme}://{place.rpartition('@')[2]}{slash}{path}"


def _joined(text: str) -> str:
    return text if text.startswith("/") else f"{Path.cwd()}/{text}"


def _absolute(text: str) -> str:
    path = _joined(text)
    if ".." in path.split("/"):
        # Behind a symbolic link ".." is not what the text says; another file must not be called clean.
        path = os.path.realpath(path) + ("/" if text.endswith("/") else "")
    return path


def _is_directory(path: str) -> bool:
    try:
        return Path(path).is_dir()
    except OSError:
        return False  # whoever reads it says why it can not be read
