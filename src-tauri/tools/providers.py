#!/usr/bin/env python3
"""Writes the README's table of providers from the catalogue.

    python3 src-tauri/tools/providers.py

Python 3.11, standard library only. A test of the catalogue fails when the table is not what this makes.
"""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "src-tauri/crates/catalog"
OPENS, ENDS = "<!-- providers: written by src-tauri/tools/providers.py, held to the catalogue by a test -->", "<!-- /providers -->"
SPEAKS = {
    "openai_chat": "chat",
    "openai_responses": "responses",
    "openai_completions": "completions",
    "openai_embeddings": "embeddings",
    "anthropic_messages": "messages",
    "anthropic_count_tokens": "token counts",
    "gemini_generate": "gemini",
    "gemini_count_tokens": "gemini counts",
    "cohere_chat_v2": "cohere",
    "ollama_chat": "ollama",
}


def read(path):
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def row(provider):
    shelf = read(CATALOGUE / "models" / f"{provider.get('models_of', provider['id'])}.toml").get("model", [])
    priced = sum(bool(model.get("price")) for model in shelf)
    speaks = ", ".join(SPEAKS[endpoint["dialect"]] for endpoint in provider["endpoint"])
    regions = ", ".join(region["id"] for region in provider.get("region", []))
    key = {"bearer": "needed", "optional": "where set", "none": "none"}[provider["auth"]]
    price = "nothing" if provider["charges"] == "nothing" else str(priced) if priced else "unpriced"
    return f"| {provider['name']} | `{provider['id']}` | {speaks} | {key} | {regions or '-'} | {price} |"


def main():
    files = sorted((CATALOGUE / "providers").glob("*.toml"))
    providers = [provider for provider in map(read, files) if provider["transport"] == "http"]
    providers.sort(key=lambda provider: provider["name"].lower())
    head = ["| provider | id | speaks | key | regions | priced models |", "|---|---|---|---|---|---:|"]
    table = "\n".join(head + [row(provider) for provider in providers])
    readme = ROOT / "README.md"
    before, _, rest = readme.read_text("utf-8").partition(OPENS)
    _, _, after = rest.partition(ENDS)
    readme.write_text(f"{before}{OPENS}\n{table}\n{ENDS}{after}", "utf-8")


if __name__ == "__main__":
    main()
