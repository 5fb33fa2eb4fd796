import { GoogleGenAI } from "@google/genai";

const client = new GoogleGenAI({ apiKey: "{key}", httpOptions: { baseUrl: "{root}" } });
const reply = await client.models.generateContent({ model: "auto", contents: "Hello" });
console.log(reply.text);
