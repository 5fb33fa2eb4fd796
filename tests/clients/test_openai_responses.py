"""The official `openai` package's Responses, unmodified, against the proxy: to a provider that speaks them, and across
to one that speaks Chat Completions."""

from __future__ import annotations

import json

import openai
import pytest
from pydantic import BaseModel

from conftest import Proxy
from exchanges import chunk, completion, error, recordings, stream
from upstream import Answer, Upstream, as_json, as_stream, sse

FUNCTION = {
    "type": "function",
    "name": "get_weather",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


class Train(BaseModel):
    line: str
    cars: int


@pytest.fixture
def native():
    upstream = Upstream()
    yield upstream
    upstream.stop()


@pytest.fixture
def proxy(tmp_path, first, second, native):
    upstreams = {"first": first, "second": second, "native": native}
    running = Proxy(tmp_path / "data", upstreams, {"native": "openai_responses"})
    yield running
    running.stop()


def message(text: str) -> dict:
    part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    return {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [part]}


def response(*items: dict, status: str = "completed", **rest: object) -> dict:
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1_780_000_000,
        "status": status,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "model": "model-r",
        "output": list(items),
        "parallel_tool_calls": True,
        "tools": [],
        "tool_choice": "auto",
        "temperature": 1.0,
        "top_p": 1.0,
        "metadata": {},
        "usage": {
            "input_tokens": 11,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": 3,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": 14,
        },
        **rest,
    }


def told(*texts: str) -> list[dict]:
    place = {"item_id": "msg_1", "output_index": 0}
    part = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
    begun = {**message(""), "status": "in_progress", "content": []}
    whole = "".join(texts)
    events: list[dict] = [
        {"type": "response.created", "response": response(status="in_progress", usage=None)},
        {"type": "response.output_item.added", "output_index": 0, "item": begun},
        {"type": "response.content_part.added", **place, "content_index": 0, "part": part},
    ]
    for text in texts:
        events.append({"type": "response.output_text.delta", **place, "content_index": 0, "delta": text, "logprobs": []})
    events += [
        {"type": "response.output_text.done", **place, "content_index": 0, "text": whole, "logprobs": []},
        {"type": "response.content_part.done", **place, "content_index": 0, "part": {**part, "text": whole}},
        {"type": "response.output_item.done", "output_index": 0, "item": message(whole)},
        {"type": "response.completed", "response": response(message(whole))},
    ]
    return [{**event, "sequence_number": number} for number, event in enumerate(events)]


def test_a_provider_of_responses_is_asked_as_the_client_asked(proxy, native):
    native.answers = [as_json(200, response(message("To Crewe.")))]
    raw = proxy.client().responses.with_raw_response.create(
        model="native/model-r", input="Where to?", previous_response_id="resp_0", extra_body={"mystery": 1}
    )
    assert raw.parse().output_text == "To Crewe."
    assert json.loads(raw.http_response.content) == response(message("To Crewe."))
    assert native.asked[0].path == "/v1/responses"
    assert native.asked[0].body == {
        "input": "Where to?",
        "model": "model-r",
        "mystery": 1,
        "previous_response_id": "resp_0",
    }
    assert proxy.calls()[0]["attempts"][0]["usage_source"] == "provider"


def test_a_stream_passes_event_by_event(proxy, native):
    native.answers = [as_stream(*told("To ", "Crewe."))]
    events = list(proxy.client().responses.create(model="native/model-r", input="Where to?", stream=True))
    assert [event.type for event in events] == [event["type"] for event in told("To ", "Crewe.")]
    assert events[-1].response.output_text == "To Crewe."


@pytest.mark.parametrize("target", ["native/model-r", "first/model-a"])
def test_a_cut_stream_raises_and_is_no_success(proxy, native, first, target):
    native.answers = [as_stream(*told("Half an ans", "wer")[:4], cut=True)]
    first.answers = [as_stream(chunk({"role": "assistant", "content": "Half an ans"}), cut=True)]
    seen = []
    with pytest.raises(openai.APIError) as failed:
        for event in proxy.client().responses.create(model=target, input="Where to?", stream=True):
            if event.type == "response.output_text.delta":
                seen.append(event.delta)
    assert seen == ["Half an ans"] and failed.value.code == "cut"
    assert proxy.calls()[0]["failure"] == "cut"


@pytest.mark.parametrize("target", ["native/model-r", "first/model-a"])
@pytest.mark.parametrize(
    ("status", "code", "raised"),
    [
        (400, "context_length_exceeded", openai.BadRequestError),
        (401, "invalid_api_key", openai.AuthenticationError),
        (404, "model_not_found", openai.NotFoundError),
        (429, "rate_limit_exceeded", openai.RateLimitError),
        (503, None, openai.InternalServerError),
    ],
)
def test_a_providers_error_is_raised_as_its_own_class(proxy, native, first, target, status, code, raised):
    for upstream in (native, first):
        upstream.answers = [as_json(status, error("The provider said so", "some_error", code))]
    with pytest.raises(raised) as failed:
        proxy.client(max_retries=0).responses.create(model=target, input="Where to?")
    assert failed.value.status_code == status
    assert "The provider said so" in str(failed.value)


