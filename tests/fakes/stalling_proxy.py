"""A TCP proxy that holds a transfer in its middle until it is told to go on, or to cut it."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self
from urllib.parse import urlsplit

_CHUNK = 64 << 10


class StallingProxy:
    """Forwards to one server; a context manager.

    ::

        with StallingProxy(server.endpoint) as proxy:
            proxy.stall_when(lambda line: line.startswith(b"PUT"), after=1 << 20)
            ...                      # a client of proxy.endpoint begins to upload
            proxy.wait_for_stall()   # one MiB has arrived, no more
            proxy.release()          # or proxy.cut()

    :param target: ``http://host:port``.
    """

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._predicate: Callable[[bytes], bool] = _never
        self._after = 0
        self._upwards = True
        self._go_on = threading.Event()
        self._stalled = threading.Event()
        self._cut = False
        self._open: list[socket.socket] = []
        #: First line of every request that came through, in order.
        self.requests: list[bytes] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def stall_when(
        self, predicate: Callable[[bytes], bool], *, after: int = 0, response: bool = False
    ) -> None:
        """Hold the next request whose first line fits, once ``after`` bytes of it went through.

        :param response: hold the answer instead of the request.
        """
        self._go_on.clear()
        self._stalled.clear()
        self._cut = False
        self._after, self._upwards, self._predicate = after, not response, predicate

    def wait_for_stall(self, seconds: float = 30) -> None:
        """Until a transfer is held. :raises TimeoutError: when none is."""
        if not self._stalled.wait(seconds):
            raise TimeoutError("no transfer came by that was to be stalled")

    def release(self) -> None:
        """Let what is held go on, and stall nothing more."""
        self._predicate = _never
        self._go_on.set()

    def cut(self) -> None:
        """Break the connection that is held, and stall nothing more."""
        self._cut = True
        self.release()

    def close(self) -> None:
        self.cut()
        self._listener.close()
        for one in self._open:
            with suppress(OSError):  # its own thread closes it; pulling it away would break its select()
                one.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), client, socket.create_connection(self._target) as server:
            self._open += [client, server]
            self._pump(client, server)

    def _pump(self, client: socket.socket, server: socket.socket) -> None:
        armed, passed = False, 0
        while True:
            for source in select.select([client, server], [], [])[0]:
                data = source.recv(_CHUNK)
                if not data:
                    return
                upwards = source is client
                line = data.split(b"\r\n", 1)[0]
                if upwards and line.endswith(b"HTTP/1.1"):
                    self.requests.append(line)
                    armed, passed = self._predicate(line), 0
                    if armed:
                        self._predicate = _never
                if armed and upwards is self._upwards:
                    keep = max(0, self._after - passed)
                    passed += len(data)
                    if passed > self._after:
                        (server if upwards else client).sendall(data[:keep])
                        data, armed = data[keep:], False
                        self._stalled.set()
                        self._go_on.wait()
                        if self._cut:
                            return
                (server if upwards else client).sendall(data)


def _never(_line: bytes) -> bool:
    return False
