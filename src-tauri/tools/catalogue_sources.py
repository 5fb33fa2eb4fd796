"""Reads the two public catalogues into one shape.

Knows how each writes its figures and which rows are chat or embedding models of a provider that Pointsman has a
file for. Does not know which of the two is right.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True)
class Source:
    """A catalogue at one state. The hash ties version and date to the bytes that were read."""

    name: str
    version: str
    date: str
    origin: str
    path: str
    sha256: str

    def __str__(self):
        return f"{self.name} {self.version}"

    def load(self, folder):
        """Its rows, numbers as exact decimals."""
        data = (Path(folder) / self.path).read_bytes()
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise SystemExit(f"{self.path} is not {self}: write its version, date and hash into {__file__} first")
        return json.loads(data, parse_float=Decimal, parse_int=int)


MODELS_DEV = Source(
    "models.dev", "f3fc692", "2026-07-02",
    "github.com/anomalyco/models.dev, commit f3fc692299671838c7c65fd8126bf84d81a2e817, MIT",
    "models.dev/models.dev.json", "b492a61fe0b24b69f99f4842d10876f92c4963baf02f83ced5f1e5b096e966f6",
)
LITELLM = Source(
    "litellm", "1.109.1", "2026-11-12",
    "PyPI litellm 1.109.1, published 2026-11-12, model_prices_and_context_window_backup.json, MIT",
    "litellm/model_prices_and_context_window.json", "8f8060d8ce7a40c91b995c74d6a27657543d49e3c1c53430dabd556f244392c6",
)


@dataclass(frozen=True)
class Provider:
    """A provider of ours and what the two catalogues call it."""

    id: str
    models_dev: str | None
    litellm: str | None = None
    prefix: str = ""
    # What a price for reasoning covers: "reasoning" (the reasoning tokens) or "thinking" (the whole
    # output of an answer that reasoned, https://help.aliyun.com/en/document_detail/3023262.html).
    reasoning_covers: str = "reasoning"
    # Whether its ids have a maker before a slash. Where they have not, a slash in litellm's key is a region or a plan.
    slashed: bool = False
    # Where else litellm keeps rows of it, as provider and prefix.
    also: tuple = ()


PROVIDERS = [
    Provider("anthropic", "anthropic", "anthropic"),
    Provider("azure", "azure", "azure", "azure/"),
    Provider("cerebras", "cerebras", "cerebras", "cerebras/"),
    Provider("cohere", "cohere", "cohere_chat", also=(("cohere", ""), ("cohere", "cohere/"))),
    Provider("deepseek", "deepseek", "deepseek", "deepseek/"),
    Provider(
        "fireworks", "fireworks-ai", "fireworks_ai", "fireworks_ai/", slashed=True,
        also=(("fireworks_ai-embedding-models", "fireworks_ai/"),),
    ),
    Provider("gemini", "google", "gemini", "gemini/"),
    Provider("groq", "groq", "groq", "groq/", slashed=True),
    Provider("huggingface", "huggingface", slashed=True),
    Provider("minimax", "minimax", "minimax", "minimax/"),
    Provider("mistral", "mistral", "mistral", "mistral/"),
    Provider("moonshot", "moonshotai", "moonshot", "moonshot/"),
    Provider("nvidia", "nvidia", slashed=True),
    Provider("openai", "openai", "openai"),
    Provider("openrouter", "openrouter", slashed=True),
    Provider("perplexity", "perplexity", "perplexity", "perplexity/"),
    Provider("qwen", "alibaba", "dashscope", "dashscope/", "thinking"),
    Provider("qwen-cn", "alibaba-cn", None, "", "thinking"),
    Provider("sambanova", None, "sambanova", "sambanova/"),
    Provider("together", "togetherai", "together_ai", "together_ai/", slashed=True),
    Provider("xai", "xai", "xai", "xai/"),
    Provider("zai", "zai", "zai", "zai/"),
]

# Neither chat nor embedding models, whatever the row says: speech, live sockets, music, moderation.
NOT_CHAT = re.compile(r"tts|realtime|transcri|livetranslate|lyria|moderation|-asr-|-image")
# Rows that are wrong for us, each with its reason.
LEFT_OUT = {
    # A thousand times the price of its sisters: a slip of the pen in litellm's row.
    "cohere/embed-multilingual-light-v3.0",
    # OpenAI's codex line is served by the Responses API only (the sources say so of its sisters).
    "openai/gpt-5.3-codex-spark",
    # Not among the names that https://api-docs.deepseek.com/quick_start/pricing lists.
    "deepseek/deepseek-coder", "deepseek/deepseek-r1", "deepseek/deepseek-v3", "deepseek/deepseek-v3.2",
    # Not among the names that the providers' recorded lists of models hold; litellm names no source.
    "gemini/gemini-gemma-2-27b-it", "gemini/gemini-gemma-2-9b-it", "mistral/mistral-small",
}
# A router that answers in text; its row names images as well.
ROUTERS = {"openrouter/auto"}


@dataclass
class Price:
    """Dollars per million tokens: parts by name, larger tiers by rising size, cheaper hours."""

    parts: dict
    tiers: list = field(default_factory=list)
    off_peak: tuple | None = None


@dataclass
class Model:
    """A model as one catalogue describes it. `None` is unknown."""

    id: str
    name: str
    price: Price | None
    released: str | None = None
    deprecated: bool = False
    retires: str | None = None
    context: int | None = None
    max_input: int | None = None
    max_output: int | None = None
    takes: list | None = None
    kind: str | None = None
    can: dict = field(default_factory=dict)

    def facts(self):
        """All but what its names say."""
        return {key: value for key, value in vars(self).items() if key not in ("id", "name", "released")}


def day(text):
    """A whole date, or nothing: a month alone is not a day."""
    return text if text and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None


def kind_of(id, row):
    """What a model makes where that is not text."""
    return "embedding" if "embed" in id or row.get("mode") == "embedding" else None


def parts(row, names, scale, free=False, embeds=False):
    """The priced parts of a row, or None where it has no price. A zero is a price only for a model
    that is free by its name; elsewhere it stands for "we do not know" or "no such thing". An
    embedding has no output, so its price needs none."""
    found = {ours: Decimal(row[theirs]) * scale for ours, theirs in names.items() if row.get(theirs) is not None}
    if embeds:
        found["output"] = Decimal(0)
    if "input" not in found or "output" not in found:
        return None
    if found["input"] == 0 and found["output"] == 0:
        return {"input": Decimal(0), "output": Decimal(0)} if free else None
    kept = {name: rate for name, rate in found.items() if name in ("input", "output") or rate > 0}
    for name in ("reasoning", "thinking"):
        if kept.get(name) == kept["output"]:
            del kept[name]
    return kept


def read_models_dev(provider, rows):
    """The chat and embedding models of a provider in models.dev, by id."""
    names = {
        "input": "input", "cached": "cache_read", "cache_write": "cache_write", "audio_in": "input_audio",
        "output": "output", provider.reasoning_covers: "reasoning", "audio_out": "output_audio",
    }
    models = {}
    for id, row in rows[provider.models_dev]["models"].items() if provider.models_dev else ():
        takes, gives = row["modalities"]["input"], row["modalities"]["output"]
        speaks = id in ROUTERS or ("text" in gives and "image" not in gives)
        if not speaks or "text" not in takes or NOT_CHAT.search(id) or f"{provider.id}/{id}" in LEFT_OUT:
            continue
        cost, limit = row.get("cost") or {}, row["limit"]
        kind = kind_of(id, row)
        base = parts(cost, names, 1, free=id.endswith((":free", "/free")), embeds=kind == "embedding")
        tiers = [(tier["tier"]["size"], parts(tier, names, 1)) for tier in cost.get("tiers", [])]
        can = {"tools": row["tool_call"], "reasoning": row["reasoning"], "json_schema": row.get("structured_output")}
        models[id] = Model(
            id, row["name"], base and Price(base, tiers), day(row["release_date"]), row.get("status") == "deprecated",
            None, limit["context"] or None, limit.get("input"), (not kind and limit["output"]) or None,
            [sort for sort in ("text", "image", "audio", "video", "pdf") if sort in takes], kind, {} if kind else can,
        )
    return models


LITELLM_PARTS = {
    "input": "input_cost_per_token", "cached": "cache_read_input_token_cost",
    "cache_write": "cache_creation_input_token_cost", "cache_write_1h": "cache_creation_input_token_cost_above_1hr",
    "audio_in": "input_cost_per_audio_token", "output": "output_cost_per_token",
    "reasoning": "output_cost_per_reasoning_token", "audio_out": "output_cost_per_audio_token",
}
PER_MILLION = Decimal(1_000_000)


def litellm_price(provider, row):
    """Base, tiers and cheaper hours of a litellm row."""
    names = {provider.reasoning_covers if ours == "reasoning" else ours: key for ours, key in LITELLM_PARTS.items()}
    if row.get("tiered_pricing"):
        steps = sorted(row["tiered_pricing"], key=lambda step: step["range"][0])
        prices = [(int(step["range"][0]), parts(step, names, PER_MILLION)) for step in steps]
        return Price(prices[0][1], prices[1:])
    base = parts(row, names, PER_MILLION, embeds=row.get("mode") == "embedding")
    if base is None:
        return None
    tiers = []
    for size in sorted({int(found[1]) for key in row if (found := re.search(r"_above_(\d+)k_tokens$", key))}):
        larger = {ours: f"{theirs}_above_{size}k_tokens" for ours, theirs in names.items()}
        if rates := parts(row, larger, PER_MILLION):
            tiers.append((size * 1000, rates))
    cheap = row.get("off_peak_pricing")
    off_peak = cheap and (spans(cheap["windows"]), parts(cheap, names, PER_MILLION))
    return Price(base, tiers, off_peak or None)


def spans(windows):
    """Hours as `1-5 10:00-24:00`: ISO weekdays, UTC."""
    found = []
    for window in windows:
        days, hours = sorted(window["weekdays"]), window["hours_utc"]
        if days != list(range(days[0], days[-1] + 1)):
            raise SystemExit(f"weekdays {days} are no span")
        for span in [hours] if isinstance(hours, str) else hours:
            start, end = span.split("-")
            found.append(f"{days[0]}-{days[-1]} {start}-{'24:00' if end == '00:00' else end}")
    return found


def read_litellm(provider, rows):
    """The chat and embedding models of a provider in litellm, by id. With them, as None, the ids that it knows to
    be none: what is served by other routes only."""
    models = {}
    for key, row in rows.items():
        homes = [(provider.litellm, provider.prefix), *provider.also]
        prefixes = [prefix for home, prefix in homes if row.get("litellm_provider") == home and key.startswith(prefix)]
        if not prefixes:
            continue
        id = key.removeprefix(max(prefixes, key=len))
        if ("/" in id and not provider.slashed) or ":" in id or NOT_CHAT.search(id) or f"{provider.id}/{id}" in LEFT_OUT:
            continue
        routes, gives = row.get("supported_endpoints"), row.get("supported_output_modalities") or ["text"]
        chat = row.get("mode") == "chat" and (routes is None or "/v1/chat/completions" in routes) and "text" in gives
        if id not in models or chat:
            models[id] = litellm_model(provider, id, row) if chat or row.get("mode") == "embedding" else None
    return models


def litellm_model(provider, id, row):
    """One litellm row. A missing `supports_…` means unknown, not no."""
    can = {
        "tools": row.get("supports_function_calling"), "reasoning": row.get("supports_reasoning"),
        "json_schema": row.get("supports_response_schema"), "vision": row.get("supports_vision"),
    }
    context, output, kind = row.get("max_input_tokens"), row.get("max_output_tokens"), kind_of(id, row)
    return Model(
        id, id, litellm_price(provider, row), None, False, day(row.get("deprecation_date")),
        context, None, None if kind else output, None, kind, {} if kind else can,
    )