def test_the_providers_own_failure_in_a_stream_is_raised(proxy, native):
    failure = {"type": "error", "sequence_number": 4, "error": {"code": "server_error", "message": "Points failed"}}
    native.answers = [as_stream(*told("To ", "Crewe.")[:4], failure)]
    with pytest.raises(openai.APIError, match="Points failed"):
        list(proxy.client().responses.create(model="native/model-r", input="Where to?", stream=True))


def test_an_answer_of_a_chat_provider_is_a_response(proxy, first):
    first.answers = [as_json(200, completion("To Crewe."))]
    raw = proxy.client().responses.with_raw_response.create(
        model="first/model-a", instructions="Be brief.", input="Where to?", temperature=0.5, max_output_tokens=64
    )
    answer = raw.parse()
    assert answer.object == "response" and answer.status == "completed" and answer.output_text == "To Crewe."
    assert answer.instructions == "Be brief." and answer.temperature == 0.5 and answer.max_output_tokens == 64
    assert answer.usage.input_tokens == 11 and answer.usage.output_tokens == 3
    asked = first.asked[0]
    assert asked.path == "/v1/chat/completions"
    assert [(turn["role"], turn["content"]) for turn in asked.body["messages"]] == [
        ("system", "Be brief."),
        ("user", "Where to?"),
    ]


def test_a_stream_of_a_chat_provider_is_told_in_the_dialects_own_events(proxy, first):
    first.answers = [as_stream(*stream("To ", "Crewe."))]
    with proxy.client().responses.stream(model="first/model-a", input="Where to?") as events:
        seen = list(events)
        final = events.get_final_response()
    assert final.output_text == "To Crewe." and final.usage.output_tokens == 2
    numbers = [event.sequence_number for event in seen]
    assert numbers == list(range(len(numbers)))
    assert [event.type.removeprefix("response.") for event in seen] == [
        "created",
        "in_progress",
        "output_item.added",
        "content_part.added",
        "output_text.delta",
        "output_text.delta",
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
    ]


def test_a_tool_is_called_and_its_result_goes_back_across(proxy, first):
    call = {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city":"York"}'}}
    asking = completion()
    asking["choices"][0] = {
        "index": 0,
        "message": {"role": "assistant", "content": None, "tool_calls": [call]},
        "finish_reason": "tool_calls",
    }
    first.answers = [as_json(200, asking), as_stream(*stream("Rain."))]
    client = proxy.client()
    turns: list = [{"role": "user", "content": "How is York?"}]
    answer = client.responses.create(model="first/model-a", input=turns, tools=[FUNCTION])
    (item,) = answer.output
    assert item.type == "function_call" and json.loads(item.arguments) == {"city": "York"}
    turns += answer.output
    turns.append({"type": "function_call_output", "call_id": item.call_id, "output": "rain"})
    events = client.responses.create(model="first/model-a", input=turns, tools=[FUNCTION], stream=True)
    assert list(events)[-1].response.output_text == "Rain."
    sent = first.asked[1].body["messages"]
    assert sent[1]["tool_calls"][0]["id"] == "call_1" and sent[2]["tool_call_id"] == "call_1"


def test_a_schema_is_parsed_into_its_class(proxy, first, native):
    first.answers = [as_json(200, completion('{"line":"West Coast","cars":9}'))]
    native.answers = [as_json(200, response(message('{"line":"West Coast","cars":9}')))]
    for target in ("first/model-a", "native/model-r"):
        parsed = proxy.client().responses.parse(model=target, input="Which train?", text_format=Train)
        assert parsed.output_parsed == Train(line="West Coast", cars=9)
    assert native.asked[0].body["text"]["format"]["type"] == "json_schema"


def test_a_tool_of_free_text_crosses_as_a_function_and_comes_back(proxy, first):
    fragments = ['{"inp', 'ut":"*** Begin', ' Patch"}']
    begun = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "patch", "arguments": ""}}
    pieces = [chunk({"tool_calls": [begun]})]
    pieces += [chunk({"tool_calls": [{"index": 0, "function": {"arguments": text}}]}) for text in fragments]
    first.answers = [as_stream(*pieces, chunk({}, "tool_calls"), "[DONE]")]
    tool = {"type": "custom", "name": "patch", "description": "Patches a file."}
    events = list(proxy.client().responses.create(model="first/model-a", input="Mend it", tools=[tool], stream=True))
    (item,) = events[-1].response.output
    assert item.type == "custom_tool_call" and item.input == "*** Begin Patch"
    assert first.asked[0].body["tools"][0]["function"]["parameters"]["required"] == ["input"]


def test_thoughts_are_shown_and_come_back(proxy, first):
    thinking = completion("To Crewe.")
    thinking["choices"][0]["message"]["reasoning_content"] = "Platform 4."
    first.answers = [as_json(200, thinking), as_json(200, completion("At noon."))]
    client = proxy.client()
    answer = client.responses.create(model="first/model-a", input="Where to?")
    thought, _ = answer.output
    assert thought.type == "reasoning" and thought.content[0].text == "Platform 4."
    turns = [{"role": "user", "content": "Where to?"}, *answer.output, {"role": "user", "content": "When?"}]
    assert client.responses.create(model="first/model-a", input=turns).output_text == "At noon."


