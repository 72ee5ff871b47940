"""Objects into an S3 bucket: whole or not at all.

S3 shows an object when its upload is complete. A small one is sent with its SHA-256, which the
server checks; a big one in parts, completed only when all bytes were right. Both are conditional on
what was there when the gate looked. A process that is killed may leave parts of an upload that
nobody can read: a lifecycle rule (AbortIncompleteMultipartUpload) sweeps them away.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.errors import DestinationError, GovernanceError
from airflow_gov_provider.stores.readers.objects import ObjectPlace
from airflow_gov_provider.stores.readers.places import Found, digest_of
from airflow_gov_provider.stores.s3 import error_code, is_fault, translate
from airflow_gov_provider.stores.writers.shelves import Delivery, checked, occupied

#: Bytes of one part, and the size up to which an object is sent at once.
PART = 16 << 20
_MOST_PARTS = 9_000
_LOST = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409"}


class ObjectShelf:
    """Implements :class:`~airflow_gov_provider.stores.writers.shelves.Shelf`."""

    def __init__(self, dataset: DatasetRef, client: Any) -> None:
        self.place = ObjectPlace(dataset, client, DestinationError)
        self._client = client
        self._uri = dataset.uri
        self._bucket = dataset.authority

    def prepare(self) -> None:
        """See :class:`~airflow_gov_provider.stores.writers.shelves.Shelf`: nothing can be seen of it."""

    def put(self, delivery: Delivery, count: Callable[[int], None]) -> None:
        """See :class:`~airflow_gov_provider.stores.writers.shelves.Shelf`."""
        replaces = delivery.replaces
        condition = {"IfMatch": replaces.tag} if replaces else {"IfNoneMatch": "*"}
        send = self._at_once if delivery.version.size <= PART else self._in_parts
        with self._translated():
            try:
                send(delivery, condition, count)
            except Exception as error:  # botocore's classes are made at run time
                if error_code(error) not in _LOST:
                    raise
                # Somebody was faster; or it was us, and the answer got lost on its way.
                self._accept(delivery)

    def remove(self, found: Found) -> None:
        """See :class:`~airflow_gov_provider.stores.writers.shelves.Shelf`."""
        with self._translated():
            self._client.delete_object(Bucket=self._bucket, Key=self._key(found.path))

    def _key(self, path: str) -> str:
        dataset = self.place.dataset
        return dataset.path + path if dataset.is_prefix else dataset.path

    def _at_once(self, delivery: Delivery, condition: dict[str, str], count: Callable[[int], None]) -> None:
        body = b"".join(checked(delivery, self._uri, PART, count))
        sha256 = bytes.fromhex(delivery.version.digest.removeprefix("sha256:"))
        self._client.put_object(
            Bucket=self._bucket,
            Key=self._key(delivery.version.path),
            Body=body,
            ChecksumSHA256=base64.b64encode(sha256).decode(),
            **condition,
        )

    def _in_parts(self, delivery: Delivery, condition: dict[str, str], count: Callable[[int], None]) -> None:
        upload = {"Bucket": self._bucket, "Key": self._key(delivery.version.path)}
        upload["UploadId"] = self._client.create_multipart_upload(**upload)["UploadId"]
        size = max(PART, -(-delivery.version.size // _MOST_PARTS))
        try:
            parts = [
                {
                    "PartNumber": number,
                    "ETag": self._client.upload_part(**upload, PartNumber=number, Body=body)["ETag"],
                }
                for number, body in enumerate(checked(delivery, self._uri, size, count), start=1)
            ]
            self._client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts}, **condition)
        except BaseException:
            with suppress(Exception):
                self._client.abort_multipart_upload(**upload)
            raise

    def _accept(self, delivery: Delivery) -> None:
        now = [found for found in self.place.files() if found.path == delivery.version.path]
        if not now or digest_of(self.place, now[0]) != delivery.version:
            raise occupied(self._uri, 1) from None

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except GovernanceError:
            raise
        except Exception as error:  # botocore's classes are made at run time
            if not is_fault(error):
                raise
            raise translate(error, self._uri, DestinationError) from None
