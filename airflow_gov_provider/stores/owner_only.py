"""Files that belong to one user of the machine: made whole or not at all, never replaced, never shared."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

#: Files of ours (keys) are small; what is larger is something else.
_LARGEST = 64 * 1024


class NotOwnerOnlyError(Exception):
    """Why a file or directory can not be trusted. Internal: callers turn it into their own error."""

    def __init__(self, what: str, hint: str) -> None:
        self.what = what
        self.hint = hint
        super().__init__(what)


def private_directory(directory: Path) -> None:
    """Make the directory and its missing parents, each for the owner only; leave existing ones alone.

    :raises OSError: when it can not be made.
    """
    missing = []
    place = directory
    while not place.exists():
        missing.append(place)
        place = place.parent
    for place in reversed(missing):
        try:
            place.mkdir(mode=0o700)
        except FileExistsError:
            continue  # another process was quicker


def place_once(path: Path, content: bytes) -> bool:
    """Put a file of mode 0600 there, durably and whole, unless something is there already.

    :returns: True when this call made it; False when it existed or another process was quicker.
    :raises OSError: when it can not be made.
    """
    if path.is_symlink() or path.exists():
        return False
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(
        temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600
    )
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A link, not a rename: a rename would replace what another process has just put there.
        os.link(temporary, path, follow_symlinks=False)
    except FileExistsError:
        return False
    finally:
        temporary.unlink(missing_ok=True)
    _sync_directory(path.parent)
    return True


def read(path: Path, *, secret: bool) -> bytes:
    """The content of a file that nobody else can change and, when ``secret``, nobody else can read.

    :raises FileNotFoundError: when there is none. :raises OSError: when it can not be read.
    :raises NotOwnerOnlyError: for links, special files, foreign owners and loose modes.
    """
    try:
        # Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        if path.is_symlink():
            raise NotOwnerOnlyError("it is a symbolic link", f"name the file itself, not {path}") from None
        raise
    with os.fdopen(descriptor, "rb") as file:
        refuse_shared(path, os.fstat(file.fileno()), secret=secret)
        return file.read(_LARGEST)


def refuse_shared(path: Path, status: os.stat_result, *, secret: bool) -> None:
    """Refuse what others of the machine may change (or, when ``secret``, read).

    :raises NotOwnerOnlyError: with what to do about it.
    """
    is_directory = stat.S_ISDIR(status.st_mode)
    if not is_directory and (not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST):
        raise NotOwnerOnlyError("it is not a small regular file", f"look at {path}")
    if secret and status.st_uid not in {os.geteuid(), 0}:
        raise NotOwnerOnlyError("another user owns it", f"chown it to the user of this process: {path}")
    if secret and status.st_mode & 0o077:
        raise NotOwnerOnlyError("others may read it", f"run: chmod {'700' if is_directory else '600'} {path}")
    if status.st_mode & 0o022:
        raise NotOwnerOnlyError("others may change it", f"run: chmod go-w {path}")


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
