"""Command line of the load comparison."""

import argparse
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

from . import report
from .measure import check, measure, warm_up
from .processes import BenchError, Child
from .systems import BENCHMARKS, Catalog, CatalogServer, Nginx, NpmGateway, Stub, install_npm_gateway
from .workloads import WORKLOADS

SYSTEMS = ("direct", "nginx", "governed", "ungoverned", "npm")
# wrk's start, the pause after each run and reading /proc.
OVERHEAD_S = 0.8
LONGEST_S = 2 * 3600

DESCRIPTION = """\
Measures Model Catalog beside nginx and the npm gateway, all in front of one nginx stub upstream,
on loopback, taking turns so that noise of the machine hits all alike.

systems (--only):
  direct      the stub upstream itself, as the reference
  nginx       nginx as a plain reverse proxy
  governed    Model Catalog: API key, cost budget, request limit and token limit
  ungoverned  Model Catalog: API key, provider without limits
  npm         @portkey-ai/gateway from npm, one Node process

workloads (--workloads):
  small       300 B request, 1.5 KB answer
  large       100 KB request, 1.5 KB answer
  stream      300 B request, 200 server-sent events (about 40 KB)
"""
EPILOG = """\
examples:
  benchmarks/run.sh --quick                      about 4 minutes, to see that all works
  benchmarks/run.sh                              about 16 minutes, figures to quote
  benchmarks/run.sh --only nginx,npm --quick     peers only
  benchmarks/run.sh --save laptop                also keeps the result in benchmarks/saved/
  benchmarks/run.sh --only governed,ungoverned --set CATALOG_DATASOURCE_URL=jdbc:postgresql://localhost/bench \\
    --set CATALOG_DATASOURCE_USERNAME=bench --set CATALOG_REDIS_URL=redis://localhost
                                                 on an empty PostgreSQL database and a Redis of yours

exit status: 0 all measured, 1 some request failed, 2 wrong option, 3 something is missing or did not start,
130 stopped by a signal. See benchmarks/README.md for what each number means.
"""


