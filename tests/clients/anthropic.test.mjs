// The official `@anthropic-ai/sdk` package for Node, unmodified, against the proxy.
import assert from "node:assert/strict";
import { test } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import { chunk, completion, json, startProxy, startUpstream, stream } from "./proxy.mjs";

const messages = [{ role: "user", content: "Where does this train go?" }];
const asked = { model: "auto", max_tokens: 64, messages };
const tools = [{ name: "get_weather", input_schema: { type: "object", properties: { city: { type: "string" } } } }];
const usage = { input_tokens: 7, output_tokens: 3 };
const message = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "model",
  content: [{ type: "text", text: "To Crewe." }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage,
};
const complaint = (type, words) => ({ type: "error", error: { type, message: words }, request_id: "req_1" });

/** A stream of named events. */
const events = (response, all) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const event of all) response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
};

const begin = { type: "message_start", message: { ...message, content: [], stop_reason: null } };
const end = [
  { type: "message_delta", delta: { stop_reason: "tool_use", stop_sequence: null }, usage: { output_tokens: 3 } },
  { type: "message_stop" },
];
const block = (index, content_block, ...deltas) => [
  { type: "content_block_start", index, content_block },
  ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
  { type: "content_block_stop", index },
];

/** Runs `body` with a client of a proxy before a provider that speaks `dialect`. */
async function withClient(dialect, answer, body) {
  const upstream = await startUpstream(answer);
  const proxy = await startProxy({ first: { ...upstream, dialect } });
  try {
    const baseURL = proxy.baseURL.replace(/\/v1$/, "");
    await body(new Anthropic({ baseURL, apiKey: proxy.apiKey, maxRetries: 0 }), upstream);
  } finally {
    assert.equal(await proxy.stop(), 0, "the proxy ends cleanly");
    upstream.close();
  }
}

test("a plain call of Anthropic's client is answered", () =>
  withClient(
    "anthropic_messages",
    (_, response) => json(response, 200, message),
    async (client, { asked: heard }) => {
      const { data, response } = await client.messages.create(asked).withResponse();
      assert.equal(data.content[0].text, "To Crewe.");
      assert.equal(response.headers.get("x-pointsman-target"), "first/model");
      assert.equal(heard[0].path, "/v1/messages");
      assert.equal(heard[0].headers["x-api-key"], "upstream-secret-7f3a");
    },
  ));

test("a stream with thoughts and a tool call arrives as it was sent", () =>
  withClient(
    "anthropic_messages",
    (_, response) => {
      events(response, [
        begin,
        { type: "ping" },
        ...block(
          0,
          { type: "thinking", thinking: "", signature: "" },
          { type: "thinking_delta", thinking: "Hm." },
          { type: "signature_delta", signature: "c2lnbmVk" },
        ),
        ...block(
          1,
          { type: "tool_use", id: "toolu_1", name: "get_weather", input: {} },
          { type: "input_json_delta", partial_json: '{"city": ' },
          { type: "input_json_delta", partial_json: '"Crewe"}' },
        ),
        ...end,
      ]);
      response.end();
    },
    async (client) => {
      const whole = await client.messages.stream({ ...asked, tools }).finalMessage();
      assert.deepEqual(
        whole.content.map((one) => one.signature ?? one.input),
        ["c2lnbmVk", { city: "Crewe" }],
      );
      assert.equal(whole.stop_reason, "tool_use");
    },
  ));

test("tokens are counted", () =>
  withClient(
    "anthropic_messages",
    (_, response) => json(response, 200, { input_tokens: 14 }),
    async (client, { asked: heard }) => {
      assert.equal((await client.messages.countTokens({ model: "auto", messages })).input_tokens, 14);
      assert.equal(heard[0].path, "/v1/messages/count_tokens");
    },
  ));

test("a provider's error is raised as what it is", () =>
  withClient(
    "anthropic_messages",
    (_, response) => json(response, 429, complaint("rate_limit_error", "slow down")),
    async (client) => {
      await assert.rejects(client.messages.create(asked), (failed) => {
        assert.ok(failed instanceof Anthropic.RateLimitError);
        assert.equal(failed.error.error.type, "rate_limit_error");
        return true;
      });
    },
  ));

test("a stream that is cut raises", () =>
  withClient(
    "anthropic_messages",
    (_, response) => {
      events(response, [begin, ...block(0, { type: "text", text: "" }, { type: "text_delta", text: "Half" })]);
      response.end();
    },
    async (client) => {
      await assert.rejects(client.messages.stream(asked).finalMessage(), Anthropic.APIError);
    },
  ));

test("a provider that speaks OpenAI's chat answers a client of Anthropic's, whole and streamed", () =>
  withClient(
    "openai_chat",
    (one, response) => {
      if (!one.body.stream) return json(response, 200, completion("To Crewe."));
      stream(response, [chunk({ role: "assistant", content: "By " }), chunk({ content: "the loop." }), chunk({}, "stop")]);
      response.end("data: [DONE]\n\n");
    },
    async (client, { asked: heard }) => {
      const whole = await client.messages.create(asked);
      assert.equal(whole.content[0].text, "To Crewe.");
      assert.equal(whole.usage.input_tokens, 11);
      assert.equal(await client.messages.stream(asked).finalText(), "By the loop.");
      assert.equal(heard[0].path, "/v1/chat/completions");
    },
  ));
