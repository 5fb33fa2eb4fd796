from langchain_openai import ChatOpenAI

model = ChatOpenAI(model="auto", base_url="{base_url}", api_key="{key}")
print(model.invoke("Hello").content)
