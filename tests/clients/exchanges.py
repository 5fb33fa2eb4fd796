"""Answers written by hand in the dialect's shapes, and recorded ones read in place."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("POINTSMAN_SHARED", Path(__file__).resolve().parents[3] / "shared"))


def completion(text: str = "All aboard.", **rest: object) -> dict:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_780_000_000,
        "model": "model-b",
        "choices": [
            {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        ],
        "usage": {"prompt_tokens": 11, "completion_tokens": 3, "total_tokens": 14},
        **rest,
    }


def chunk(delta: dict, finish: str | None = None, **rest: object) -> dict:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_780_000_000,
        "model": "model-b",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        **rest,
    }


def stream(*texts: str, usage: bool = True) -> list[dict | str]:
    events: list[dict | str] = [chunk({"role": "assistant", "content": ""})]
    events += [chunk({"content": text}) for text in texts]
    events.append(chunk({}, "stop"))
    if usage:
        tokens = {"prompt_tokens": 11, "completion_tokens": len(texts), "total_tokens": 11 + len(texts)}
        events.append({**chunk({}), "choices": [], "usage": tokens})
    return [*events, "[DONE]"]


def error(message: str, kind: str, code: str | None = None) -> dict:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def recordings(*tags: str, streamed: bool, dialect: str = "openai_chat") -> list[dict]:
    """Recorded answers of wire fidelity below 400 that carry every tag. Skips where there are none to read."""
    folder = SHARED / "recordings"
    if not folder.is_dir():
        assert os.environ.get("POINTSMAN_REQUIRE_SHARED") != "1", "../shared/recordings is required"
        pytest.skip("no ../shared recordings")
    found = []
    for file in sorted(folder.glob(f"*/{dialect}.jsonl")):
        for line in file.read_text().splitlines():
            one = json.loads(line)
            good = one["fidelity"] == "wire" and one["response"]["status"] < 400
            if good and one["stream"] == streamed and set(tags) <= set(one["tags"]) and one["request"].get("body"):
                found.append(one)
    assert found, f"no recording carries {tags}"
    return found
