"""The official `openai` package's embeddings and legacy completions, unmodified, against the proxy."""

from __future__ import annotations

import base64
import struct

import openai
import pytest

from exchanges import error
from upstream import as_json, as_stream

VECTOR = [0.5, -0.25, 2.0]


def test_embeddings_arrive_in_the_encoding_that_the_sdk_asked_for(proxy, first):
    packed = base64.b64encode(struct.pack("<3f", *VECTOR)).decode()
    item = {"object": "embedding", "index": 0, "embedding": packed}
    usage = {"prompt_tokens": 4, "total_tokens": 4}
    first.answers = [as_json(200, {"object": "list", "data": [item], "model": "model-a", "usage": usage})]
    answer = proxy.client().embeddings.create(model="first/model-a", input=["Where does this train go?"])
    assert answer.data[0].embedding == VECTOR
    assert answer.usage.prompt_tokens == 4
    assert first.asked[0].path == "/v1/embeddings"
    assert first.asked[0].body["encoding_format"] == "base64", "the SDK's own default survives"
    assert first.asked[0].body["model"] == "model-a"


def test_a_refused_embedding_is_raised_as_what_it_is(proxy, first):
    first.answers = [as_json(400, error("Too many inputs in request", "invalid_request_error"))]
    with pytest.raises(openai.BadRequestError) as failed:
        proxy.client(max_retries=0).embeddings.create(model="first/model-a", input="x")
    assert "Too many inputs" in str(failed.value)


def test_legacy_completions_are_answered_whole_and_streamed(proxy, first):
    choice = {"index": 0, "text": " Crewe.", "logprobs": None, "finish_reason": "stop"}
    whole = {"id": "cmpl-1", "object": "text_completion", "created": 1_780_000_000, "model": "model-a"}
    usage = {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}
    first.answers = [
        as_json(200, whole | {"choices": [choice], "usage": usage}),
        as_stream(
            whole | {"choices": [choice | {"text": " Cr", "finish_reason": None}]},
            whole | {"choices": [choice | {"text": "ewe."}]},
            "[DONE]",
        ),
    ]
    client = proxy.client()
    answer = client.completions.create(model="first/model-a", prompt="The train goes to")
    assert answer.choices[0].text == " Crewe."
    assert answer.usage.total_tokens == 7
    pieces = client.completions.create(model="first/model-a", prompt="The train goes to", stream=True)
    assert "".join(piece.choices[0].text for piece in pieces) == " Crewe."
    assert [asked.path for asked in first.asked] == ["/v1/completions"] * 2
