"""The policy in force, read from a file each time it is needed: an edit counts for the next gate."""

from __future__ import annotations

from pathlib import Path

from airflow_gov_provider.core.errors import ErrorCode, PolicyError, UsageError
from airflow_gov_provider.core.policy.model import Policy
from airflow_gov_provider.core.policy.parsing import parse_policy

#: Bytes of a policy file that are read at most.
LARGEST_FILE = 1_048_576


class FilePolicySource:
    """A YAML file.

    :param path: None when the setting is empty: there is no policy then, and nothing passes.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def load(self) -> Policy:
        """Read and parse the file as it is now.

        :raises UsageError: ``POLICY_MISSING``: no setting, or no file there.
        :raises PolicyError: the file can not be read, is too big, is no UTF-8 or has faults.
        """
        if self._path is None:
            raise UsageError(
                ErrorCode.POLICY_MISSING,
                "no policy is set, so nothing passes",
                hint="write one with `policy init FILE` and name it in [governance] policy_file",
            )
        return parse_policy(_text(self._path), where=str(self._path))


def _text(path: Path) -> str:
    try:
        # Opening a pipe would wait for its writer, and a device may never end.
        if path.exists() and not path.is_file():
            raise PolicyError([("file", "is no regular file")], where=str(path))
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise UsageError(
            ErrorCode.POLICY_MISSING,
            "there is no policy file, so nothing passes",
            where=str(path),
            hint="write one with `policy init FILE`, or mend [governance] policy_file",
        ) from None
    except OSError as error:
        raise PolicyError([("file", f"can not be read ({type(error).__name__})")], where=str(path)) from None
    if len(content) > LARGEST_FILE:
        raise PolicyError([("file", f"has more than {LARGEST_FILE} bytes")], where=str(path))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PolicyError([("file", "is no UTF-8 text")], where=str(path)) from None
