"""What every test may ask for."""

from __future__ import annotations

from tests.fixtures_s3 import s3_bucket, s3_server

__all__ = ["s3_bucket", "s3_server"]
