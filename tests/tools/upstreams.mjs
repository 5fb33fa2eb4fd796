// Providers of our own on loopback, one per dialect. Each asks for one tool of the client, then says
// what the tool brought. The exchanges are written by hand after the vendors' reference pages.
import { once } from "node:events";
import { createServer } from "node:http";

/** What the tool must bring to light: it stands in a file and in no prompt. */
export const SECRET = "platform nine and three quarters";
export const SAID = "The train leaves from ";

/** Starts a provider of a dialect. `call(tools)` chooses a tool and its arguments from those offered. */
export async function startUpstream(dialect, call) {
  const asked = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const piece of request) text += piece;
    const body = JSON.parse(text || "{}");
    asked.push({ path: request.url, headers: request.headers, body, text });
    answers[dialect](body, text, request.url, response, call);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { asked, root: `http://127.0.0.1:${server.address().port}`, close };
}

const open = (response) => response.writeHead(200, { "content-type": "text/event-stream" });
const whole = (response, body) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
};
/** The answer in two pieces, so that a stream is more than one frame. */
const pieces = (text) => [text.slice(0, 9), text.slice(9)];
const answerTo = (text) => SAID + (text.includes(SECRET) ? SECRET : "nowhere");

const answers = { openai_chat: chat, anthropic_messages: messages, openai_responses: responses, gemini_generate: gemini };

function chat(body, text, _path, response, call) {
  const base = { id: "chatcmpl-1", created: 1_780_000_000, model: "model" };
  const usage = { prompt_tokens: 100, completion_tokens: 7, total_tokens: 107 };
  const brought = body.messages.some((message) => message.role === "tool");
  const wanted = brought ? null : call(body.tools?.map((tool) => tool.function) ?? []);
  const calls = wanted && [
    { index: 0, id: "call_1", type: "function", function: { name: wanted.name, arguments: JSON.stringify(wanted.arguments) } },
  ];
  const finish_reason = calls ? "tool_calls" : "stop";
  const said = answerTo(text);
  if (!body.stream) {
    const message = calls ? { role: "assistant", content: null, tool_calls: calls } : { role: "assistant", content: said };
    return whole(response, { ...base, object: "chat.completion", choices: [{ index: 0, message, finish_reason }], usage });
  }
  open(response);
  const send = (choices, rest = {}) =>
    response.write(`data: ${JSON.stringify({ ...base, object: "chat.completion.chunk", choices, ...rest })}\n\n`);
  send([{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }]);
  if (calls) send([{ index: 0, delta: { tool_calls: calls }, finish_reason: null }]);
  else for (const content of pieces(said)) send([{ index: 0, delta: { content }, finish_reason: null }]);
  send([{ index: 0, delta: {}, finish_reason }]);
  if (body.stream_options?.include_usage) send([], { usage });
  response.end("data: [DONE]\n\n");
}

function messages(body, text, path, response, call) {
  if (path.includes("count_tokens")) return whole(response, { input_tokens: 100 });
  const brought = body.messages.some((m) => Array.isArray(m.content) && m.content.some((part) => part.type === "tool_result"));
  const wanted = brought ? null : call(body.tools ?? []);
  const said = answerTo(text);
  const block = wanted
    ? { type: "tool_use", id: "toolu_1", name: wanted.name, input: wanted.arguments }
    : { type: "text", text: said };
  const stop_reason = wanted ? "tool_use" : "end_turn";
  const base = { id: "msg_1", type: "message", role: "assistant", model: body.model, stop_sequence: null };
  const usage = { input_tokens: 100, output_tokens: 7 };
  if (!body.stream) return whole(response, { ...base, content: [block], stop_reason, usage });
  open(response);
  const send = (event) => response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  send({ type: "message_start", message: { ...base, content: [], stop_reason: null, usage: { input_tokens: 100, output_tokens: 1 } } });
  const empty = wanted ? { ...block, input: {} } : { type: "text", text: "" };
  send({ type: "content_block_start", index: 0, content_block: empty });
  const deltas = wanted
    ? pieces(JSON.stringify(wanted.arguments)).map((partial_json) => ({ type: "input_json_delta", partial_json }))
    : pieces(said).map((one) => ({ type: "text_delta", text: one }));
  for (const delta of deltas) send({ type: "content_block_delta", index: 0, delta });
  send({ type: "content_block_stop", index: 0 });
  send({ type: "message_delta", delta: { stop_reason, stop_sequence: null }, usage });
  send({ type: "message_stop" });
  response.end();
}