def main() -> int:
    options = _options()
    _check_programs(options)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupted)
    directory = Path(tempfile.mkdtemp(prefix="catalog-bench-"))
    try:
        return _run(options, directory)
    except BenchError as wrong:
        print(f"run.sh: {wrong}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("run.sh: stopped", file=sys.stderr)
        return 130
    finally:
        # A second signal must not keep the processes from being stopped.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        Child.stop_all()
        if options.keep:
            print(f"logs kept in {directory}")
        else:
            shutil.rmtree(directory, ignore_errors=True)


def _run(options, directory: Path) -> int:
    seconds_per_run = options.duration + OVERHEAD_S
    runs_planned = options.rounds * len(options.workloads) * len(options.connections) * len(options.only)
    warm_ups = sum(1 for name in options.only if name in ("governed", "ungoverned", "npm")) * options.warmup
    estimate = runs_planned * seconds_per_run + warm_ups + 20
    if estimate > LONGEST_S:
        raise BenchError(f"this would take {estimate / 3600:.1f} hours; at most {LONGEST_S / 3600:.0f} are allowed")
    print(f"{runs_planned} runs of {options.duration} s, about {max(1, round(estimate / 60))} min")

    versions = {}
    if "npm" in options.only:
        versions["@portkey-ai/gateway"] = install_npm_gateway()
    stub = Stub(directory)
    systems, server = [], None
    for name in options.only:
        if name == "direct":
            systems.append(stub)
        elif name == "nginx":
            systems.append(Nginx(directory, stub))
        elif name == "npm":
            systems.append(NpmGateway(directory, stub))
        else:
            if server is None:
                print("starting ./catalog serve (it builds first when sources have changed) …")
                server = CatalogServer(options.catalog, directory, stub, dict(options.set))
            systems.append(Catalog(server, name == "governed"))
    titles = {system.name: system.title for system in systems}
    machine = _machine(versions, server)

    for system in systems:
        for workload in options.workloads:
            check(system, workload)
    _warm(options, systems)

    runs, began = [], time.monotonic()
    for number in range(options.rounds):
        # Another system begins in each round, so that none always follows the same one.
        turn = systems[number % len(systems) :] + systems[: number % len(systems)]
        for workload in options.workloads:
            for connections in options.connections:
                for system in turn:
                    figures = measure(system, workload, connections, options.duration, stub)
                    run = {
                        "round": number + 1,
                        "workload": workload.name,
                        "connections": connections,
                        "system": system.name,
                        "title": system.title,
                        **figures,
                    }
                    runs.append(run)
                    cpu = figures["cpu_us_per_request"]
                    print(
                        f"[{len(runs):>3}/{runs_planned}] {workload.name:<6} c={connections:<3} {system.title:<25}"
                        f"{figures['rps']:>9,.0f} req/s  p50 {figures['p50_us'] / 1000:>8.3f} ms"
                        f"  p99 {figures['p99_us'] / 1000:>8.3f} ms"
                        + ("" if cpu is None else f"  CPU {cpu:>6,.0f} µs")
                        + (f"  ERRORS {figures['errors']}" if figures["errors"] else "")
                    )
    for system in systems:
        for workload in options.workloads:
            check(system, workload)

    # Printed case by case in the order of --only, whatever the turns were.
    place = {name: at for at, name in enumerate(options.only)}
    rank = {workload.name: at for at, workload in enumerate(options.workloads)}
    rows = sorted(
        report.cases(runs), key=lambda row: (rank[row["workload"]], row["connections"], place[row["system"]])
    )
    comparisons = report.ratios(runs, options.only, list(rank))
    result = {
        "machine": machine,
        "options": {
            "duration_s": options.duration,
            "rounds": options.rounds,
            "warm_up_s": options.warmup,
            "connections": options.connections,
            "workloads": list(rank),
            "systems": options.only,
        },
        "cases": rows,
        "ratios": comparisons,
        "explain_governed": server.explain() if server else None,
        "runs": runs,
    }
    table = _markdown(result, titles, time.monotonic() - began)
    print("\n" + table)
    _write(options, result, table)
    failed = [row for row in rows if row["errors"] or not row["rps"]]
    for row in failed:
        kinds = {kind: count for kind, count in row["error_kinds"].items() if count}
        print(f"FAILED {row['workload']} c={row['connections']} {row['title']}: {kinds}", file=sys.stderr)
    return 1 if failed else 0


def _warm(options, systems):
    """Gives each managed run-time the whole warm-up, spread over the workloads; native ones get a second."""
    share = max(1, -(-options.warmup // len(options.workloads)))
    print(f"warming up ({share} s for each workload) …")
    for workload in options.workloads:
        for system in systems:
            warm_up(system, workload, max(options.connections), share if system.warms_up else 1)
    # Once more in the order the runs have, so that code compiled for one workload meets the others again.
    for system in systems:
        for workload in options.workloads:
            warm_up(system, workload, min(options.connections), 1)


def _markdown(result, titles, seconds):
    machine, options = result["machine"], result["options"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    parts = [
        f"## Load comparison, {machine['date']}",
        "",
        f"{machine['processors']} × {machine['processor']}, {machine['memory_gb']} GB, {machine['kernel']}; {versions}.",
        f"Commit {machine['commit']}. Rounds: {options['rounds']}, each {options['duration_s']} s a case, taking turns, after "
        f"{options['warm_up_s']} s of warm-up; {seconds / 60:.0f} min. Load generator, systems and upstream share the "
        f"processors. Load average before: {machine['load_average_before']}.",
    ]
    if machine.get("java"):
        parts.append(f"JVM: {machine['java']['version']}, {' '.join(machine['java']['flags']) or 'default flags'}.")
    parts += ["", report.case_table(result["cases"])]
    if result["ratios"]:
        parts += ["", report.ratio_table(result["ratios"], titles)]
    return "\n".join(parts) + "\n"


def _write(options, result, table):
    stamp = re.sub(r"[^0-9]", "", result["machine"]["date"])
    targets = [BENCHMARKS / "results" / stamp]
    if options.save:
        targets.append(BENCHMARKS / "saved" / options.save)
    for target in targets:
        target.parent.mkdir(exist_ok=True)
        target.with_name(target.name + ".json").write_text(json.dumps(result, indent=1) + "\n")
        target.with_name(target.name + ".md").write_text(table)
        print(f"written: benchmarks/{target.parent.name}/{target.name}.md and .json")


def _machine(versions, server):
    processor = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    memory_kb = int(Path("/proc/meminfo").read_text().split()[1])
    return {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC"),
        "processors": len(os.sched_getaffinity(0)),
        "processor": processor,
        "memory_gb": round(memory_kb / 1e6),
        "kernel": f"{platform.system()} {platform.release().split('-')[0]}",
        "load_average_before": round(os.getloadavg()[0], 1),
        "commit": _line(["git", "-C", str(BENCHMARKS), "describe", "--always", "--dirty"]),
        "versions": {
            "nginx": _line(["nginx", "-v"]).rpartition("/")[2],
            "wrk": (re.findall(r"\d[\w.+-]*", _line(["wrk", "-v"])) or ["unknown"])[0],
            "node": _line(["node", "-v"]) if shutil.which("node") else "none",
            **versions,
        },
        "java": server.java() if server else None,
    }


def _line(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
        return ((done.stdout + done.stderr).splitlines() or ["unknown"])[0]
    except OSError:
        return "unknown"


def _check_programs(options):
    needed = {"nginx": "apt-get install nginx", "wrk": "apt-get install wrk"}
    if "npm" in options.only:
        needed["node"] = "install Node.js 20 or newer, or leave it out: --only direct,nginx,governed,ungoverned"
        needed["npm"] = needed["node"]
    missing = [f"{name} is missing: {how}" for name, how in needed.items() if not shutil.which(name)]
    if not Path("/proc/self/stat").exists():
        missing.append("this needs Linux: CPU and memory are read from /proc")
    if missing:
        print("run.sh: " + "\nrun.sh: ".join(missing), file=sys.stderr)
        sys.exit(3)


def _options():
    parser = argparse.ArgumentParser(
        prog="benchmarks/run.sh",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="one round of 2 s runs, 9 s warm-up: a check, not a figure")
    parser.add_argument("--duration", type=_number(1, 120), metavar="S", help="seconds of a run (default 5)")
    parser.add_argument("--rounds", type=_number(1, 20), metavar="N", help="runs of each case (default 3)")
    parser.add_argument(
        "--warmup", type=_number(8, 300), metavar="S", help="warm-up seconds of each gateway, at least 8 (default 30)"
    )
    parser.add_argument(
        "--connections", type=_list(_number(1, 512)), default=[1, 8, 32], metavar="N,…", help="default 1,8,32"
    )
    parser.add_argument("--only", type=_list(_one_of(SYSTEMS)), default=list(SYSTEMS), metavar="NAME,…", help="systems")
    parser.add_argument(
        "--workloads",
        type=_list(_one_of([each.name for each in WORKLOADS])),
        default=[each.name for each in WORKLOADS],
        metavar="NAME,…",
        help="default small,large,stream",
    )
    parser.add_argument(
        "--catalog",
        type=_launcher,
        default=BENCHMARKS.parent / "catalog",
        metavar="PATH",
        help="the launcher to measure, for example of another checkout (default ./catalog of this one)",
    )
    parser.add_argument(
        "--set",
        type=_setting,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a CATALOG_* setting of the measured catalog, such as the database it uses; can be given again",
    )
    parser.add_argument("--save", type=_name, metavar="NAME", help="also keep the result as benchmarks/saved/NAME.{md,json}")
    parser.add_argument("--keep", action="store_true", help="keep the directory with the logs of all processes")
    options = parser.parse_args()
    for name, quick, normal in (("duration", 2, 5), ("rounds", 1, 3), ("warmup", 9, 30)):
        if getattr(options, name) is None:
            setattr(options, name, quick if options.quick else normal)
    options.workloads = [each for each in WORKLOADS if each.name in options.workloads]
    options.only = [name for name in SYSTEMS if name in options.only]
    options.connections = sorted(options.connections)
    return options


def _number(least, most):
    def parse(text):
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
        return value

    return parse


def _one_of(names):
    def parse(text):
        if text not in names:
            raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(names)}")
        return text

    return parse


def _list(each):
    def parse(text):
        values = [each(part.strip()) for part in text.split(",")]
        if len(values) > 10:
            raise argparse.ArgumentTypeError("at most 10 values")
        return list(dict.fromkeys(values))

    return parse


def _name(text):
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a plain file name")
    return text


def _launcher(text):
    path = Path(text).resolve()
    if not os.access(path, os.X_OK):
        raise argparse.ArgumentTypeError(f"{text!r} is not a program")
    return path


def _setting(text):
    name, equals, value = text.partition("=")
    if not equals or not name.startswith("CATALOG_"):
        raise argparse.ArgumentTypeError(f"{text!r} is not CATALOG_…=VALUE")
    return name, value


def _interrupted(_number, _frame):
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
