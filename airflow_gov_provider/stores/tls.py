"""What libpq calls ``sslmode``, as the contexts that Python's drivers take."""

from __future__ import annotations

import ssl


def context_of(mode: str, root: str | None = None) -> ssl.SSLContext | None:
    """The context of a mode; None where the connection need not be encrypted.

    :param root: file of the certificates that count; None: the system's.
    :raises ValueError: for an unknown mode. :raises OSError: when ``root`` can not be read.
    """
    match mode:
        case "disable" | "allow" | "prefer":
            return None
        case "require" | "verify-ca" | "verify-full":
            context = ssl.create_default_context(cafile=root)
            context.check_hostname = mode == "verify-full"
            if mode == "require" and root is None:
                context.verify_mode = ssl.CERT_NONE
            return context
        case _:
            raise ValueError("no sslmode")
