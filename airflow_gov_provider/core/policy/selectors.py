"""Patterns over canonical URIs and over who asks; matched without regular expressions.

In a pattern ``?`` is one character and ``*`` any number of them within a segment (never ``/``);
``**`` is any text, also across segments, also none. All else stands for itself; case counts.

A pattern is a short sequence of symbols, and so is what it is matched against, where a wildcard may
stand too. One question, *does this pattern cover that one*, therefore answers three: whether a file's
URI matches (no wildcards in it), whether everything below a prefix does (``prefix**``), and which
of two patterns is the more specific. It is answered by following all positions at once, so no
pattern makes it slow. The answer may be "no" for far-fetched pairs that do cover each other; it
is never wrongly "yes".
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TypeAlias

from airflow_gov_provider.core.datasets import POSTGRES_PORT, DatasetRef
from airflow_gov_provider.core.errors import PolicyError


class Wildcard(Enum):
    """What is no plain character in a pattern."""

    ONE = "?"
    WITHIN = "*"
    ACROSS = "**"


Symbols: TypeAlias = tuple[str | Wildcard, ...]

#: Characters; longer than any key of an object store.
LONGEST = 1100
_SCHEMES = ("s3", "file", "postgres", "sqlite")
_FORM = re.compile(r"((?:sql\+(?!postgres|sqlite)[a-z][a-z0-9_]*)|[a-z0-9]+)://([^/]*)/(.*)", re.DOTALL)
_SERVER = re.compile(r"[a-z0-9_.\-*?\[\]:]*(?:\*|:[0-9?*]+)")
_BUCKET = re.compile(r"[a-z0-9.\-*?]+")
_ACROSS_AMID = re.compile(r"(?<![/.])\*\*|\*\*(?!/|$)")
_PART = re.compile(r"\*\*|[*?]+|[^*?]", re.DOTALL)
_REQUESTER = re.compile(r"(?:bundle:(?P<bundle>[^/]+)/)?dag:(?P<dag>[^/]+)", re.DOTALL)


def uri_fault(pattern: str) -> str | None:
    """Why ``pattern`` can not stand in a zone's ``datasets``, as a sentence; None when it can.

    Refused is what could never match a canonical URI, and what would match more than it seems to.
    """
    if len(pattern) > LONGEST or not pattern.isprintable():
        return f"a pattern has at most {LONGEST} printable characters"
    form = _FORM.fullmatch(pattern)
    if form is None or (form[1] not in _SCHEMES and "+" not in form[1]):
        known = ", ".join(f"{scheme}://" for scheme in (*_SCHEMES, "sql+dialect"))
        return f"a pattern starts with one of {known} and has a '/' after that"
    scheme, authority, path = form.groups()
    return _authority_fault(scheme, authority) or _path_fault(pattern, path)


def _authority_fault(scheme: str, authority: str) -> str | None:
    if "@" in authority:
        return "a pattern names data, no connection and never a password: leave out what is before '@'"
    # Some databases are files, others have servers.
    if scheme in ("file", "sqlite") or ("+" in scheme and not authority):
        return f"three slashes: {scheme}:///path" if authority else None
    if "**" in authority or not authority:
        return f"the part after {scheme}:// is a segment of its own; for all of them write {scheme}://*/**"
    if scheme == "s3" and not _BUCKET.fullmatch(authority):
        return "bucket names have lower-case letters, digits, '-' and '.' only"
    if scheme != "s3" and not _SERVER.fullmatch(authority):
        return f"a server is host:port in lower case; the port of PostgreSQL is {POSTGRES_PORT}"
    return None


def _path_fault(pattern: str, path: str) -> str | None:
    if pattern.endswith("/"):
        return "a pattern that ends with '/' matches nothing below it; end it with '/**'"
    if _ACROSS_AMID.search(f"/{path}"):
        return "'**' stands after '/' or '.' and before '/' or the end"
    if any(part in ("", ".", "..") for part in path.split("/")):
        return "a canonical URI has no empty, '.' or '..' parts, so this matches nothing"
    if pattern.startswith("postgres:") and ("/" in path or not _reaches_tables(path.split("."), 3)):
        return "a table in PostgreSQL is database.schema.table, so this matches nothing"
    if pattern.startswith("sqlite:") and not _reaches_tables(path.split("#"), 2):
        return "a table in SQLite is path#table, so this matches nothing"
    return _names_fault(pattern, path) if pattern.startswith("sql+") else None


def _names_fault(pattern: str, path: str) -> str | None:
    if ":///" in pattern:
        reaches = _reaches_tables(path.split("#"), 2)
    else:
        reaches = "/" not in path and (_reaches_tables(path.split("."), 3) or path.count(".") == 1)
    return None if reaches else "a table there is [database.]schema.table or path#table: this matches nothing"


def _reaches_tables(parts: list[str], wanted: int) -> bool:
    """True when a name of ``wanted`` parts can match: written out, or by a wildcard that may hold some."""
    return len(parts) == wanted or (len(parts) < wanted and any("*" in part for part in parts))


def symbols(pattern: str) -> Symbols:
    """The symbols of a dataset pattern, one spelling for each: ``*?`` and ``?**?`` have others.

    :raises PolicyError: for a pattern that :func:`uri_fault` refuses.
    """
    fault = uri_fault(pattern)
    if fault is not None:
        raise PolicyError([("datasets", fault)])
    return _symbols(pattern)


def _symbols(pattern: str) -> Symbols:
    found: list[str | Wildcard] = []
    for part in _PART.findall(pattern):
        if part == "**":
            found.append(Wildcard.ACROSS)
        elif part[0] in "*?":
            found += [Wildcard.ONE] * part.count("?") + [Wildcard.WITHIN] * ("*" in part)
        else:
            found.append(part)
    return tuple(found)


def names_of(dataset: DatasetRef) -> Symbols:
    """All names a dataset may have files under: its URI, and for a prefix all that is below it."""
    return (*dataset.uri, Wildcard.ACROSS) if dataset.is_prefix else tuple(dataset.uri)


def covers(pattern: Symbols, names: Symbols) -> bool:
    """True when all texts that ``names`` stands for match ``pattern``."""
    return len(pattern) in _positions(pattern, names)


def reaches_into(pattern: Symbols, dataset: DatasetRef) -> bool:
    """True when something the dataset may hold matches ``pattern``."""
    if dataset.is_prefix:
        return bool(_positions(pattern, tuple(dataset.uri)))
    return covers(pattern, names_of(dataset))


def _positions(pattern: Symbols, names: Symbols) -> frozenset[int]:
    """Where in ``pattern`` one can stand after all ``names``; its length means: at the end."""
    positions = _skipping(pattern, {0})
    for symbol in names:
        stepped = {
            at if isinstance(pattern[at], Wildcard) and pattern[at] is not Wildcard.ONE else at + 1
            for at in positions
            if at < len(pattern) and _takes(pattern[at], symbol)
        }
        positions = _skipping(pattern, stepped)
    return positions


def _skipping(pattern: Symbols, positions: set[int]) -> frozenset[int]:
    """With all that is reached when ``*`` and ``**`` stand for nothing."""
    reached = set(positions)
    for at in positions:
        following = at
        while following < len(pattern) and pattern[following] in (Wildcard.WITHIN, Wildcard.ACROSS):
            following += 1
            reached.add(following)
    return frozenset(reached)


def _takes(own: str | Wildcard, symbol: str | Wildcard) -> bool:
    match own:
        case Wildcard.ACROSS:
            return True
        case Wildcard.WITHIN:
            return symbol not in ("/", Wildcard.ACROSS)
        case Wildcard.ONE:
            return symbol not in ("/", Wildcard.ACROSS, Wildcard.WITHIN)
        case _:
            return own == symbol


def requester_fault(pattern: str) -> str | None:
    """Why ``pattern`` can not stand in a zone's ``requesters``; None when it can."""
    if len(pattern) > LONGEST or not pattern.isprintable():
        return f"a pattern has at most {LONGEST} printable characters"
    if "**" in pattern or _REQUESTER.fullmatch(pattern) is None:
        return "write bundle:NAME/dag:NAME or dag:NAME, with '*' and '?' inside the names"
    return None


def asks(pattern: str, *, dag_id: str, bundle: str) -> bool:
    """True when a requester pattern names this DAG. A bundle that is not known matches none.

    The two names are matched apart, so a bundle's name can not pretend to be a DAG's.

    :raises PolicyError: for a pattern that :func:`requester_fault` refuses.
    """
    form = _REQUESTER.fullmatch(pattern)
    if form is None:
        raise PolicyError([("requesters", str(requester_fault(pattern)))])
    from_there = form["bundle"] is None or (bundle != "" and covers(_symbols(form["bundle"]), tuple(bundle)))
    return from_there and covers(_symbols(form["dag"]), tuple(dag_id))
