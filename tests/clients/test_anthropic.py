"""The official `anthropic` package, unmodified, against the proxy."""

from __future__ import annotations

import json

import anthropic
import pytest

from conftest import Proxy
from exchanges import chunk, completion, error, stream
from upstream import Answer, as_json, as_stream

HELLO = [{"role": "user", "content": "Where does this train go?"}]
WEATHER = {
    "name": "get_weather",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
USAGE = {"input_tokens": 7, "cache_read_input_tokens": 4, "cache_creation_input_tokens": 0, "output_tokens": 3}


def message(*content: dict, stop: str = "end_turn") -> dict:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "model-b",
        "content": list(content) or [{"type": "text", "text": "To Crewe."}],
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": USAGE,
    }


def events(*blocks: tuple[dict, list[dict]], stop: str = "end_turn") -> list[dict]:
    begun = message() | {"content": [], "stop_reason": None, "usage": USAGE | {"output_tokens": 1}}
    all_of_them: list[dict] = [{"type": "message_start", "message": begun}, {"type": "ping"}]
    for index, (block, deltas) in enumerate(blocks):
        all_of_them.append({"type": "content_block_start", "index": index, "content_block": block})
        all_of_them += [{"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas]
        all_of_them.append({"type": "content_block_stop", "index": index})
    ended = {"stop_reason": stop, "stop_sequence": None}
    all_of_them.append({"type": "message_delta", "delta": ended, "usage": {"output_tokens": 3}})
    return [*all_of_them, {"type": "message_stop"}]


def text(*pieces: str) -> tuple[dict, list[dict]]:
    return {"type": "text", "text": ""}, [{"type": "text_delta", "text": piece} for piece in pieces]


THOUGHT = (
    {"type": "thinking", "thinking": "", "signature": ""},
    [{"type": "thinking_delta", "thinking": "Hm."}, {"type": "signature_delta", "signature": "c2lnbmVk"}],
)
CALL = (
    {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}},
    [{"type": "input_json_delta", "partial_json": '{"city": '}, {"type": "input_json_delta", "partial_json": '"Crewe"}'}],
)


def streamed(*told: dict, **rest: object) -> Answer:
    chunks = [f"event: {one['type']}\ndata: {json.dumps(one)}\n\n".encode() for one in told]
    return Answer(200, {"content-type": "text/event-stream"}, chunks, **rest)  # type: ignore[arg-type]


def complaint(kind: str, words: str) -> dict:
    return {"type": "error", "error": {"type": kind, "message": words}, "request_id": "req_1"}


def test_a_plain_call_is_answered(messages_proxy, first):
    first.answers = [as_json(200, message())]
    client = messages_proxy.anthropic()
    answer = client.messages.with_raw_response.create(model="auto", max_tokens=64, messages=HELLO)
    assert answer.parse().content[0].text == "To Crewe."
    assert answer.headers["x-pointsman-target"] == "first/model-a"
    asked = first.asked[0]
    assert asked.path == "/v1/messages" and asked.body["model"] == "model-a"
    assert asked.headers["x-api-key"] == "upstream-secret-7f3a"
    assert asked.headers["anthropic-version"] == client.default_headers["anthropic-version"], "the SDK's own"
    assert messages_proxy.key not in json.dumps(asked.headers)


def test_a_stream_with_thoughts_and_a_tool_call_arrives_as_it_was_sent(messages_proxy, first):
    first.answers = [streamed(*events(THOUGHT, text("I ", "look."), CALL, stop="tool_use"))]
    with messages_proxy.anthropic().messages.stream(
        model="auto", max_tokens=2048, messages=HELLO, tools=[WEATHER], thinking={"type": "enabled", "budget_tokens": 1024}
    ) as told:
        whole = told.get_final_message()
    thought, words, call = whole.content
    assert (thought.thinking, thought.signature) == ("Hm.", "c2lnbmVk")
    assert words.text == "I look."
    assert (call.id, call.input) == ("toolu_1", {"city": "Crewe"})
    assert whole.stop_reason == "tool_use"
    assert (whole.usage.input_tokens, whole.usage.output_tokens) == (7, 3)
    assert first.asked[0].body["thinking"] == {"type": "enabled", "budget_tokens": 1024}
    attempt = messages_proxy.calls()[0]["attempts"][0]
    assert (attempt["input"], attempt["cached"], attempt["output"]) == (11, 4, 3)


def test_tokens_are_counted_by_the_first_target_and_no_other(messages_proxy, first, second):
    first.answers = [as_json(200, {"input_tokens": 14}), as_json(529, complaint("overloaded_error", "Overloaded"))]
    second.answers = [as_json(200, {"input_tokens": 99})]
    client = messages_proxy.anthropic(max_retries=0)
    assert client.messages.count_tokens(model="auto", messages=HELLO).input_tokens == 14
    assert first.asked[0].path == "/v1/messages/count_tokens"
    with pytest.raises(anthropic.APIStatusError) as failed:
        client.messages.count_tokens(model="auto", messages=HELLO)
    assert failed.value.status_code == 529
    assert second.asked == []


@pytest.mark.parametrize(
    ("status", "kind", "raised"),
    [
        (400, "invalid_request_error", anthropic.BadRequestError),
        (404, "not_found_error", anthropic.NotFoundError),
        (429, "rate_limit_error", anthropic.RateLimitError),
    ],
)
def test_a_providers_error_is_raised_as_what_it_is(messages_proxy, first, status, kind, raised):
    first.answers = [as_json(status, complaint(kind, "model: what was said"))]
    with pytest.raises(raised) as failed:
        messages_proxy.anthropic(max_retries=0).messages.create(model="chain/alone", max_tokens=9, messages=HELLO)
    assert failed.value.body["error"]["type"] == kind
    assert "what was said" in failed.value.message


def test_an_exhausted_chain_is_overloaded_in_the_clients_own_words(messages_proxy, first, second):
    first.answers = [as_json(529, complaint("overloaded_error", "Overloaded"))]
    second.answers = [as_json(503, complaint("api_error", "down"))]
    with pytest.raises(anthropic.APIStatusError) as failed:
        messages_proxy.anthropic(max_retries=0).messages.create(model="auto", max_tokens=9, messages=HELLO)
    assert failed.value.status_code == 529
    assert failed.value.body["type"] == "error" and failed.value.body["error"]["type"] == "overloaded_error"


def test_a_wrong_local_key_is_refused_in_the_dialect(messages_proxy):
    client = anthropic.Anthropic(base_url=messages_proxy.url.removesuffix("/v1"), api_key="pm-wrong", max_retries=0)
    with pytest.raises(anthropic.AuthenticationError) as failed:
        client.messages.create(model="auto", max_tokens=9, messages=HELLO)
    assert failed.value.body["error"]["type"] == "authentication_error"


def test_a_cut_stream_raises_and_is_no_success(messages_proxy, first):
    first.answers = [streamed(*events(text("Half an ans"))[:4], cut=True)]
    seen = []
    with pytest.raises(anthropic.APIError) as failed:
        with messages_proxy.anthropic(max_retries=0).messages.stream(model="auto", max_tokens=64, messages=HELLO) as told:
            for piece in told.text_stream:
                seen.append(piece)
    assert seen == ["Half an ans"]
    assert "not complete" in str(failed.value)
    attempt = messages_proxy.calls()[0]["attempts"][0]
    assert attempt["failure"] == "cut"
    assert attempt["input"] == 11 and attempt["output"] > 0 and attempt["usage_source"] == "estimated"


def test_an_overload_within_the_stream_falls_over_before_the_first_content(messages_proxy, first, second):
    first.answers = [streamed(events()[0], complaint("overloaded_error", "Overloaded"))]
    second.answers = [streamed(*events(text("Whole.")))]
    with messages_proxy.anthropic().messages.stream(model="auto", max_tokens=64, messages=HELLO) as told:
        assert told.get_final_text() == "Whole."


def test_the_list_of_models_is_read_by_the_sdk(messages_proxy):
    names = [model.id for model in messages_proxy.anthropic().models.list()]
    assert "auto" in names and "chain/alone" in names
    assert messages_proxy.anthropic().models.retrieve("auto").display_name == "auto"


def test_a_provider_that_speaks_openais_chat_answers_a_client_of_anthropics(proxy, first):
    first.answers = [as_json(200, completion("To Crewe."))]
    answer = proxy.anthropic().messages.create(
        model="auto", max_tokens=64, system="Be brief.", messages=HELLO, stop_sequences=["END"]
    )
    assert answer.content[0].text == "To Crewe." and answer.stop_reason == "end_turn"
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (11, 3)
    asked = first.asked[0]
    assert asked.path == "/v1/chat/completions"
    assert asked.body["messages"][0] == {"role": "system", "content": "Be brief."}
    assert asked.body["stop"] == ["END"]
    assert "x-api-key" not in asked.headers and "anthropic-version" not in asked.headers


def test_a_conversation_with_tools_crosses_and_comes_back(proxy, first):
    def call(arguments: str, **rest: object) -> dict:
        return {"tool_calls": [{"index": 0, "function": {"arguments": arguments} | rest}]}

    begun = call("", name="get_weather")
    begun["tool_calls"][0] |= {"id": "call_1", "type": "function"}
    first.answers = [
        as_stream(
            chunk({"role": "assistant", "content": None, "reasoning_content": "Hm."}),
            chunk(begun),
            chunk(call('{"city": ')),
            chunk(call('"Crewe"}')),
            chunk({}, "tool_calls"),
            {**chunk({}), "choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13}},
            "[DONE]",
        ),
        as_stream(*stream("It ", "rains.")),
    ]
    client = proxy.anthropic()
    said: dict = {"model": "auto", "max_tokens": 64, "tools": [WEATHER]}
    with client.messages.stream(messages=HELLO, **said) as told:
        whole = told.get_final_message()
    call_block = next(block for block in whole.content if block.type == "tool_use")
    assert (call_block.id, call_block.input, whole.stop_reason) == ("call_1", {"city": "Crewe"}, "tool_use")
    assert (whole.usage.input_tokens, whole.usage.output_tokens) == (9, 4)
    result = {"type": "tool_result", "tool_use_id": "call_1", "content": "rain"}
    turns = [*HELLO, {"role": "assistant", "content": whole.content}, {"role": "user", "content": [result]}]
    with client.messages.stream(messages=turns, **said) as told:
        assert told.get_final_text() == "It rains."
    again = first.asked[1].body["messages"]
    assert [turn["role"] for turn in again] == ["user", "assistant", "tool"]
    function = again[1]["tool_calls"][0]["function"]
    assert (function["name"], json.loads(function["arguments"])) == ("get_weather", {"city": "Crewe"})
    assert again[2] == {"role": "tool", "tool_call_id": "call_1", "content": "rain"}


def test_thoughts_of_another_house_stay_behind_when_the_conversation_moves_to_anthropic(tmp_path, first, second):
    said = {"role": "assistant", "content": "To Crewe.", "reasoning_content": "Hm."}
    answer = completion()
    answer["choices"][0]["message"] = said
    first.answers = [as_json(200, answer)]
    second.answers = [as_json(200, message())]
    proxy = Proxy(tmp_path / "data", {"first": first, "second": second}, {"second": "anthropic_messages"})
    try:
        client = proxy.anthropic()
        begun = client.messages.create(model="first/model-a", max_tokens=64, messages=HELLO)
        assert [block.type for block in begun.content] == ["thinking", "text"]
        turns = [*HELLO, {"role": "assistant", "content": begun.content}, *HELLO]
        client.messages.create(model="second/model-b", max_tokens=64, messages=turns)
    finally:
        proxy.stop()
    kept = second.asked[0].body["messages"][1]["content"]
    assert [(block["type"], block["text"]) for block in kept] == [("text", "To Crewe.")]


def test_an_error_of_another_dialect_is_raised_in_the_clients_own(proxy, first):
    first.answers = [as_json(400, error("maximum context length is 9 tokens", "invalid_request_error"))]
    with pytest.raises(anthropic.BadRequestError) as failed:
        proxy.anthropic(max_retries=0).messages.create(model="chain/alone", max_tokens=9, messages=HELLO)
    assert failed.value.body["error"]["type"] == "invalid_request_error"


def test_a_cut_stream_of_another_dialect_raises(proxy, first):
    first.answers = [as_stream(chunk({"role": "assistant", "content": "Half"}), cut=True)]
    with pytest.raises(anthropic.APIError):
        with proxy.anthropic(max_retries=0).messages.stream(model="chain/alone", max_tokens=9, messages=HELLO) as told:
            list(told.text_stream)


def test_tokens_are_not_counted_in_another_dialect(proxy, first):
    with pytest.raises(anthropic.NotFoundError) as failed:
        proxy.anthropic(max_retries=0).messages.count_tokens(model="auto", messages=HELLO)
    assert failed.value.body["type"] == "error"
    assert first.asked == []
