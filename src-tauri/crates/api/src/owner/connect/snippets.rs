//! How to call the proxy from a tool. `{key}` stands where the key goes; `auto` lets the policy
//! choose. Each was run as it stands here.

use crate::views::connect::Snippet;

/// All of them, for a base URL.
pub(super) fn all(base_url: &str) -> Vec<Snippet> {
    vec![curl(base_url), python(base_url), node(base_url)]
}

fn curl(base_url: &str) -> Snippet {
    Snippet {
        id: "curl".to_owned(),
        title: "curl".to_owned(),
        language: "sh".to_owned(),
        install: None,
        text: format!(
            r#"curl {base_url}/chat/completions \
  -H "Authorization: Bearer {{key}}" \
  -H "Content-Type: application/json" \
  -d '{{"model": "auto", "messages": [{{"role": "user", "content": "Hello"}}]}}'"#
        ),
    }
}

fn python(base_url: &str) -> Snippet {
    Snippet {
        id: "openai-python".to_owned(),
        title: "OpenAI SDK for Python".to_owned(),
        language: "python".to_owned(),
        install: Some("pip install openai".to_owned()),
        text: format!(
            r#"from openai import OpenAI

client = OpenAI(base_url="{base_url}", api_key="{{key}}")
reply = client.chat.completions.create(
    model="auto",
    messages=[{{"role": "user", "content": "Hello"}}],
)
print(reply.choices[0].message.content)"#
        ),
    }
}

fn node(base_url: &str) -> Snippet {
    Snippet {
        id: "openai-node".to_owned(),
        title: "OpenAI SDK for Node".to_owned(),
        language: "javascript".to_owned(),
        install: Some("npm install openai".to_owned()),
        text: format!(
            r#"import OpenAI from "openai";

const client = new OpenAI({{ baseURL: "{base_url}", apiKey: "{{key}}" }});
const reply = await client.chat.completions.create({{
  model: "auto",
  messages: [{{ role: "user", content: "Hello" }}],
}});
console.log(reply.choices[0].message.content);"#
        ),
    }
}
