"""Objects of an S3 bucket."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.errors import DataError, ErrorCode
from airflow_gov_provider.stores.readers.places import Found, changed, name_of, numbered
from airflow_gov_provider.stores.s3 import ATTEMPTS, FaultKind, error_code, is_fault, translate
from airflow_gov_provider.stores.spool import CHUNK

_MISSING = {"404", "NoSuchKey", "NotFound"}
_DENIED = {"403", "AccessDenied", "Forbidden"}


class ObjectPlace:
    """One object, or all objects below a prefix.

    :param kind: the family of its errors: a source's or a destination's.
    """

    def __init__(self, dataset: DatasetRef, client: Any, kind: FaultKind) -> None:
        self.dataset = dataset
        self._client = client
        self._kind = kind

    def files(self) -> list[Found]:
        """See :class:`~airflow_gov_provider.stores.readers.places.Place`."""
        try:
            return numbered(list(self._below())) if self.dataset.is_prefix else self._one_object()
        except Exception as error:  # botocore's classes are made at run time
            if not is_fault(error):
                raise
            raise translate(error, self.dataset.uri, self._kind) from None

    def _below(self) -> Iterator[tuple[str, int, str]]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self.dataset.authority, Prefix=self.dataset.path
        )
        for page in pages:
            for item in page.get("Contents", ()):
                key: str = item["Key"]
                # Consoles and file gateways keep empty objects as "folders"; they hold no byte.
                if key.endswith("/") and item["Size"] == 0:
                    continue
                yield self._checked(key), item["Size"], item["ETag"]

    def _checked(self, key: str) -> str:
        path = key.removeprefix(self.dataset.path)
        if any(part in ("", ".", "..") for part in path.split("/")) or "\0" in path:
            raise self._kind(
                ErrorCode.SOURCE_UNREADABLE if self._kind is DataError else ErrorCode.DESTINATION_UNWRITABLE,
                "a key below it has an empty, '.' or '..' part, so it has no name as a file",
                where=self.dataset.uri,
                hint="rename or remove that object",
            )
        return path

    def _one_object(self) -> list[Found]:
        bucket, key = self.dataset.authority, self.dataset.path
        try:
            head = self._client.head_object(Bucket=bucket, Key=key)
        except Exception as error:  # botocore's classes are made at run time
            code = error_code(error)
            if code not in _MISSING | _DENIED:
                raise
            # HEAD's answer has no body: ask for one that says whether bucket or credentials are wrong.
            self._client.list_objects_v2(Bucket=bucket, Prefix=key, MaxKeys=1)
            if code in _DENIED:
                raise
            return []
        return [Found(posixpath.basename(key), head["ContentLength"], head["ETag"], 1)]

    def read(self, found: Found) -> Iterator[bytes]:
        """See :class:`~airflow_gov_provider.stores.readers.places.Place`.

        The first answer pins ETag and version; a broken transfer goes on from where it broke, of
        that version only.
        """
        where = name_of(self.dataset, found)
        done, failures, version = 0, 0, None
        while True:
            try:
                answer = self._get(found, done, version)
                version = answer.get("VersionId", version)
                for chunk in answer["Body"].iter_chunks(CHUNK):
                    done += len(chunk)
                    yield chunk
            except Exception as error:  # botocore's classes are made at run time
                failures += 1
                if not is_fault(error):
                    raise
                # An answer with a code was tried again by boto3 already; only a torn body is ours.
                if error_code(error) or failures >= ATTEMPTS:
                    raise translate(error, where, self._kind) from None
                continue
            if done != found.size:
                raise changed(where)
            return

    def _get(self, found: Found, start: int, version: str | None) -> dict[str, Any]:
        key = self.dataset.path + found.path if self.dataset.is_prefix else self.dataset.path
        wanted: dict[str, str] = {"IfMatch": found.tag}
        if version not in (None, "null"):
            wanted["VersionId"] = str(version)
        if start:
            wanted["Range"] = f"bytes={start}-"
        answer: dict[str, Any] = self._client.get_object(Bucket=self.dataset.authority, Key=key, **wanted)
        return answer
