"""The official `openai` package, unmodified, against the proxy."""

from __future__ import annotations

import base64
import json
import threading

import openai
import pytest

from exchanges import chunk, completion, error, recordings, stream
from upstream import Answer, as_json, as_stream, sse

HELLO = [{"role": "user", "content": "Where does this train go?"}]
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
DOWN = as_json(503, error("The server is overloaded", "server_error"))


def test_a_plain_call_is_answered(proxy, first):
    first.answers = [as_json(200, completion("To Crewe."))]
    answer = proxy.client().chat.completions.with_raw_response.create(model="auto", messages=HELLO)
    assert answer.parse().choices[0].message.content == "To Crewe."
    assert answer.headers["x-pointsman-target"] == "first/model-a"
    assert answer.headers["x-pointsman-cost-usd"] == "unpriced"
    assert first.asked[0].body["model"] == "model-a"
    assert first.asked[0].headers["authorization"] == "Bearer upstream-secret-7f3a"
    assert proxy.key not in json.dumps(first.asked[0].headers)


def test_the_second_target_answers_when_the_first_fails_and_the_client_is_told(proxy, first, second):
    first.answers = [DOWN]
    second.answers = [as_json(200, completion())]
    answer = proxy.client(max_retries=0).chat.completions.with_raw_response.create(model="auto", messages=HELLO)
    assert answer.parse().choices[0].message.content == "All aboard."
    assert answer.headers["x-pointsman-target"] == "second/model-b"
    assert answer.headers["x-pointsman-attempts"] == "2"
    assert "overloaded" in answer.headers["x-pointsman-moved"]
    call = proxy.calls()[0]
    assert [attempt["state"] for attempt in call["attempts"]] == ["failed", "answered"]


def test_without_a_fallback_the_same_failure_reaches_the_client(proxy, first):
    first.answers = [DOWN]
    with pytest.raises(openai.InternalServerError) as failed:
        proxy.client(max_retries=0).chat.completions.create(model="chain/alone", messages=HELLO)
    assert failed.value.status_code == 503
    assert int(failed.value.response.headers["retry-after"]) > 0, "waiting helps, and the SDK is told"


def test_a_chain_that_waiting_does_not_help_is_not_repeated_by_the_sdk(proxy, first):
    first.answers = [Answer(200, {"content-type": "text/html"}, [b"<html>Welcome to the hotel network</html>"])]
    with pytest.raises(openai.APIStatusError) as failed:
        proxy.client().chat.completions.create(model="chain/alone", messages=HELLO)
    assert failed.value.status_code == 502
    assert len(first.asked) == 1, "x-should-retry: false keeps the SDK from repeating the chain"


def test_a_stream_arrives_piece_by_piece(proxy, first):
    gate = threading.Event()
    first.answers = [as_stream(*stream("To ", "Crewe."), gate=gate)]
    gate.set()
    pieces = list(proxy.client().chat.completions.create(model="auto", messages=HELLO, stream=True))
    assert "".join(piece.choices[0].delta.content or "" for piece in pieces) == "To Crewe."
    assert first.asked[0].body["stream_options"] == {"include_usage": True}, "asked on our own account"
    assert all(piece.choices for piece in pieces), "the usage chunk that we asked for stays hidden"


def test_usage_in_the_stream_reaches_a_client_that_asked_for_it(proxy, first):
    first.answers = [as_stream(*stream("To ", "Crewe."))]
    pieces = list(
        proxy.client().chat.completions.create(
            model="auto", messages=HELLO, stream=True, stream_options={"include_usage": True}
        )
    )
    assert pieces[-1].usage.total_tokens == 13 and pieces[-1].choices == []


def test_a_stream_falls_over_before_its_first_content(proxy, first, second):
    first.answers = [as_stream(chunk({"role": "assistant", "content": ""}), cut=True)]
    second.answers = [as_stream(*stream("Whole."))]
    pieces = proxy.client().chat.completions.create(model="auto", messages=HELLO, stream=True)
    assert "".join(piece.choices[0].delta.content or "" for piece in pieces) == "Whole."


