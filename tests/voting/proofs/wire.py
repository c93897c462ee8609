"""A wire between programs and PostgreSQL that counts statements and can stop at one of them.

It speaks just enough of the frontend protocol (PostgreSQL documentation, chapter 54.7) to know where a
message begins: a length first, and from the second message on a letter before it.
"""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

STATEMENTS = (b"Q", b"E")  # simple queries, and the execution of prepared ones
PORT = 5432


class Wire:
    """Listens in a folder, as PostgreSQL does; passes everything on to the real server.

    `stop_at(text, number, act)`: counting from the statement that has this text, the one with that number is
    not passed on any more; `act` is called instead, once. With `answered` it is passed on, and what is not
    passed on is the answer. `heard` are the statements since `text`, in their order.
    """

    def __init__(self, folder: Path, host: str, port: str) -> None:
        self.folder, self.host, self.port = folder, host, port or str(PORT)
        self.heard: list[bytes] = []
        self._text, self._number, self._answered = b"", -1, False
        self._act: Callable[[], None] | None = None
        self._lock = threading.Lock()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / f".s.PGSQL.{PORT}"))
        self._listener.listen(64)
        self._open: list[socket.socket] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def address(self, user: str, database: str) -> str:
        return f"postgres://{quote(user)}@/{database}?host={quote(str(self.folder))}&port={PORT}"

    def stop_at(self, text: bytes, number: int, act: Callable[[], None], *, answered: bool = False) -> None:
        with self._lock:
            self.heard = []
            self._text, self._number, self._act, self._answered = text, number, act, answered

    def end(self) -> None:
        """Close everything."""
        for each in [self._listener, *self._open]:
            hang_up(each)

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = self._dial()
            self._open += [client, server]
            threading.Thread(target=self._up, args=(client, server), daemon=True).start()

    def _dial(self) -> socket.socket:
        if not self.host.startswith("/"):
            return socket.create_connection((self.host or "localhost", int(self.port)))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{self.host}/.s.PGSQL.{self.port}")
        return server

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        """From the program to the server, message by message; the way back is a copy."""
        stopped = threading.Event()
        threading.Thread(target=self._down, args=(server, client, stopped), daemon=True).start()
        kind = b""
        try:
            while message := read_message(client, kind):
                kind = b"any"
                if message[:1] in STATEMENTS and self._is_reached(message):
                    stopped.set()
                    if self._answered:
                        server.sendall(message)
                        server.recv(1)
                    self._stop()
                    return
                server.sendall(message)
        except OSError:
            pass
        finally:
            hang_up(client)
            hang_up(server)

    def _down(self, server: socket.socket, client: socket.socket, stopped: threading.Event) -> None:
        try:
            while not stopped.is_set() and (heard := server.recv(65536, socket.MSG_PEEK)):
                if stopped.is_set():
                    return
                server.recv(len(heard))
                client.sendall(heard)
        except OSError:
            pass
        if not stopped.is_set():
            hang_up(client)

    def _is_reached(self, message: bytes) -> bool:
        with self._lock:
            if self._act is None or not (self.heard or self._text in message):
                return False
            self.heard.append(message)
            return len(self.heard) - 1 == self._number

    def _stop(self) -> None:
        with self._lock:
            act, self._act = self._act, None
        if act is not None:
            act()


def read_message(sender: socket.socket, kind: bytes) -> bytes:
    """One whole message, nothing at the end of the talk. The first one has no letter before its length."""
    letter = read(sender, 1) if kind else b""
    length = read(sender, 4)
    if len(length) < 4:
        return b""
    return letter + length + read(sender, int.from_bytes(length) - 4)


def read(sender: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size and (more := sender.recv(size - len(found))):
        found += more
    return found


def hang_up(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
