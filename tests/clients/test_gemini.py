"""The official `google-genai` package, unmodified, against the proxy: to a provider that speaks Gemini, and across to
one that speaks Chat Completions."""

from __future__ import annotations

import base64
import http.client
import json
import threading
from urllib.parse import urlparse

import pytest
from google import genai
from google.genai import errors, types

from conftest import Proxy
from exchanges import chunk, completion, error, stream
from upstream import Answer, Upstream, as_json, as_stream, sse

SIGNATURE = base64.b64encode(b"a thought, signed").decode()


@pytest.fixture
def native():
    upstream = Upstream()
    yield upstream
    upstream.stop()


@pytest.fixture
def proxy(tmp_path, first, second, native):
    upstreams = {"first": first, "second": second, "native": native}
    running = Proxy(tmp_path / "data", upstreams, {"native": "gemini_generate"})
    yield running
    running.stop()


def client(proxy: Proxy, key: str | None = None, version: str | None = None) -> genai.Client:
    """Kept by who calls it: the SDK closes a client that nobody holds."""
    base = proxy.url.removesuffix("/v1")
    return genai.Client(api_key=key or proxy.key, http_options=types.HttpOptions(base_url=base, api_version=version))


@pytest.fixture
def google(proxy):
    return client(proxy)


def answer(*parts: dict, finish: str | None = "STOP", usage: dict | None = None, **rest: object) -> dict:
    candidate = {"content": {"parts": list(parts), "role": "model"}, "index": 0}
    if finish:
        candidate["finishReason"] = finish
    tokens = usage or {"promptTokenCount": 7, "candidatesTokenCount": 3, "totalTokenCount": 10}
    told = {"candidates": [candidate], "usageMetadata": tokens, "modelVersion": "model-g", "responseId": "r-1"}
    return told | rest


def as_events(*answers: dict, **rest: object) -> Answer:
    """As Google sends them: lines end with CRLF."""
    streamed = as_stream(*answers, **rest)
    streamed.chunks = [piece.replace(b"\n", b"\r\n") for piece in streamed.chunks]
    return streamed


TOOL = types.Tool(
    function_declarations=[
        types.FunctionDeclaration(
            name="get_weather",
            description="The weather of a city.",
            parameters=types.Schema(
                type=types.Type.OBJECT,
                properties={"city": types.Schema(type=types.Type.STRING, nullable=True)},
                required=["city"],
            ),
        )
    ]
)


@pytest.mark.parametrize("version", [None, "v1beta", "v1"])
def test_an_answer_is_given_as_the_provider_gave_it(proxy, native, version):
    native.answers = [as_json(200, answer({"text": "All aboard."}))]
    google = client(proxy, version=version)
    said = google.models.generate_content(model="native/model-g", contents="Where does this train go?")
    assert said.text == "All aboard."
    assert said.usage_metadata.total_token_count == 10
    asked = native.asked[0]
    assert asked.path == "/v1/models/model-g:generateContent"
    assert asked.headers["x-goog-api-key"] == "upstream-secret-7f3a"
    assert asked.body["contents"][0]["parts"][0]["text"] == "Where does this train go?"
    assert proxy.key not in str(asked.headers), "a local key goes no further"


def test_a_stream_is_read_to_its_end(proxy, native, google):
    native.answers = [
        as_events(
            answer({"text": "All "}, finish=None),
            answer({"text": "aboard."}, finish=None),
            answer({"text": "", "thoughtSignature": SIGNATURE}),
        )
    ]
    pieces = list(google.models.generate_content_stream(model="models/native/model-g", contents="Hi"))
    assert "".join(piece.text or "" for piece in pieces) == "All aboard."
    last = pieces[-1]
    assert last.candidates[0].finish_reason == types.FinishReason.STOP
    assert last.candidates[0].content.parts[0].thought_signature == b"a thought, signed"
    assert native.asked[0].path == "/v1/models/model-g:streamGenerateContent?alt=sse"
    (call,) = proxy.calls()
    assert call["state"] == "answered", call


