"""The proxy as a user runs it: `pointsman serve` on a fresh folder, with accounts at a provider of our own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import anthropic
import openai
import pytest

from upstream import Upstream

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("POINTSMAN_BIN", ROOT / "target/debug/pointsman"))

POLICY = """version = 1
default = "auto"

[chain.auto]
deadline = { connect = "5s", first_token = "20s", idle = "30s", total = "2m" }
retries = 0
steps = [ { targets = ["first/model-a"] }, { targets = ["second/model-b"] } ]

[chain.held]
delivery = "assured"
retries = 0
steps = [ { targets = ["first/model-a"] }, { targets = ["second/model-b"] } ]

[chain.alone]
retries = 0
steps = [ { targets = ["first/model-a"] } ]
"""

SETTINGS = """version = 1
port = 0
keep_alive_ms = 200
"""


class Proxy:
    def __init__(self, folder: Path, upstreams: dict[str, Upstream], dialects: dict[str, str] = {}) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        accounts = "version = 1\n"
        for name, upstream in upstreams.items():
            dialect = dialects.get(name, "openai_chat")
            accounts += (
                f'\n[[account]]\nname = "{name}"\nprovider = "custom"\ndialect = "{dialect}"\n'
                f'base_url = "{upstream.base_url}"\nkey = "env:UPSTREAM_KEY"\n'
            )
        accounts += '\n[[account]]\nname = "simulator"\nprovider = "simulator"\n'
        (folder / "accounts.toml").write_text(accounts)
        (folder / "routes.toml").write_text(POLICY)
        (folder / "settings.toml").write_text(SETTINGS)
        environment = {**os.environ, "UPSTREAM_KEY": "upstream-secret-7f3a"}
        environment.pop("HTTP_PROXY", None)
        self.process = subprocess.Popen(
            [BINARY, "serve", "--data-dir", folder, "--port", "0", "--json"],
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )
        line = self.process.stdout.readline()
        assert line, "the proxy did not start"
        ready = json.loads(line)
        self.url, self.key = ready["url"], ready["key"]

    def client(self, **rest: object) -> openai.OpenAI:
        base = self.url if self.url.endswith("/v1") else self.url + "/v1"
        return openai.OpenAI(base_url=base, api_key=self.key, **rest)

    def anthropic(self, **rest: object) -> anthropic.Anthropic:
        return anthropic.Anthropic(base_url=self.url.removesuffix("/v1"), api_key=self.key, **rest)

    def calls(self, wanted: int = 1) -> list[dict]:
        """The newest calls, once `wanted` of them are at their end: a client may be gone before its call is."""
        until = time.monotonic() + 20
        while True:
            done = subprocess.run(
                [BINARY, "calls", "--json", "--last", "50", "--data-dir", self.folder],
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, done.stderr
            calls = json.loads(done.stdout)
            ended = [call for call in calls if call["state"] not in ("waiting", "streaming")]
            if (len(ended) >= wanted and len(ended) == len(calls)) or time.monotonic() > until:
                return calls
            time.sleep(0.1)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            assert self.process.wait(15) == 0
        finally:
            self.process.kill()


@pytest.fixture
def first():
    upstream = Upstream()
    yield upstream
    upstream.stop()


@pytest.fixture
def second():
    upstream = Upstream()
    yield upstream
    upstream.stop()


@pytest.fixture
def proxy(tmp_path: Path, first: Upstream, second: Upstream):
    running = Proxy(tmp_path / "data", {"first": first, "second": second})
    yield running
    running.stop()


@pytest.fixture
def messages_proxy(tmp_path: Path, first: Upstream, second: Upstream):
    """The same before providers that speak Anthropic Messages."""
    running = Proxy(tmp_path / "data", {"first": first, "second": second}, dict.fromkeys(("first", "second"), "anthropic_messages"))
    yield running
    running.stop()
