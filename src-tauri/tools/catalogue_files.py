"""Writes and reads back `models/<provider>.toml`: one price row a line, so that a change of price is one
line in a diff, and older rows stay where they are.
"""

import json
import tomllib
from decimal import Decimal

PARTS = ["input", "cached", "cache_write", "cache_write_1h", "audio_in", "output", "reasoning", "thinking", "audio_out"]


def money(rate):
    """Dollars per million tokens, exact to a pico-dollar per token."""
    rate = Decimal(rate)
    if rate < 0 or rate != round(rate, 6):
        raise SystemExit(f"{rate} dollars per million tokens cannot be written in pico-dollars per token")
    text = f"{rate:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def figures(price):
    """A price as it stands in a file, without where and when it was read."""
    row = {name: money(price.parts[name]) for name in PARTS if name in price.parts}
    if price.tiers:
        row["tiers"] = [
            {"above": size, **{name: money(rates[name]) for name in PARTS if name in rates}} for size, rates in price.tiers
        ]
    if price.off_peak:
        hours, rates = price.off_peak
        row["off_peak"] = {"hours": hours, **{name: money(rates[name]) for name in PARTS if name in rates}}
    return row


def read_prices(path):
    """The price rows of a file that was written before, by model."""
    if not path.exists():
        return {}
    return {model["id"]: model.get("price", []) for model in tomllib.loads(path.read_text("utf-8"))["model"]}


def with_history(old, new):
    """The rows that stood, and the new one where its figures differ. A reading of the same day takes
    the place of the one before; a later one is a change of price from the day it was first read."""
    if new is None:
        return old
    about = ("from", "source", "read", "note")
    same = lambda row: {key: value for key, value in row.items() if key not in about}
    if not old:
        return [new]
    *before, last = old
    if same(last) == same(new):
        return [*before, {**new, "from": last["from"]}]
    if new["read"] <= last["from"]:
        return [*before, new]
    return [*old, {**new, "from": new["read"]}]


def inline(value):
    """A value on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {inline(entry)}" for key, entry in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(inline(entry) for entry in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)


def write(path, header, models):
    """Writes a file: `models` are dicts whose last key may be `price`, a list of rows."""
    lines = [f"# {line}".rstrip() for line in header.splitlines()]
    for model in models:
        lines += ["", "[[model]]"]
        for key, value in model.items():
            if key == "price":
                lines += ["price = [", *(f"  {inline(row)}," for row in value), "]"]
            else:
                lines.append(f"{key} = {inline(value)}")
    path.write_text("\n".join(lines) + "\n", "utf-8")