def test_a_cut_stream_raises_and_is_no_success(proxy, first):
    first.answers = [as_stream(chunk({"role": "assistant", "content": "Half an ans"}), cut=True)]
    seen = []
    with pytest.raises(openai.APIError):
        for piece in proxy.client().chat.completions.create(model="auto", messages=HELLO, stream=True):
            seen.append(piece.choices[0].delta.content)
    assert seen == ["Half an ans"]
    assert proxy.calls()[0]["failure"] == "cut"


def test_a_cut_stream_that_is_made_whole_reads_as_one_answer(proxy, first, second):
    begun = chunk({"role": "assistant", "content": "Half an ans"})
    first.answers = [as_stream(begun, cut=True)]
    second.answers = [as_stream(*stream("Half an", " answer, and", " the rest."))]
    pieces = list(
        proxy.client().chat.completions.create(
            model="auto", messages=HELLO, stream=True, stream_options={"include_usage": True}
        )
    )
    texts = [piece.choices[0].delta.content or "" for piece in pieces if piece.choices]
    assert "".join(texts) == "Half an answer, and the rest."
    assert len({piece.id for piece in pieces if piece.choices}) == 1
    assert [piece.usage.total_tokens > 13 for piece in pieces if piece.usage] == [True]
    first_cost, rest = proxy.calls()[0]["attempts"]
    assert (first_cost["failure"], rest["reason"]) == ("cut", "restart")


def test_a_cut_stream_that_nobody_makes_whole_raises_the_cut(proxy, first, second):
    first.answers = [as_stream(chunk({"role": "assistant", "content": "Half an ans"}), cut=True)]
    second.answers = [as_stream(*stream("Another answer."))]
    seen = []
    with pytest.raises(openai.APIError) as failed:
        for piece in proxy.client().chat.completions.create(model="auto", messages=HELLO, stream=True):
            seen.append(piece.choices[0].delta.content)
    assert seen == ["Half an ans"] and failed.value.code == "cut"


def test_a_held_answer_is_begun_again_unseen(proxy, first, second):
    first.answers = [as_stream(chunk({"role": "assistant", "content": "Half an ans"}), cut=True)]
    second.answers = [as_stream(*stream("Whole."))]
    pieces = proxy.client().chat.completions.create(model="chain/held", messages=HELLO, stream=True)
    assert "".join(piece.choices[0].delta.content or "" for piece in pieces) == "Whole."