def test_a_stream_that_is_cut_is_raised(proxy, native, google):
    native.answers = [as_events(answer({"text": "All "}, finish=None), cut=True)]
    heard = []
    with pytest.raises(errors.ServerError) as failed:
        for piece in google.models.generate_content_stream(model="native/model-g", contents="Hi"):
            heard.append(piece.text)
    assert heard == ["All "]
    assert failed.value.code >= 500
    assert "native" in failed.value.message


def test_empty_lines_keep_a_waiting_client_alive(proxy, native, google):
    gate = threading.Event()
    late = sse(answer({"text": "Late."}))
    native.answers = [Answer(200, {"content-type": "text/event-stream"}, [b"\n", *late], gate=gate)]
    texts = []

    def ask():
        pieces = google.models.generate_content_stream(model="native/model-g", contents="Hi")
        texts.extend(piece.text for piece in pieces)

    asking = threading.Thread(target=ask)
    asking.start()
    watch = http.client.HTTPConnection(urlparse(proxy.url).netloc, timeout=10)
    path = f"/v1beta/models/native/model-g:streamGenerateContent?alt=sse&key={proxy.key}"
    body = {"contents": [{"parts": [{"text": "Hi"}]}]}
    watch.request("POST", path, json.dumps(body), {"content-type": "application/json"})
    response = watch.getresponse()
    assert [response.readline() for _ in range(3)] == [b"\n"] * 3
    assert response.status == 200 and response.getheader("x-pointsman-request-id")
    gate.set()
    asking.join(10)
    assert texts == ["Late."]


def test_a_stream_as_one_array_is_refused_with_words(proxy):
    watch = http.client.HTTPConnection(urlparse(proxy.url).netloc, timeout=10)
    path = f"/v1beta/models/native/model-g:streamGenerateContent?key={proxy.key}"
    watch.request("POST", path, json.dumps({"contents": []}), {"content-type": "application/json"})
    response = watch.getresponse()
    told = json.loads(response.read())["error"]
    assert (response.status, told["status"]) == (400, "INVALID_ARGUMENT")
    assert "`alt` must be `sse`" in told["message"]


def test_a_failure_keeps_the_providers_words(proxy, native, google):
    native.answers = [as_json(400, {"error": {"code": 400, "message": "Bad picture.", "status": "INVALID_ARGUMENT"}})]
    with pytest.raises(errors.ClientError) as failed:
        google.models.generate_content(model="native/model-g", contents="Hi")
    assert (failed.value.code, failed.value.status) == (400, "INVALID_ARGUMENT")
    assert "Bad picture." in failed.value.message
    with pytest.raises(errors.ClientError) as failed:
        google.models.generate_content(model="nobody/model-g", contents="Hi")
    assert failed.value.status == "NOT_FOUND"
    with pytest.raises(errors.ClientError) as failed:
        stranger = client(proxy, key="pm-unknown")
        stranger.models.list()
    assert failed.value.status == "UNAUTHENTICATED"


def test_tokens_are_counted_by_the_model_that_was_asked_and_by_no_other(proxy, native, google):
    native.answers = [as_json(200, {"totalTokens": 31}), as_json(503, {"error": {"code": 503, "message": "busy"}})]
    counted = google.models.count_tokens(model="native/model-g", contents="Where does this train go?")
    assert counted.total_tokens == 31
    assert native.asked[0].path == "/v1/models/model-g:countTokens"
    with pytest.raises(errors.ServerError):
        google.models.count_tokens(model="native/model-g", contents="Hi")


def test_models_are_listed_in_googles_form(proxy, google):
    names = [model.name for model in google.models.list()]
    assert "models/auto" in names and "models/chain/alone" in names
    assert google.models.get(model="chain/alone").name == "models/chain/alone"


