#!/usr/bin/env python3
"""Writes `src-tauri/crates/catalog/models/<provider>.toml` from two public catalogues.

    python3 src-tauri/tools/catalogue.py ../shared/catalog src-tauri/crates/catalog/models

models.dev is the primary source, litellm the cross-check, which here is four months newer. Python 3.11,
standard library only. Running it again on the same input changes nothing; price rows that stood before
are kept, and a changed price becomes a further row (see `catalogue_files.with_history`).
"""

import re
import sys
from dataclasses import replace
from pathlib import Path

sys.dont_write_bytecode = True  # leave no cache in the source tree
from catalogue_files import figures, money, read_prices, with_history, write  # noqa: E402
from catalogue_sources import LITELLM, MODELS_DEV, PROVIDERS, read_litellm, read_models_dev  # noqa: E402

RULE = """\
Where they agree on a price, the row is models.dev's; parts of it that only litellm names (cached input, tiers,
cheaper hours) are added, `from` is the day of the older reading and `read` the day of the newer.
Where they differ, the newer reading (litellm) wins with its limits, and `note` keeps the other figure; but for a
model that models.dev calls deprecated, or that was retired before litellm's day, models.dev's stands: nobody
tends the row of a model that is going, and litellm keeps its oldest price.
A model that one alone knows is taken from it; from litellm alone only if it takes tools or embeds, and is not retired.
No price, or a zero that the model's name does not call free, is left out: unknown is unpriced, never nothing.
An id that differs from another by a date or `latest` alone, and in no fact, is its alias."""


def priced(price, sources, first, last, note=None):
    """A price row as it stands in a file. Source and day are those of the readings."""
    if price is None:
        return None
    row = {"from": first, **figures(price), "source": ", ".join(str(source) for source in sources), "read": last}
    return row | {"note": note} if note else row


def says(source, price):
    """What the other source says, in a line."""
    tiers = f", {len(price.tiers)} larger tiers" if price.tiers else ""
    return f"{source} {source.date}: " + ", ".join(f"{name} {money(rate)}" for name, rate in price.parts.items()) + tiers


def agree(one, other):
    """Whether two prices contradict each other in no part that both name."""
    both = one.parts.keys() & other.parts.keys()
    tiers = not one.tiers or not other.tiers or figures(one).get("tiers") == figures(other).get("tiers")
    return tiers and all(one.parts[name] == other.parts[name] for name in both)


def fill(model, other):
    """`model`, with what only `other` knows."""
    return replace(
        model, retires=other.retires, can=abilities(model, other), max_output=model.max_output or other.max_output,
        context=model.context or other.context,
    )


def abilities(one, other):
    """What both say a model can, or one of them where the other is silent. Unknown where they differ."""
    known = {name: {side.can.get(name) for side in (one, other)} - {None} for name in one.can | other.can}
    return {name: said.pop() if len(said) == 1 else None for name, said in known.items()}


def merge(ours, theirs):
    """One model of both catalogues: the model and its price row."""
    if theirs is None:
        return ours, priced(ours.price, [MODELS_DEV], MODELS_DEV.date, MODELS_DEV.date)
    if ours is None:
        return theirs, priced(theirs.price, [LITELLM], LITELLM.date, LITELLM.date)
    one, other, model = ours.price, theirs.price, fill(ours, theirs)
    if one is None or other is None:
        source, price = (LITELLM, other) if one is None else (MODELS_DEV, one)
        return model, priced(price, [source], source.date, source.date)
    if agree(one, other):
        both = replace(one, parts=other.parts | one.parts, tiers=one.tiers or other.tiers, off_peak=other.off_peak)
        return model, priced(both, [MODELS_DEV, LITELLM], MODELS_DEV.date, LITELLM.date)
    if ours.deprecated or (theirs.retires or "9999") < LITELLM.date:
        return model, priced(one, [MODELS_DEV], MODELS_DEV.date, MODELS_DEV.date, says(LITELLM, other))
    takes = [kind for kind in ours.takes if kind != "image" or theirs.can.get("vision") is not False]
    if theirs.can.get("vision") and "image" not in takes:
        takes.insert(1, "image")
    newer = replace(
        model, takes=takes, max_input=None, context=theirs.context or ours.context,
        max_output=theirs.max_output or ours.max_output,
    )
    return newer, priced(other, [LITELLM], LITELLM.date, LITELLM.date, says(MODELS_DEV, one))