def test_single_tool_calls_survive_both_ways(proxy, first):
    call = {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city":"York"}'}}
    answered = completion()
    answered["choices"][0] = {
        "index": 0,
        "message": {"role": "assistant", "content": None, "tool_calls": [call]},
        "finish_reason": "tool_calls",
    }
    first.answers = [as_json(200, answered), as_json(200, completion("Rain."))]
    client = proxy.client()
    asked = client.chat.completions.create(model="auto", messages=HELLO, tools=[WEATHER])
    message = asked.choices[0].message
    assert json.loads(message.tool_calls[0].function.arguments) == {"city": "York"}
    turns = [*HELLO, message.model_dump(exclude_none=True), {"role": "tool", "tool_call_id": "call_1", "content": "rain"}]
    assert client.chat.completions.create(model="auto", messages=turns, tools=[WEATHER]).choices[0].message.content == "Rain."
    assert first.asked[1].body["messages"][2]["tool_call_id"] == "call_1"


def test_parallel_tool_calls_stream_in_fragments(proxy, first):
    def part(index, **rest):
        return chunk({"tool_calls": [{"index": index, **rest}]})

    first.answers = [
        as_stream(
            part(0, id="a", type="function", function={"name": "get_weather", "arguments": ""}),
            part(0, function={"arguments": '{"city":'}),
            part(0, function={"arguments": '"York"}'}),
            part(1, id="b", type="function", function={"name": "get_weather", "arguments": '{"city":"Bath"}'}),
            chunk({}, "tool_calls"),
            "[DONE]",
        )
    ]
    arguments = {0: "", 1: ""}
    for piece in proxy.client().chat.completions.create(model="auto", messages=HELLO, tools=[WEATHER], stream=True):
        for call in piece.choices[0].delta.tool_calls or []:
            arguments[call.index] += call.function.arguments or ""
    assert [json.loads(text)["city"] for text in arguments.values()] == ["York", "Bath"]


def test_a_json_schema_is_parsed_into_its_class(proxy, first):
    from pydantic import BaseModel

    class Train(BaseModel):
        line: str
        cars: int

    first.answers = [as_json(200, completion('{"line":"West Coast","cars":9}'))]
    parsed = proxy.client().chat.completions.parse(model="auto", messages=HELLO, response_format=Train)
    assert parsed.choices[0].message.parsed == Train(line="West Coast", cars=9)
    assert first.asked[0].body["response_format"]["type"] == "json_schema"


def test_an_image_reaches_the_provider_untouched(proxy, first):
    first.answers = [as_json(200, completion("A signal."))]
    picture = base64.b64encode(bytes(range(256)) * 4096).decode()
    content = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{picture}"}},
    ]
    proxy.client().chat.completions.create(model="auto", messages=[{"role": "user", "content": content}])
    assert first.asked[0].body["messages"][0]["content"][1]["image_url"]["url"].endswith(picture)


@pytest.mark.parametrize(
    ("status", "kind", "code", "raised"),
    [
        (400, "invalid_request_error", "context_length_exceeded", openai.BadRequestError),
        (401, "invalid_request_error", "invalid_api_key", openai.AuthenticationError),
        (403, "invalid_request_error", "unsupported_country", openai.PermissionDeniedError),
        (404, "invalid_request_error", "model_not_found", openai.NotFoundError),
        (422, "invalid_request_error", None, openai.UnprocessableEntityError),
        (429, "requests", "rate_limit_exceeded", openai.RateLimitError),
        (500, "server_error", None, openai.InternalServerError),
    ],
)
def test_a_providers_error_is_raised_as_its_own_class(proxy, first, status, kind, code, raised):
    first.answers = [as_json(status, error("The provider said so", kind, code))]
    with pytest.raises(raised) as failed:
        proxy.client(max_retries=0).chat.completions.create(model="first/model-a", messages=HELLO)
    assert failed.value.status_code == status
    assert "The provider said so" in str(failed.value)


def test_our_own_refusals_say_how_to_mend_them(proxy):
    with pytest.raises(openai.AuthenticationError, match="key"):
        openai.OpenAI(base_url=proxy.client().base_url, api_key="pm-wrong").chat.completions.create(
            model="auto", messages=HELLO
        )
    with pytest.raises(openai.NotFoundError, match="chain/alone"):
        proxy.client().chat.completions.create(model="chain/alonee", messages=HELLO)


def test_a_client_that_goes_away_cancels_the_provider(proxy, first):
    gate = threading.Event()
    first.answers = [as_stream(*stream("To ", "Crewe."), gate=gate)]
    gate.set()
    held = threading.Event()
    first.answers = [Answer(200, {"content-type": "text/event-stream"}, sse(chunk({"content": "To "}), chunk({"content": "x"})), gate=held)]
    with proxy.client().chat.completions.create(model="auto", messages=HELLO, stream=True) as pieces:
        next(iter(pieces))
    assert first.gone.wait(10), "the provider's connection was not closed"
    call = proxy.calls()[0]
    assert call["state"] == "cancelled" and call["attempts"][0]["usage_source"] == "estimated"


