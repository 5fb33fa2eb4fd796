from anthropic import Anthropic

client = Anthropic(base_url="{root}", api_key="{key}")
reply = client.messages.create(
    model="auto",
    max_tokens=1000,
    messages=[{"role": "user", "content": "Hello"}],
)
print(reply.content[0].text)
