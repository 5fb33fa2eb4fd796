from google import genai

client = genai.Client(api_key="{key}", http_options={"base_url": "{root}"})
reply = client.models.generate_content(model="auto", contents="Hello")
print(reply.text)
