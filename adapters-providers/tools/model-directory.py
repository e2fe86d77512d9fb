#!/usr/bin/env python3
"""Writes the bundled model directory from a table of models.

Usage: model-directory.py MODELS.csv [DIRECTORY]

DIRECTORY defaults to src/main/resources/model-directory beside this script's folder. One file is
written for each vendor, and index.json, which names all files there. echo.json is written by hand
and left alone; any other file that no row stands for any more is removed. The same table always
gives the same bytes. The format is described in docs/reference/model-data.md.
"""

import csv
import json
import re
import sys
from decimal import Decimal
from pathlib import Path

# The table's vendor names, and ours. A vendor not named here stops the script.
VENDORS = {
    "anthropic": "anthropic",
    "azure-ai": "azure-ai",
    "azure-openai": "azure-openai",
    "bedrock": "bedrock",
    "cohere": "cohere",
    "deepseek": "deepseek",
    "fireworks": "fireworks-ai",
    "google": "google",
    "groq": "groq",
    "mistral": "mistral-ai",
    "ollama": "ollama",
    "openai": "openai",
    "openrouter": "openrouter",
    "perplexity": "perplexity-ai",
    "together": "together-ai",
    "vertex-ai": "vertex-ai",
    "xai": "x-ai",
}

# Servers whose rows are placeholders for whatever model an operator loads.
WITHOUT_MODELS = {"vllm"}

MODES = {
    "audio-realtime": "audio",
    "audio-stt": "audio",
    "audio-tts": "audio",
    "chat": "chat",
    "chat(responses-only)": "chat",
    "completion": "other",
    "embedding": "embedding",
    "image": "image",
    "moderation": "moderation",
    "ocr": "other",
    "rerank": "rerank",
}

CAPABILITIES = {
    "vision": "vision",
    "tools": "tools",
    "json_schema": "json_schema",
    "reasoning": "reasoning",
    "audio_in": "audio_input",
    "audio_out": "audio_output",
    "pdf_in": "pdf_input",
}

LONGEST_NOTE = 160

# The one vendor with prices by the hour says so in the remarks.
PEAK_TWICE = re.compile(r"peak = 2x")
PEAK_HOURS = ["1-5 01:00-04:00", "1-5 06:00-10:00"]

# Remarks that are about the table's sources, or that many rows share and the document tells once.
UNTOLD = ("G comment", "context per source", "Azure: model id", "deprecation date passed")


def decimal(text):
    """A decimal number as text without exponent, sign or trailing zeros; None if blank."""
    if not text.strip():
        return None
    number = Decimal(text)
    if number < 0 or number != number.quantize(Decimal("1e-9")):
        sys.exit(f"{text}: not a price of whole nano-dollars a million tokens")
    plain = f"{number:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def whole(text):
    """A whole number; None if blank."""
    if not text.strip():
        return None
    number = Decimal(text)
    if number != number.to_integral_value() or number < 1:
        sys.exit(f"{text}: not a whole number of tokens")
    return int(number)


def dearest(*prices):
    """The highest of the prices that are there."""
    return max((price for price in prices if price is not None), key=Decimal, default=None)


def price_of(row, mode, units):
    text_in = decimal(row["input_usd_per_1m"])
    text_out = decimal(row["output_usd_per_1m"])
    if text_in is None or text_out is None:
        return None
    # Usage counts tokens without their kind, so a model made for sound or pictures is priced by
    # the dearest kind: a budget may stop early, never late.
    if mode in ("audio", "image"):
        text_in = dearest(
            text_in,
            decimal(row["audio_input_usd_per_1m"]),
            decimal(row["image_input_usd_per_1m"]),
        )
        text_out = dearest(
            text_out,
            decimal(row["audio_output_usd_per_1m"]),
            decimal(row["image_output_usd_per_1m"]),
        )
    price = {"input": text_in}
    for ours, theirs in (
        ("cached_input", "cached_input_usd_per_1m"),
        ("cache_write", "cache_write_usd_per_1m"),
        ("cache_write_long", "cache_write_1h_usd_per_1m"),
    ):
        value = decimal(row[theirs])
        if value is not None:
            price[ours] = value
    if "cache_write_12h_per_1M" in units:
        price["cache_write_long"] = units["cache_write_12h_per_1M"]
    price["output"] = text_out
    if mode not in ("audio", "image"):
        for ours, theirs in (
            ("audio_input", "audio_input_usd_per_1m"),
            ("audio_output", "audio_output_usd_per_1m"),
        ):
            value = decimal(row[theirs])
            if value is not None:
                price[ours] = value
    threshold = whole(row["long_ctx_threshold_tokens"])
    if threshold is not None:
        price["long_context"] = {
            "from": threshold,
            "input": decimal(row["long_ctx_input_usd_per_1m"]),
            "output": decimal(row["long_ctx_output_usd_per_1m"]),
        }
        for ours, theirs in (
            ("cached_input", "long_cache_read"),
            ("cache_write", "long_cache_write"),
            ("cache_write_long", "long_cache_write_1h"),
        ):
            if theirs in units:
                price["long_context"][ours] = units[theirs]
    if PEAK_TWICE.search(row["notes"]):
        price["peak"] = {
            "hours": PEAK_HOURS,
            **{
                part: twice(price[part])
                for part in ("input", "cached_input", "cache_write", "output")
                if part in price
            },
        }
    return price


