"""Medians, ratios and tables from the raw runs."""

from statistics import median

from .measure import ERROR_KINDS

# What the project wants to reach: governed throughput over each peer's, and milliseconds added to nginx.
GOAL_NGINX = 0.4
GOAL_NPM = 10.0
GOAL_ADDED_MS = 0.3


def cases(runs):
    """One row per workload, connections and system, in that order: medians over the rounds."""
    rows = {}
    for run in runs:
        rows.setdefault((run["workload"], run["connections"], run["system"]), []).append(run)
    result = []
    for (workload, connections, system), group in rows.items():
        rates = [run["rps"] for run in group]
        cpu = [run["cpu_us_per_request"] for run in group if run["cpu_us_per_request"] is not None]
        result.append(
            {
                "workload": workload,
                "connections": connections,
                "system": system,
                "title": group[0]["title"],
                "rounds": len(group),
                "rps": median(rates),
                "rps_min": min(rates),
                "rps_max": max(rates),
                "p50_ms": median(run["p50_us"] for run in group) / 1000,
                "p99_ms": median(run["p99_us"] for run in group) / 1000,
                "cpu_us_per_request": median(cpu) if cpu else None,
                "rss_mb": max(run["rss_bytes"] for run in group) / 1e6,
                "errors": sum(run["errors"] for run in group),
                "error_kinds": {kind: sum(run[kind] for run in group) for kind in ERROR_KINDS},
                "other_cpu_share": max(run["other_cpu_share"] for run in group),
            }
        )
    return result


def ratios(runs, order, workload_names):
    """Comparisons, each made within a round and then the median taken, with its range over the rounds."""
    by_round = {(run["round"], run["workload"], run["connections"], run["system"]): run for run in runs}
    rounds = sorted({run["round"] for run in runs})
    connections = sorted({run["connections"] for run in runs})
    if not connections:
        return []
    low, high = connections[0], connections[-1]
    result = []

    def compare(figure, unit, workload, count, left, right, value, goal=None):
        values = []
        for number in rounds:
            first = by_round.get((number, workload, count, left))
            second = by_round.get((number, workload, count, right))
            if first and second:
                figured = value(first, second)
                if figured is not None:
                    values.append(figured)
        if values:
            middle = median(values)
            result.append(
                {
                    "figure": figure,
                    "workload": workload,
                    "connections": count,
                    "left": left,
                    "right": right,
                    "value": middle,
                    "min": min(values),
                    "max": max(values),
                    "unit": unit,
                    "goal": goal[0] if goal else None,
                    "met": goal[1](middle) if goal else None,
                }
            )

    def rate(first, second):
        return first["rps"] / second["rps"] if second["rps"] else None

    def added(first, second):
        return (first["p50_us"] - second["p50_us"]) / 1000

    # The goals are stated for non-streaming calls at 32 connections and at one.
    for workload in workload_names:
        stated = workload != "stream" and high == 32
        for left in ("governed", "ungoverned", "npm"):
            if left not in order:
                continue
            goal = (f"≥ {GOAL_NGINX}", lambda value: value >= GOAL_NGINX) if stated and left == "governed" else None
            compare("throughput", "×", workload, high, left, "nginx", rate, goal)
        for left in ("governed", "ungoverned", "nginx"):
            goal = (f"≥ {GOAL_NPM:g}", lambda value: value >= GOAL_NPM) if stated and left == "governed" else None
            compare("throughput", "×", workload, high, left, "npm", rate, goal)
        compare("throughput", "×", workload, high, "governed", "ungoverned", rate)
        for left in ("governed", "ungoverned", "npm"):
            goal = None
            if left == "governed" and low == 1 and workload != "stream":
                goal = (f"≤ {GOAL_ADDED_MS} ms", lambda value: value <= GOAL_ADDED_MS)
            compare("added p50", " ms", workload, low, left, "nginx", added, goal)
    return result


def case_table(rows):
    """The cases as a Markdown table that is also legible on a terminal."""
    head = ["workload", "c", "system", "req/s", "range", "p50 ms", "p99 ms", "CPU µs/req", "RSS MB", "errors", "other CPU"]
    body = [
        [
            row["workload"],
            str(row["connections"]),
            row["title"],
            f"{row['rps']:,.0f}",
            "" if row["rounds"] == 1 else f"{row['rps_min']:,.0f}–{row['rps_max']:,.0f}",
            f"{row['p50_ms']:.3f}",
            f"{row['p99_ms']:.3f}",
            "" if row["cpu_us_per_request"] is None else f"{row['cpu_us_per_request']:,.0f}",
            f"{row['rss_mb']:,.0f}",
            str(row["errors"]),
            f"{row['other_cpu_share']:.0%}",
        ]
        for row in rows
    ]
    return _table(head, body, "lllrrrrrrrr")


def ratio_table(comparisons, titles):
    """The comparisons as a Markdown table."""
    head = ["figure", "workload", "c", "comparison", "value", "range", "goal", ""]
    body = []
    for each in comparisons:
        link = "over" if each["figure"] == "added p50" else "/"
        body.append(
            [
                each["figure"],
                each["workload"],
                str(each["connections"]),
                f"{titles[each['left']]} {link} {titles[each['right']]}",
                _value(each["value"], each["unit"]),
                "" if each["min"] == each["max"] else f"{_value(each['min'], each['unit'])} to {_value(each['max'], each['unit'])}",
                each["goal"] or "",
                "" if each["met"] is None else ("met" if each["met"] else "NOT MET"),
            ]
        )
    return _table(head, body, "llllrrll")


def _value(value, unit):
    if unit == " ms":
        return f"{value:+.3f} ms"
    return f"{value:.3f}×" if value < 1 else f"{value:.2f}×"


def _table(head, body, alignment):
    widths = [max(len(row[at]) for row in [head, *body]) for at in range(len(head))]

    def line(row):
        cells = [
            cell.rjust(width) if side == "r" else cell.ljust(width) for cell, width, side in zip(row, widths, alignment)
        ]
        return "| " + " | ".join(cells) + " |"

    rule = "|" + "|".join("-" * (width + 1) + (":" if side == "r" else "-") for width, side in zip(widths, alignment)) + "|"
    return "\n".join([line(head), rule, *map(line, body)])
