// A stand-in for OpenAI on loopback: hand-written, one short answer with its usage.
import { once } from "node:events";
import { createServer } from "node:http";

const ANSWER = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1_763_769_600,
  model: "gpt-5-mini",
  choices: [{ index: 0, message: { role: "assistant", content: "Hello." }, finish_reason: "stop" }],
  usage: { prompt_tokens: 1_237, completion_tokens: 89, total_tokens: 1_326 },
};

/** Starts it; `keys` are the authorizations it has seen. */
export async function startOpenai() {
  const keys = [];
  const server = createServer(async (request, response) => {
    request.resume();
    await once(request, "end");
    keys.push(request.headers.authorization);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(ANSWER));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { keys, url: `http://127.0.0.1:${server.address().port}/v1`, close };
}
