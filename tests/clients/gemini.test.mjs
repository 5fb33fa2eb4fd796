// The official `@google/genai` package for Node, unmodified, against the proxy.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError, GoogleGenAI } from "@google/genai";
import { chunk, completion, json, startProxy, startUpstream, stream } from "./proxy.mjs";

const contents = "Where does this train go?";
const answer = (text, finishReason) => ({
  candidates: [{ content: { parts: [{ text }], role: "model" }, index: 0, finishReason }],
  usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 3, totalTokenCount: 10 },
});

/** Runs `body` with a client of a proxy before one provider that speaks `dialect`. */
async function withClient(dialect, provider, body) {
  const upstream = { ...(await startUpstream(provider)), dialect };
  const proxy = await startProxy({ only: upstream });
  try {
    const baseUrl = proxy.baseURL.replace(/\/v1$/, "");
    await body(new GoogleGenAI({ apiKey: proxy.apiKey, httpOptions: { baseUrl } }), upstream);
  } finally {
    assert.equal(await proxy.stop(), 0, "the proxy ends cleanly");
    upstream.close();
  }
}

async function read(pieces) {
  const texts = [];
  for await (const piece of pieces) texts.push(piece.text ?? "");
  return texts.join("");
}

test("a plain answer and a stream are given as Gemini gives them", () =>
  withClient(
    "gemini_generate",
    ({ path }, response) => {
      if (!path.includes("stream")) return json(response, 200, answer("To Crewe.", "STOP"));
      stream(response, [answer("To "), answer("Crewe.", "STOP")]);
      response.end();
    },
    async (google, upstream) => {
      const said = await google.models.generateContent({ model: "only/model", contents });
      assert.equal(said.text, "To Crewe.");
      assert.equal(said.usageMetadata.totalTokenCount, 10);
      assert.equal(await read(await google.models.generateContentStream({ model: "auto", contents })), "To Crewe.");
      const paths = upstream.asked.map((asked) => asked.path);
      assert.deepEqual(paths, ["/v1/models/model:generateContent", "/v1/models/model:streamGenerateContent?alt=sse"]);
    },
  ));

test("a stream that is cut is raised", () =>
  withClient(
    "gemini_generate",
    async (_, response) => {
      stream(response, [answer("To ")]);
      response.socket.destroySoon();
    },
    async (google) => {
      const pieces = await google.models.generateContentStream({ model: "auto", contents });
      await assert.rejects(read(pieces), (failed) => failed instanceof ApiError && failed.status >= 500);
    },
  ));

test("tokens are counted and models are listed", () =>
  withClient(
    "gemini_generate",
    (_, response) => json(response, 200, { totalTokens: 31 }),
    async (google) => {
      const counted = await google.models.countTokens({ model: "only/model", contents });
      assert.equal(counted.totalTokens, 31);
      const names = [];
      for await (const model of await google.models.list()) names.push(model.name);
      assert.ok(names.includes("models/auto"), names.join(" "));
    },
  ));

test("a call crosses to a provider of chat completions and back", () =>
  withClient(
    "openai_chat",
    ({ body }, response) => {
      if (!body.stream) return json(response, 200, completion("To Crewe."));
      stream(response, [chunk({ content: "To " }), chunk({ content: "Crewe." }), chunk({}, "stop"), "[DONE]"]);
      response.end();
    },
    async (google, upstream) => {
      const said = await google.models.generateContent({ model: "auto", contents });
      assert.equal(said.text, "To Crewe.");
      assert.equal(said.candidates[0].finishReason, "STOP");
      assert.equal(await read(await google.models.generateContentStream({ model: "auto", contents })), "To Crewe.");
      assert.equal(upstream.asked[0].body.messages[0].content, contents);
    },
  ));
