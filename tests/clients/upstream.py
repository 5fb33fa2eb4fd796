"""A provider of our own on loopback: answers as it was told to, and remembers what it was asked."""

from __future__ import annotations

import json
import socket
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Callable


@dataclass
class Answer:
    """One answer. `gates` hold each chunk back until its event is set; `cut` ends the connection early."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    chunks: list[bytes] = field(default_factory=list)
    cut: bool = False
    gate: threading.Event | None = None


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    body: dict


class Upstream:
    """`answers` are given in order, the last one again and again; a callable decides by the request."""

    def __init__(self) -> None:
        self.answers: list[Answer | Callable[[Asked], Answer]] = []
        self.asked: list[Asked] = []
        self.gone = threading.Event()
        self.lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_POST(self) -> None:
                outer.answer(self)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("content-length", 0))
        body = json.loads(handler.rfile.read(length) or b"{}")
        asked = Asked(handler.path, {k.lower(): v for k, v in handler.headers.items()}, body)
        with self.lock:
            self.asked.append(asked)
            said = self.answers[min(len(self.asked), len(self.answers)) - 1]
        answer = said(asked) if callable(said) else said
        handler.send_response(answer.status)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        handler.send_header("transfer-encoding", "chunked")
        handler.end_headers()
        try:
            for chunk in answer.chunks:
                handler.wfile.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
                handler.wfile.flush()
                if answer.gate is not None:
                    self.wait(handler, answer.gate)
            if answer.cut:
                handler.connection.shutdown(socket.SHUT_RDWR)
            else:
                handler.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.gone.set()
        handler.close_connection = True

    def wait(self, handler: BaseHTTPRequestHandler, gate: threading.Event) -> None:
        """Waits for the gate, or notices that the proxy has hung up."""
        handler.connection.settimeout(0.05)
        for _ in range(1200):
            if gate.wait(0.05):
                return
            try:
                if handler.connection.recv(1) == b"":
                    self.gone.set()
                    raise BrokenPipeError
            except TimeoutError:
                continue
        raise AssertionError("the gate never opened")

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def sse(*events: dict | str) -> list[bytes]:
    """Events as a stream of the dialect, one chunk each."""
    texts = (event if isinstance(event, str) else json.dumps(event) for event in events)
    return [f"data: {text}\n\n".encode() for text in texts]


def as_json(status: int, body: dict, **headers: str) -> Answer:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, {"content-type": "application/json", **given}, [json.dumps(body).encode()])


def as_stream(*events: dict | str, **rest: object) -> Answer:
    return Answer(200, {"content-type": "text/event-stream"}, sse(*events), **rest)  # type: ignore[arg-type]