function responses(body, text, _path, response, call) {
  const brought = body.input.some?.((item) => item.type?.endsWith("_output"));
  const wanted = brought ? null : call(body.tools ?? []);
  const said = answerTo(text);
  const item = wanted
    ? { type: "function_call", id: "fc_1", call_id: "call_1", name: wanted.name, arguments: JSON.stringify(wanted.arguments), status: "completed" }
    : { type: "message", id: "msg_1", role: "assistant", status: "completed", content: [{ type: "output_text", text: said, annotations: [] }] };
  const usage = { input_tokens: 100, output_tokens: 7, total_tokens: 107, input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } };
  const base = { id: "resp_1", object: "response", created_at: 1_780_000_000, model: body.model, error: null };
  const finished = { ...base, status: "completed", output: [item], usage };
  if (!body.stream) return whole(response, finished);
  open(response);
  let sequence_number = 0;
  const send = (type, rest) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence_number++, ...rest })}\n\n`);
  send("response.created", { response: { ...base, status: "in_progress", output: [] } });
  send("response.output_item.added", { output_index: 0, item: { ...item, status: "in_progress", ...(wanted ? { arguments: "" } : { content: [] }) } });
  if (wanted) {
    const whole = JSON.stringify(wanted.arguments);
    for (const delta of pieces(whole)) send("response.function_call_arguments.delta", { item_id: "fc_1", output_index: 0, delta });
    send("response.function_call_arguments.done", { item_id: "fc_1", output_index: 0, arguments: whole });
  } else {
    const at = { item_id: "msg_1", output_index: 0, content_index: 0 };
    send("response.content_part.added", { ...at, part: { type: "output_text", text: "", annotations: [] } });
    for (const delta of pieces(said)) send("response.output_text.delta", { ...at, delta });
    send("response.output_text.done", { ...at, text: said });
    send("response.content_part.done", { ...at, part: { type: "output_text", text: said, annotations: [] } });
  }
  send("response.output_item.done", { output_index: 0, item });
  send("response.completed", { response: finished });
  response.end();
}

function gemini(body, text, path, response, call) {
  if (path.includes(":countTokens")) return whole(response, { totalTokens: 100 });
  const brought = body.contents.some((content) => content.parts?.some((part) => part.functionResponse));
  const wanted = brought ? null : call(body.tools?.flatMap((tool) => tool.functionDeclarations ?? []) ?? []);
  const asJson = body.generationConfig?.responseMimeType === "application/json" || body.generationConfig?.responseJsonSchema;
  const usageMetadata = { promptTokenCount: 100, candidatesTokenCount: 7, totalTokenCount: 107 };
  const part = wanted ? { functionCall: { name: wanted.name, args: wanted.arguments } } : null;
  const said = asJson ? JSON.stringify({ reasoning: "plain", model_choice: "flash", complexity_reasoning: "plain", complexity_score: 10 }) : answerTo(text);
  const frame = (parts, rest = {}) => ({
    candidates: [{ content: { role: "model", parts }, index: 0, ...rest }],
    usageMetadata,
    modelVersion: "model",
    responseId: "r1",
  });
  const end = { finishReason: "STOP" };
  if (!path.includes("stream")) return whole(response, frame(part ? [part] : [{ text: said }], end));
  open(response);
  const send = (one) => response.write(`data: ${JSON.stringify(one)}\n\n`);
  if (part) send(frame([part], end));
  else {
    const [first, second] = pieces(said);
    send(frame([{ text: first }]));
    send(frame([{ text: second }], end));
  }
  response.end();
}