@pytest.mark.parametrize("streamed", [False, True])
def test_a_call_goes_on_from_an_answer_that_crossed(proxy, first, streamed):
    whole, told = as_json(200, completion("To Crewe.")), as_stream(*stream("To ", "Crewe."))
    first.answers = [told if streamed else whole, as_json(200, completion("At noon."))]
    client = proxy.client()
    asked = {"model": "first/model-a", "input": "Where to?", "instructions": "Be brief.", "stream": streamed}
    begun = client.responses.create(**asked)
    begun = list(begun)[-1].response if streamed else begun
    answer = client.responses.create(model="first/model-a", input="When?", previous_response_id=begun.id)
    assert answer.output_text == "At noon." and answer.previous_response_id == begun.id
    assert [(turn["role"], turn["content"]) for turn in first.asked[1].body["messages"]] == [
        ("user", "Where to?"),
        ("assistant", "To Crewe."),
        ("user", "When?"),
    ]


def test_an_answer_that_was_not_to_be_stored_cannot_be_gone_on_from(proxy, first):
    first.answers = [as_json(200, completion("To Crewe."))]
    client = proxy.client()
    begun = client.responses.create(model="first/model-a", input="Where to?", store=False)
    with pytest.raises(openai.BadRequestError, match="whole conversation"):
        client.responses.create(model="first/model-a", input="When?", previous_response_id=begun.id)


def test_what_only_a_provider_has_kept_is_refused_with_how_to_mend_it(proxy, first):
    first.answers = [as_json(200, completion())]
    with pytest.raises(openai.BadRequestError, match="whole conversation") as failed:
        proxy.client().responses.create(model="first/model-a", input="And then?", previous_response_id="resp_0")
    assert failed.value.param == "previous_response_id" and not first.asked


def test_an_answer_cannot_be_fetched_again_and_the_client_hears_why(proxy):
    with pytest.raises(openai.NotFoundError, match="not kept here"):
        proxy.client().responses.retrieve("resp_1")
    with pytest.raises(openai.NotFoundError, match="not kept here"):
        proxy.client().responses.delete("resp_1")


def test_recorded_answers_and_streams_reach_the_sdk_as_they_were(proxy, native):
    replayed = 0
    for streamed in (False, True):
        for tags in [["tool_call"], ["reasoning"], ["server_tools"], ["json_schema"], ["signature"]]:
            if streamed and tags == ["json_schema"]:
                continue
            for one in recordings(*tags, streamed=streamed, dialect="openai_responses")[:6]:
                kind = "text/event-stream" if streamed else "application/json"
                native.answers = [Answer(200, {"content-type": kind}, [one["response"]["body"].encode()])]
                body = {**one["request"]["body"], "model": "native/model-r"}
                raw = proxy.client().responses.with_raw_response.create(
                    model=body.pop("model"), input=body.pop("input", ""), stream=streamed, extra_body=body
                )
                if streamed:
                    assert list(raw.parse())[-1].type in ("response.completed", "response.incomplete"), one["id"]
                else:
                    assert raw.http_response.content == one["response"]["body"].encode()
                    assert raw.parse().output, one["id"]
                replayed += 1
    print(f"\nrecordings replayed: {replayed}")


def said(events: list[dict]) -> tuple[str, str]:
    """The text and the arguments of the first choice of a recorded chat stream, read the plain way."""
    text = arguments = ""
    for event in events:
        for choice in event.get("choices") or []:
            delta = choice.get("delta") or {}
            if isinstance(delta.get("content"), str) and choice.get("index", 0) == 0:
                text += delta["content"]
            for call in delta.get("tool_calls") or []:
                arguments += (call.get("function") or {}).get("arguments") or ""
    return text, arguments


def test_recorded_chat_streams_parse_as_responses(proxy, first):
    replayed = 0
    for tags in [["tool_call"], ["parallel_tool_calls"], ["reasoning"], ["length"], ["raw_chunks"]]:
        for one in recordings(*tags, streamed=True)[:8]:
            if {"n_choices", "logprobs"} & set(one["tags"]):
                continue
            body = one["response"]["body"]
            first.answers = [Answer(200, {"content-type": "text/event-stream"}, [body.encode()])]
            lines = [line[5:].strip() for line in body.splitlines() if line.startswith("data:")]
            text, arguments = said([json.loads(line) for line in lines if line.startswith("{")])
            events = list(proxy.client().responses.create(model="first/model-a", input="x", stream=True))
            final = events[-1].response
            assert final.status in ("completed", "incomplete"), one["id"]
            assert "<think>" in text or final.output_text == text, one["id"]
            calls = "".join(item.arguments for item in final.output if item.type == "function_call")
            assert calls == arguments, one["id"]
            replayed += 1
    print(f"\nrecordings replayed: {replayed}")