def twice(price):
    return decimal(str(2 * Decimal(price)))


def units_of(row):
    """What stands in the column of other units, by name: the dearest where sources differ."""
    units = {}
    for item in row["other_unit_prices_usd"].split(" ; "):
        source, _, rest = item.strip().partition(":")
        name, sign, value = rest.partition("=")
        if rest.startswith("image{"):
            for size in re.findall(r":([0-9.]+)", rest):
                units["image"] = dearest(units.get("image"), decimal(size))
        elif sign and re.fullmatch(r"[0-9./]+", value):
            for one in value.split("/"):
                units[name] = dearest(units.get(name), decimal(one))
    return units


def unit_prices_of(row, mode, units):
    """Prices in dollars each of what the gateway counts: pictures, characters, calls, searches."""
    made = {}
    image = dearest(units.get("image"), units.get("output_cost_per_image"))
    if image is None and mode == "image":
        image = units.get("input_cost_per_image")
    if image is not None and mode == "image":
        made["image"] = image
    if mode == "audio" and "input_cost_per_character" in units:
        made["character"] = units["input_cost_per_character"]
    if mode == "rerank":
        call = dearest(units.get("per_search"), units.get("input_cost_per_query"))
        if call is not None:
            made["call"] = call
    if "requests_kcount" in units:
        # A fee for each call, which covers the searches made for it.
        made["call"] = decimal(str(Decimal(units["requests_kcount"]) / 1000))
        made["search"] = "0"
    elif mode == "chat":
        searches = dearest(
            units.get("web_search"),
            units.get("web_search_per_query"),
            decimal(str(Decimal(units["web_searches_kcount"]) / 1000))
            if "web_searches_kcount" in units
            else None,
        )
        if searches is not None:
            made["search"] = searches
    return made


def note_of(row):
    """The row's first short remark that a reader of the file can use."""
    for remark in row["notes"].split(" | "):
        remark = re.sub(r"\s+", " ", remark).strip()
        if remark.startswith(UNTOLD) or "http" in remark:
            continue
        if remark and len(remark) <= LONGEST_NOTE:
            return remark
    return None


def entry(row):
    mode = MODES[row["mode"]]
    made = {"model": row["model_id"], "name": row["display_name"], "mode": mode}
    if row["mode"] == "chat(responses-only)":
        made["only"] = "responses"
    for ours, theirs in (("context", "context_window"), ("max_output", "max_output_tokens")):
        value = whole(row[theirs])
        if value is not None:
            made[ours] = value
    units = units_of(row)
    # Searches and citations of such a model are billed without end: no price bounds a call.
    endless = "citation_cost_per_token" in units
    price = None if endless else price_of(row, mode, units)
    each = {} if endless else unit_prices_of(row, mode, units)
    if each:
        made["usd_per"] = each
    if price is not None:
        made["usd_per_million"] = price
        if row["price_check"] == "DISAGREE":
            made["price_unclear"] = True
    can = [ours for theirs, ours in CAPABILITIES.items() if row[theirs] == "yes"]
    if can:
        made["can"] = can
    if row["deprecation_date"]:
        made["deprecation"] = row["deprecation_date"]
    if row["status"]:
        made["status"] = row["status"]
    note = note_of(row)
    if note is not None:
        made["note"] = note
    return made


def compact(value):
    return json.dumps(value, ensure_ascii=False)


def main(arguments):
    if len(arguments) not in (1, 2):
        sys.exit("usage: model-directory.py MODELS.csv [DIRECTORY]")
    target = (
        Path(arguments[1])
        if len(arguments) == 2
        else Path(__file__).resolve().parent.parent / "src/main/resources/model-directory"
    )
    vendors = {}
    with open(arguments[0], encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            if row["provider"] in WITHOUT_MODELS:
                continue
            models = vendors.setdefault(VENDORS[row["provider"]], {})
            if row["model_id"] in models:
                sys.exit(f"{row['provider']} {row['model_id']}: there are two rows of it")
            models[row["model_id"]] = entry(row)
    target.mkdir(parents=True, exist_ok=True)
    for stale in target.glob("*.json"):
        if stale.stem not in vendors and stale.stem not in ("echo", "index"):
            stale.unlink()
    for vendor, models in vendors.items():
        lines = ",\n".join(compact(models[model]) for model in sorted(models))
        (target / f"{vendor}.json").write_text(
            f'{{"vendor": {compact(vendor)}, "models": [\n{lines}\n]}}\n', encoding="utf-8"
        )
    names = sorted(path.stem for path in target.glob("*.json") if path.stem != "index")
    (target / "index.json").write_text(
        f'{{"vendors": {compact(names)}}}\n', encoding="utf-8"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