def test_tools_are_called_over_several_turns_and_signatures_come_back(proxy, native, google):
    call = {"functionCall": {"name": "get_weather", "args": {"city": "Crewe"}}, "thoughtSignature": SIGNATURE}
    native.answers = [as_json(200, answer(call)), as_json(200, answer({"text": "It rains."}))]
    config = types.GenerateContentConfig(tools=[TOOL])
    talk = google.chats.create(model="native/model-g", config=config)
    asked = talk.send_message("Weather in Crewe?")
    assert asked.function_calls[0].args == {"city": "Crewe"}
    result = types.Part.from_function_response(name="get_weather", response={"result": "rain"})
    assert talk.send_message(result).text == "It rains."
    turn = native.asked[1].body["contents"][1]
    assert turn["parts"][0]["thoughtSignature"] == SIGNATURE


def test_an_answer_crosses_from_a_provider_of_chat_completions(proxy, first, google):
    first.answers = [as_json(200, completion("All aboard."))]
    config = types.GenerateContentConfig(
        system_instruction="Be short.", temperature=0.5, max_output_tokens=9, stop_sequences=["!"]
    )
    said = google.models.generate_content(model="first/model-a", contents="Hi", config=config)
    assert said.text == "All aboard."
    assert said.candidates[0].finish_reason == types.FinishReason.STOP
    assert (said.usage_metadata.prompt_token_count, said.usage_metadata.candidates_token_count) == (11, 3)
    body = first.asked[0].body
    assert first.asked[0].path == "/v1/chat/completions"
    assert body["model"] == "model-a"
    assert [turn["role"] for turn in body["messages"]] == ["system", "user"]
    assert (body["temperature"], body["stop"]) == (0.5, ["!"])


def test_a_stream_crosses_and_a_cut_one_is_raised(proxy, first, google):
    first.answers = [as_stream(*stream("All ", "aboard.")), as_stream(chunk({"content": "All "}), cut=True)]
    pieces = list(google.models.generate_content_stream(model="first/model-a", contents="Hi"))
    assert "".join(piece.text or "" for piece in pieces) == "All aboard."
    assert pieces[-1].candidates[0].finish_reason == types.FinishReason.STOP
    assert pieces[-1].usage_metadata.prompt_token_count == 11
    assert first.asked[0].body["stream"] is True
    config = types.GenerateContentConfig(tools=[TOOL])
    with pytest.raises(errors.APIError):
        for _ in google.models.generate_content_stream(model="first/model-a", contents="Hi", config=config):
            pass


def test_tools_cross_over_several_turns(proxy, first, google):
    function = {"name": "get_weather", "arguments": '{"city":"Crewe"}'}
    calls = [{"id": f"call_{n}", "type": "function", "function": function} for n in (1, 2)]
    called = completion("")
    called["choices"][0] |= {"message": {"role": "assistant", "content": None, "tool_calls": calls}}
    called["choices"][0]["finish_reason"] = "tool_calls"
    first.answers = [as_json(200, called), as_json(200, completion("It rains."))]
    config = types.GenerateContentConfig(tools=[TOOL])
    talk = google.chats.create(model="first/model-a", config=config)
    asked = talk.send_message("Weather in Crewe?")
    assert [call.args for call in asked.function_calls] == [{"city": "Crewe"}] * 2
    results = [
        types.Part(function_response=types.FunctionResponse(id=call.id, name=call.name, response={"result": "rain"}))
        for call in asked.function_calls
    ]
    assert talk.send_message(results).text == "It rains."
    turns = first.asked[1].body["messages"]
    assert [turn["role"] for turn in turns] == ["user", "assistant", "tool", "tool"]
    assert [turn["tool_call_id"] for turn in turns[2:]] == ["call_1", "call_2"]
    schema = first.asked[0].body["tools"][0]["function"]["parameters"]
    assert schema["properties"]["city"]["type"] == ["string", "null"]


def test_a_failure_crosses_with_the_providers_words(proxy, first, google):
    first.answers = [as_json(429, error("Slow down.", "rate_limit_error"), retry_after="7")]
    with pytest.raises(errors.ClientError) as failed:
        google.models.generate_content(model="first/model-a", contents="Hi")
    assert (failed.value.code, failed.value.status) == (429, "RESOURCE_EXHAUSTED")
    assert "Slow down." in failed.value.message
