import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic({ baseURL: "{root}", apiKey: "{key}" });
const reply = await client.messages.create({
  model: "auto",
  max_tokens: 1000,
  messages: [{ role: "user", content: "Hello" }],
});
console.log(reply.content[0].text);