DATED = re.compile(r"(.+)-(latest|\d{4}-\d{2}-\d{2}|\d{4})")


def aliases(provider, older, newer):
    """Ids that are another's alias: `{alias: id}`. Of several dated ids only the newest can be what the
    undated name stands for. OpenRouter names each model once."""
    families = {}
    for id in sorted(older.keys() | newer.keys()):
        dated = DATED.fullmatch(id)
        families.setdefault(dated[1] if dated else id, []).append(id)
    found = {}
    for base, ids in families.items() if provider.id != "openrouter" else ():
        dates = [id for id in ids if id not in (base, f"{base}-latest")]
        ids = [id for id in ids if id not in dates[:-1]]
        chief = max(ids, key=lambda id: ((id in older) + (id in newer), id == base, id in dates))
        for id in ids:
            known = [source for source in (older, newer) if id in source and chief in source]
            if id != chief and known and all(source[id].facts() == source[chief].facts() for source in known):
                found[id] = chief
    return found


def as_toml(model, names, rows):
    """A model as it stands in a file."""
    can = {name: value for name, value in model.can.items() if value is not None and not (name == "vision" and model.takes)}
    entry = {
        "id": model.id, "name": model.name, "kind": model.kind, "aliases": names, "released": model.released,
        "deprecated": model.deprecated or None, "retires": model.retires, "context": model.context,
        "max_input": model.max_input, "max_output": model.max_output, "takes": model.takes,
        "has": [name for name, value in can.items() if value], "lacks": [name for name, value in can.items() if not value],
    }
    entry = {key: value for key, value in entry.items() if value not in (None, [])}
    return entry | {"price": rows} if rows else entry


def wanted(model):
    """Whether a model that litellm alone knows is taken."""
    return model.price and (model.kind or model.can["tools"]) and (model.retires or "9999") >= LITELLM.date


def main(folder, out):
    catalogues = MODELS_DEV.load(folder), LITELLM.load(folder)
    for provider in PROVIDERS:
        path = Path(out) / f"{provider.id}.toml"
        older = read_models_dev(provider, catalogues[0])
        newer = read_litellm(provider, catalogues[1]) if provider.litellm else {}
        older = {id: model for id, model in older.items() if newer.get(id, model) is not None}
        newer = {id: model for id, model in newer.items() if model and (id in older or wanted(model))}
        chiefs, stood = aliases(provider, older, newer), read_prices(path)
        models, disputed = [], 0
        for id in sorted((older.keys() | newer.keys()) - chiefs.keys()):
            model, row = merge(older.get(id), newer.get(id))
            disputed += "note" in (row or {})
            names = sorted(alias for alias, chief in chiefs.items() if chief == id)
            models.append(as_toml(model, names, with_history(stood.get(id, []), row)))
        sources = [MODELS_DEV] * bool(provider.models_dev) + [LITELLM] * bool(provider.litellm)
        origins = [f"  {source} ({source.date}): {source.origin}" for source in sources]
        header = ["Written by src-tauri/tools/catalogue.py; do not edit. US dollars per million tokens. Sources:", *origins]
        write(path, "\n".join(header + ([RULE] if len(sources) == 2 else [])), models)
        count = sum("price" in model for model in models)
        print(f"{provider.id}: {len(models)} models, {count} priced, {len(chiefs)} aliases, {disputed} disputed", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: catalogue.py CATALOGUE_FOLDER OUT_FOLDER")
    main(*sys.argv[1:])
