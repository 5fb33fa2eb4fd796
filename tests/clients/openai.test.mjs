// The official `openai` package for Node, unmodified, against the proxy.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import OpenAI from "openai";
import { chunk, completion, json, startProxy, startUpstream, stream } from "./proxy.mjs";

const messages = [{ role: "user", content: "Where does this train go?" }];
const refusal = (message, code = null) => ({ error: { message, type: "server_error", param: null, code } });

/** Runs `body` with a client of a proxy before two providers. */
async function withClient(first, second, body) {
  const upstreams = { first: await startUpstream(first), second: await startUpstream(second) };
  const proxy = await startProxy(upstreams);
  try {
    await body(new OpenAI({ baseURL: proxy.baseURL, apiKey: proxy.apiKey }), upstreams);
  } finally {
    assert.equal(await proxy.stop(), 0, "the proxy ends cleanly");
    upstreams.first.close();
    upstreams.second.close();
  }
}

const unused = () => assert.fail("the second provider was not to be asked");

test("a plain call is answered", () =>
  withClient((_, response) => json(response, 200, completion("To Crewe.")), unused, async (client, { first }) => {
    const { data, response } = await client.chat.completions.create({ model: "auto", messages }).withResponse();
    assert.equal(data.choices[0].message.content, "To Crewe.");
    assert.equal(response.headers.get("x-pointsman-target"), "first/model");
    assert.equal(first.asked[0].body.model, "model");
  }));

test("the second target answers when the first fails", () =>
  withClient(
    (_, response) => json(response, 503, refusal("overloaded")),
    (_, response) => json(response, 200, completion("By the loop.")),
    async (client, { first }) => {
      const { data, response } = await client.chat.completions.create({ model: "auto", messages }).withResponse();
      assert.equal(data.choices[0].message.content, "By the loop.");
      assert.equal(response.headers.get("x-pointsman-attempts"), "2");
      assert.equal(first.asked.length, 1);
    },
  ));

test("an exhausted chain is not repeated by the SDK", () =>
  withClient(
    (_, response) => json(response, 200, "not an answer"),
    (_, response) => response.destroy(),
    async (client, { first, second }) => {
      await assert.rejects(client.chat.completions.create({ model: "auto", messages }), OpenAI.APIError);
      assert.deepEqual([first.asked.length, second.asked.length], [1, 1]);
    },
  ));

test("a stream arrives whole, and usage only when it was asked for", () =>
  withClient(
    (_, response) => {
      const usage = { prompt_tokens: 11, completion_tokens: 2, total_tokens: 13 };
      stream(response, [
        chunk({ role: "assistant", content: "" }),
        chunk({ content: "To " }),
        chunk({ content: "Crewe." }),
        chunk({}, "stop"),
        { ...chunk({}), choices: [], usage },
        "[DONE]",
      ]);
      response.end();
    },
    unused,
    async (client) => {
      let text = "";
      for await (const piece of await client.chat.completions.create({ model: "auto", messages, stream: true })) {
        assert.equal(piece.choices.length, 1);
        text += piece.choices[0].delta.content ?? "";
      }
      assert.equal(text, "To Crewe.");
      const asked = { model: "auto", messages, stream: true, stream_options: { include_usage: true } };
      let last;
      for await (const piece of await client.chat.completions.create(asked)) last = piece;
      assert.equal(last.usage.total_tokens, 13);
    },
  ));

test("a cut stream throws", () =>
  withClient(
    (_, response) => {
      stream(response, [chunk({ content: "Half an ans" })]);
      setImmediate(() => response.destroy());
    },
    // Another beginning is not spliced in.
    (_, response) => stream(response, [chunk({ content: "Another answer." })]),
    async (client) => {
      const pieces = await client.chat.completions.create({ model: "auto", messages, stream: true });
      await assert.rejects(async () => {
        for await (const piece of pieces) assert.equal(piece.choices[0].delta.content, "Half an ans");
      }, OpenAI.APIError);
    },
  ));

test("a tool call survives, single and in fragments", () =>
  withClient(
    (asked, response) => {
      const call = { id: "a", type: "function", function: { name: "get_weather", arguments: '{"city":"York"}' } };
      if (!asked.body.stream) return json(response, 200, completion(null, { tool_calls: [call] }));
      stream(response, [
        chunk({ role: "assistant", tool_calls: [{ index: 0, id: "a", type: "function", function: { name: "get_weather", arguments: "" } }] }),
        chunk({ tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] }),
        chunk({ tool_calls: [{ index: 0, function: { arguments: '"York"}' } }] }),
        chunk({}, "tool_calls"),
        "[DONE]",
      ]);
      response.end();
    },
    unused,
    async (client) => {
      const tools = [{ type: "function", function: { name: "get_weather", parameters: { type: "object" } } }];
      const whole = await client.chat.completions.create({ model: "auto", messages, tools });
      assert.deepEqual(JSON.parse(whole.choices[0].message.tool_calls[0].function.arguments), { city: "York" });
      const streamed = client.chat.completions.stream({ model: "auto", messages, tools });
      const final = await streamed.finalChatCompletion();
      assert.deepEqual(JSON.parse(final.choices[0].message.tool_calls[0].function.arguments), { city: "York" });
    },
  ));

