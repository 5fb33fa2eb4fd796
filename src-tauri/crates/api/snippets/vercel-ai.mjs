import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText } from "ai";

const pointsman = createOpenAICompatible({
  name: "pointsman",
  baseURL: "{base_url}",
  apiKey: "{key}",
});
const { text } = await generateText({ model: pointsman("auto"), prompt: "Hello" });
console.log(text);
