// Responses with the official `openai` package for Node, unmodified: across to a provider of Chat Completions, and to one
// that speaks them itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import { chunk, completion, json, startProxy, startUpstream, stream } from "./proxy.mjs";

/** Runs `body` with a client of a proxy before one provider. */
async function withClient(answer, dialect, body) {
  const upstream = await startUpstream(answer);
  const proxy = await startProxy({ first: { ...upstream, dialect } });
  try {
    await body(new OpenAI({ baseURL: proxy.baseURL, apiKey: proxy.apiKey, maxRetries: 0 }), upstream.asked);
  } finally {
    assert.equal(await proxy.stop(), 0, "the proxy ends cleanly");
    upstream.close();
  }
}

const item = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  status: "completed",
  content: [{ type: "output_text", text: "To Crewe.", annotations: [], logprobs: [] }],
};
const whole = { id: "resp_1", object: "response", created_at: 1_780_000_000, status: "completed", model: "m", output: [item], error: null };

test("an answer of a chat provider is a response", () =>
  withClient(
    (_, response) => json(response, 200, completion("To Crewe.")),
    "openai_chat",
    async (client, asked) => {
      const answer = await client.responses.create({ model: "auto", input: "Where to?", instructions: "Be brief." });
      assert.equal(answer.object, "response");
      assert.equal(answer.output_text, "To Crewe.");
      assert.equal(answer.usage.total_tokens, 14);
      assert.deepEqual(
        asked[0].body.messages.map((turn) => turn.role),
        ["system", "user"],
      );
    },
  ));

test("a stream of a chat provider with a tool call ends in one whole response", () =>
  withClient(
    (_, response) => {
      const call = (rest) => chunk({ tool_calls: [{ index: 0, ...rest }] });
      stream(response, [
        chunk({ role: "assistant", content: "Let me look." }),
        call({ id: "call_1", type: "function", function: { name: "get_weather", arguments: "" } }),
        call({ function: { arguments: '{"city":' } }),
        call({ function: { arguments: '"York"}' } }),
        chunk({}, "tool_calls"),
        "[DONE]",
      ]);
      response.end();
    },
    "openai_chat",
    async (client) => {
      const tools = [{ type: "function", name: "get_weather", parameters: { type: "object" }, strict: false }];
      const told = client.responses.stream({ model: "auto", input: "How is York?", tools });
      const numbers = [];
      for await (const event of told) numbers.push(event.sequence_number);
      assert.deepEqual(numbers, [...numbers.keys()]);
      const [said, call] = (await told.finalResponse()).output;
      assert.equal(said.content[0].text, "Let me look.");
      assert.equal(call.call_id, "call_1");
      assert.deepEqual(JSON.parse(call.arguments), { city: "York" });
    },
  ));

test("a provider of responses is passed as it is", () =>
  withClient(
    (_, response) => json(response, 200, whole),
    "openai_responses",
    async (client, asked) => {
      const answer = await client.responses.create({ model: "auto", input: "Where to?", previous_response_id: "resp_0" });
      assert.equal(answer.id, "resp_1");
      assert.equal(answer.output_text, "To Crewe.");
      assert.equal(asked[0].path, "/v1/responses");
      assert.equal(asked[0].body.previous_response_id, "resp_0");
    },
  ));

for (const dialect of ["openai_chat", "openai_responses"])
  test(`a cut stream of ${dialect} throws`, () =>
    withClient(
      (_, response) => {
        const begun = { type: "response.output_text.delta", item_id: "msg_1", output_index: 0, content_index: 0, delta: "Half" };
        stream(response, [dialect === "openai_chat" ? chunk({ content: "Half" }) : begun]);
        setImmediate(() => response.destroy());
      },
      dialect,
      async (client) => {
        const events = await client.responses.create({ model: "auto", input: "Where to?", stream: true });
        let text = "";
        await assert.rejects(async () => {
          for await (const event of events) if (event.type === "response.output_text.delta") text += event.delta;
        }, OpenAI.APIError);
        assert.equal(text, "Half");
      },
    ));
