import OpenAI from "openai";

const client = new OpenAI({ baseURL: "{base_url}", apiKey: "{key}" });
const reply = await client.chat.completions.create({
  model: "auto",
  messages: [{ role: "user", content: "Hello" }],
});
console.log(reply.choices[0].message.content);
