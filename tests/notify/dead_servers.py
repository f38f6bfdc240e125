"""Servers that are no use: they refuse, hang, drop, drip, fail, send one on; and one that takes what it is sent."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Answer = Callable[[socket.socket, threading.Event], None]
OK = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"
FAILED = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"


@dataclass
class Served:
    """Where the server listens, and the requests it read to their end."""

    port: int
    requests: list[bytes] = field(default_factory=list)


def read_request(connection: socket.socket) -> bytes:
    """One HTTP request with its body. Raises ConnectionError for one that was cut off, as by a sender's death."""
    content, cut = b"", "cut off"
    while b"\r\n\r\n" not in content:
        if not (piece := connection.recv(65536)):
            raise ConnectionError(cut)
        content += piece
    head, _, body = content.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        if not (piece := connection.recv(65536)):
            raise ConnectionError(cut)
        body += piece
    return head + b"\r\n\r\n" + body


@contextlib.contextmanager
def serving(answer: Callable[[socket.socket, threading.Event, Served], None]) -> Iterator[Served]:
    """A server whose connections are handled by ``answer``, each in a thread of its own."""
    listener = socket.create_server(("127.0.0.1", 0))
    stopped, served = threading.Event(), Served(listener.getsockname()[1])

    def handle(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            answer(connection, stopped, served)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while not stopped.is_set():
                connection, _ = listener.accept()
                threading.Thread(target=handle, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        stopped.set()
        listener.close()


def takes(connection: socket.socket, _stopped: threading.Event, served: Served) -> None:
    """Takes what it is sent."""
    served.requests.append(read_request(connection))
    connection.sendall(OK)


def fails(connection: socket.socket, _stopped: threading.Event, served: Served) -> None:
    """Answers 500."""
    served.requests.append(read_request(connection))
    connection.sendall(FAILED)


def drops(connection: socket.socket, _stopped: threading.Event, served: Served) -> None:
    """Reads what it is sent and hangs up without an answer."""
    served.requests.append(read_request(connection))


def hangs(_connection: socket.socket, stopped: threading.Event, _served: Served) -> None:
    """Accepts and says nothing."""
    stopped.wait(30)


def drips(connection: socket.socket, stopped: threading.Event, served: Served) -> None:
    """Answers a byte now and then, without end."""
    served.requests.append(read_request(connection))
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not stopped.wait(0.1):
        connection.sendall(b"X")


def sends_on(connection: socket.socket, _stopped: threading.Event, served: Served) -> None:
    """Redirects to itself."""
    served.requests.append(read_request(connection))
    place = f"http://127.0.0.1:{served.port}/elsewhere".encode()
    connection.sendall(b"HTTP/1.1 307 Temporary Redirect\r\nLocation: " + place + b"\r\nContent-Length: 0\r\n\r\n")


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
