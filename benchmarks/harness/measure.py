"""One measurement: wrk against one system for some seconds, with what it cost in processor time."""

import json
import os
import resource
import subprocess
import tempfile
import time
from pathlib import Path

from .processes import BenchError, machine_busy_seconds
from .systems import exchange

_SCRIPT = Path(__file__).resolve().parent / "load.lua"
# Work that a system puts off until after the answer still belongs to its requests.
_SETTLE_S = 0.3
ERROR_KINDS = ("non_2xx", "connect_errors", "read_errors", "write_errors", "timeouts")


def check(system, workload):
    """Makes one call and raises BenchError unless the stub's answer came through in full."""
    status, content_type, answer = exchange(system.call(workload))
    problem = workload.problem_with(status, content_type, answer)
    if problem:
        raise BenchError(f"{system.title}, {workload.name}: {problem}\n{system.child.log_end()}")


def warm_up(system, workload, connections, seconds):
    """Load whose figures are thrown away."""
    _wrk(system.call(workload), connections, seconds)


def measure(system, workload, connections, seconds, stub) -> dict:
    """Figures of one run; times in microseconds, memory in bytes."""
    call = system.call(workload)
    began = time.monotonic()
    busy, own, stubs, mine = _cpu(system, stub)
    wrk_before = _children_cpu()
    result = _wrk(call, connections, seconds)
    wrk_cpu = _children_cpu() - wrk_before
    rss = system.child.rss_bytes()
    time.sleep(_SETTLE_S)
    busy_after, own_after, stubs_after, mine_after = _cpu(system, stub)
    system.child.ensure_alive()

    answered = result["requests"] - result["non_2xx"]
    cpu = own_after - own
    others = (busy_after - busy) - cpu - (mine_after - mine) - wrk_cpu
    if system is not stub:
        others -= stubs_after - stubs
    machine = (time.monotonic() - began) * (os.cpu_count() or 1)
    return {
        **result,
        "rps": answered / (result["duration_us"] / 1e6),
        "cpu_us_per_request": cpu * 1e6 / result["requests"] if result["requests"] else None,
        "rss_bytes": rss,
        "errors": sum(result[kind] for kind in ERROR_KINDS),
        "wrk_cpu_s": round(wrk_cpu, 3),
        "stub_cpu_s": round(stubs_after - stubs, 3),
        "other_cpu_share": round(max(0.0, others) / machine, 4),
    }


def _cpu(system, stub):
    times = os.times()
    return machine_busy_seconds(), system.child.cpu_seconds(), stub.child.cpu_seconds(), times.user + times.system


def _children_cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _wrk(call, connections, seconds) -> dict:
    with tempfile.NamedTemporaryFile() as body, tempfile.NamedTemporaryFile("w") as headers:
        body.write(call.body)
        body.flush()
        # The key goes through a private file, so that no process list shows it.
        headers.write("".join(f"{name}: {value}\n" for name, value in call.headers.items()))
        headers.flush()
        command = [
            "wrk",
            "--threads=1",
            f"--connections={connections}",
            f"--duration={seconds}s",
            "--timeout=10s",
            f"--script={_SCRIPT}",
            f"http://127.0.0.1:{call.port}{call.path}",
        ]
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                timeout=seconds + 30,
                env={**os.environ, "BENCH_BODY": body.name, "BENCH_HEADERS": headers.name},
            )
        except subprocess.TimeoutExpired:
            raise BenchError(f"wrk did not end within {seconds + 30} s") from None
    for line in done.stdout.splitlines():
        if line.startswith("RESULT "):
            return json.loads(line[len("RESULT ") :])
    raise BenchError(f"wrk failed ({done.returncode}): {done.stdout}{done.stderr}")