def test_silent_keep_alives_are_not_seen_by_the_client(proxy, first):
    gate = threading.Event()
    silent = Answer(200, {"content-type": "text/event-stream"}, [b": hold\n\n", *sse(*stream("Late."))], gate=gate)
    first.answers = [silent]
    answer = {}

    def ask():
        pieces = proxy.client().chat.completions.create(model="auto", messages=HELLO, stream=True)
        answer["text"] = "".join(piece.choices[0].delta.content or "" for piece in pieces)

    asking = threading.Thread(target=ask)
    asking.start()
    import http.client
    from urllib.parse import urlparse

    watch = http.client.HTTPConnection(urlparse(proxy.url).netloc, timeout=10)
    watch.request(
        "POST",
        "/v1/chat/completions",
        json.dumps({"model": "auto", "stream": True, "messages": HELLO}),
        {"authorization": f"Bearer {proxy.key}", "content-type": "application/json"},
    )
    response = watch.getresponse()
    comments = [response.readline() for _ in range(6)]
    assert [line for line in comments if line.strip()] == [b": keep-alive\n"] * 3
    assert response.status == 200 and response.getheader("x-pointsman-request-id")
    gate.set()
    asking.join(10)
    assert answer["text"] == "Late."


def test_recorded_answers_parse_as_they_did_for_the_first_client(proxy, first):
    replayed = 0
    for tags in [["tool_call"], ["parallel_tool_calls"], ["json_schema"], ["vision"], ["reasoning"]]:
        for one in recordings(*tags, streamed=False)[:6]:
            first.answers = [Answer(200, {"content-type": "application/json"}, [one["response"]["body"].encode()])]
            body = {**one["request"]["body"], "model": "first/model-a"}
            raw = proxy.client().chat.completions.with_raw_response.create(
                model=body.pop("model"), messages=body.pop("messages"), extra_body=body
            )
            assert raw.http_response.content == one["response"]["body"].encode()
            assert raw.parse().choices
            replayed += 1
    print(f"\nrecordings replayed: {replayed}")


def test_recorded_streams_parse_to_their_end(proxy, first):
    replayed = 0
    for tags in [["tool_call"], ["parallel_tool_calls"], ["json_schema"], ["reasoning"], ["raw_chunks"]]:
        for one in recordings(*tags, streamed=True)[:6]:
            first.answers = [Answer(200, {"content-type": "text/event-stream"}, [one["response"]["body"].encode()])]
            body = {**one["request"]["body"], "model": "first/model-a"}
            options = {"model": body.pop("model"), "messages": body.pop("messages"), "stream": body.pop("stream", True)}
            pieces = list(proxy.client().chat.completions.create(**options, extra_body=body))
            assert any(choice.finish_reason for piece in pieces for choice in piece.choices), one["id"]
            replayed += 1
    print(f"\nrecordings replayed: {replayed}")


def test_the_simulator_answers_in_every_shape_without_a_provider(proxy):
    client = proxy.client()
    assert client.chat.completions.create(model="simulator/sim-swift", messages=HELLO).choices[0].message.content
    pieces = list(client.chat.completions.create(model="simulator/sim-swift", messages=HELLO, stream=True))
    assert pieces[-1].choices[0].finish_reason == "stop"
    forced = {"type": "function", "function": {"name": "get_weather"}}
    tools = client.chat.completions.create(
        model="simulator/sim-swift", messages=HELLO, tools=[WEATHER], tool_choice=forced
    )
    assert json.loads(tools.choices[0].message.tool_calls[0].function.arguments)


def test_models_lists_auto_the_chains_and_what_accounts_offer(proxy):
    names = [model.id for model in proxy.client().models.list()]
    assert names[0] == "auto" and {"chain/auto", "chain/alone", "simulator/sim-swift"} <= set(names)


def test_a_listed_model_is_told_of_by_its_name(proxy):
    for name in ("auto", "chain/alone", "simulator/sim-swift", "sim-swift"):
        assert proxy.client().models.retrieve(name).id == name
    with pytest.raises(openai.NotFoundError) as failed:
        proxy.client().models.retrieve("chain/nowhere")
    assert failed.value.code == "model_not_found"