test("parallel tool calls stream in fragments", () =>
  withClient(
    (_, response) => {
      const part = (index, rest) => chunk({ role: "assistant", tool_calls: [{ index, ...rest }] });
      stream(response, [
        part(0, { id: "a", type: "function", function: { name: "get_weather", arguments: "" } }),
        part(1, { id: "b", type: "function", function: { name: "get_weather", arguments: '{"city":' } }),
        part(0, { function: { arguments: '{"city":"York"}' } }),
        part(1, { function: { arguments: '"Bath"}' } }),
        chunk({}, "tool_calls"),
        "[DONE]",
      ]);
      response.end();
    },
    unused,
    async (client) => {
      const tools = [{ type: "function", function: { name: "get_weather", parameters: { type: "object" } } }];
      const final = await client.chat.completions.stream({ model: "auto", messages, tools }).finalChatCompletion();
      const cities = final.choices[0].message.tool_calls.map((call) => JSON.parse(call.function.arguments).city);
      assert.deepEqual(cities, ["York", "Bath"]);
    },
  ));

test("a JSON schema and an image reach the provider untouched", () =>
  withClient((_, response) => json(response, 200, completion('{"line":"West Coast"}')), unused, async (client, { first }) => {
    const schema = { type: "object", properties: { line: { type: "string" } }, required: ["line"], additionalProperties: false };
    const response_format = { type: "json_schema", json_schema: { name: "train", strict: true, schema } };
    const url = `data:image/png;base64,${Buffer.alloc(1 << 20, 7).toString("base64")}`;
    const seen = [{ role: "user", content: [{ type: "text", text: "Which line?" }, { type: "image_url", image_url: { url } }] }];
    const answer = await client.chat.completions.parse({ model: "auto", messages: seen, response_format });
    assert.equal(JSON.parse(answer.choices[0].message.content).line, "West Coast");
    assert.deepEqual(first.asked[0].body.response_format, response_format);
    assert.equal(first.asked[0].body.messages[0].content[1].image_url.url, url);
  }));

const classes = [
  [400, "context_length_exceeded", OpenAI.BadRequestError],
  [401, "invalid_api_key", OpenAI.AuthenticationError],
  [403, "unsupported_country", OpenAI.PermissionDeniedError],
  [404, "model_not_found", OpenAI.NotFoundError],
  [422, null, OpenAI.UnprocessableEntityError],
  [429, "rate_limit_exceeded", OpenAI.RateLimitError],
  [500, null, OpenAI.InternalServerError],
];

test("each error of a provider is thrown as its own class", () => {
  let turn = 0;
  return withClient(
    (_, response) => {
      const [status, code] = classes[turn];
      json(response, status, refusal("The provider said so", code));
    },
    unused,
    async (client) => {
      for (const [status, , thrown] of classes) {
        const asked = client.chat.completions.create({ model: "first/model", messages }, { maxRetries: 0 });
        await assert.rejects(asked, (error) => error instanceof thrown && error.status === status);
        turn += 1;
      }
    },
  );
});

test("three silent keep-alives are not seen by the client", () => {
  let speak;
  const held = new Promise((resolve) => {
    speak = resolve;
  });
  return withClient(
    async (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(": hold\n\n");
      await held;
      response.end(`data: ${JSON.stringify(chunk({ role: "assistant", content: "Late." }, "stop"))}\n\ndata: [DONE]\n\n`);
    },
    unused,
    async (client) => {
      const asked = client.chat.completions.create({ model: "auto", messages, stream: true });
      const raw = await fetch(`${client.baseURL}/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${client.apiKey}`, "content-type": "application/json" },
        body: JSON.stringify({ model: "auto", messages, stream: true }),
      });
      let comments = "";
      const decoder = new TextDecoder();
      const reader = raw.body.getReader();
      while ((comments.match(/: keep-alive\n\n/g) ?? []).length < 3) {
        comments += decoder.decode((await reader.read()).value, { stream: true });
      }
      speak();
      await reader.cancel();
      let text = "";
      for await (const piece of await asked) text += piece.choices[0].delta.content ?? "";
      assert.equal(text, "Late.");
    },
  );
});

test("an error of the provider keeps its class and its words", () =>
  withClient((_, response) => json(response, 429, refusal("slow down", "rate_limit_exceeded")), unused, async (client) => {
    await assert.rejects(client.chat.completions.create({ model: "first/model", messages }, { maxRetries: 0 }), (error) => {
      assert.ok(error instanceof OpenAI.RateLimitError);
      assert.match(error.message, /slow down/);
      return true;
    });
  }));

test("an aborted stream cancels the provider", () => {
  let gone;
  const closed = new Promise((resolve) => {
    gone = resolve;
  });
  return withClient(
    async (_, response) => {
      stream(response, [chunk({ content: "To " })]);
      await once(response, "close");
      gone();
    },
    unused,
    async (client) => {
      const pieces = await client.chat.completions.create({ model: "auto", messages, stream: true });
      for await (const piece of pieces) {
        assert.equal(piece.choices[0].delta.content, "To ");
        break;
      }
      await closed;
    },
  );
});

test("models are listed", () =>
  withClient(unused, unused, async (client) => {
    const names = [];
    for await (const model of client.models.list()) names.push(model.id);
    assert.equal(names[0], "auto");
    assert.ok(names.includes("chain/auto"));
    assert.equal((await client.models.retrieve("chain/auto")).id, "chain/auto");
  }));
