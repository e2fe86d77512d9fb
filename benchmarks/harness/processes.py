"""Child processes: started in their own group, stopped by that group, read through /proc."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


class BenchError(Exception):
    """The run cannot go on; the message is for the person who started it."""


class Child:
    """A running process of the benchmark, with its log file."""

    _all = []

    def __init__(self, name, command, log: Path, env=None, cwd=None):
        self.name = name
        self.log = log
        with open(log, "ab") as out:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env, cwd=cwd, start_new_session=True
            )
        self.pid = self._process.pid
        Child._all.append(self)

    def ensure_alive(self):
        """Raises BenchError with the end of the log when the process has ended."""
        if self._process.poll() is not None:
            raise BenchError(f"{self.name} ended with status {self._process.returncode}\n{self.log_end()}")

    def log_end(self, lines=25) -> str:
        """The last lines the process wrote."""
        text = self.log.read_text(errors="replace").splitlines()[-lines:]
        return "\n".join(f"  {self.name} | {line}" for line in text)

    def stop(self, patience_s=15):
        """Asks the process group to end, then kills what is left of it."""
        # The leader may be gone while members of its group live on, so the group is always signalled.
        self._signal(signal.SIGTERM)
        end = time.monotonic() + patience_s
        while time.monotonic() < end and (self._process.poll() is None or self._group_lives()):
            time.sleep(0.05)
        self._signal(signal.SIGKILL)
        self._process.wait()

    @staticmethod
    def stop_all():
        """Stops every process started so far, the last one first, ready or not."""
        while Child._all:
            Child._all.pop().stop()

    def _group_lives(self) -> bool:
        try:
            os.killpg(self.pid, 0)
            return True
        except ProcessLookupError:
            return False

    def _signal(self, number):
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            pass

    def tree(self):
        """Ids of the process and of all its descendants."""
        children = {}
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                fields = _stat(entry)
                if fields:
                    children.setdefault(int(fields[1]), []).append(int(entry))
        found, todo = [], [self.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            todo += children.get(pid, [])
        return found

    def cpu_seconds(self) -> float:
        """User and system time of the whole tree so far, ended and reaped descendants included."""
        ticks = 0
        for pid in self.tree():
            fields = _stat(pid)
            if fields:
                ticks += sum(int(field) for field in fields[11:15])
        return ticks / _TICKS

    def rss_bytes(self) -> int:
        """Resident memory of the whole tree; pages that processes share count once for each."""
        total = 0
        for pid in self.tree():
            try:
                for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                    if line.startswith("VmRSS:"):
                        total += int(line.split()[1]) * 1024
            except OSError:
                continue
        return total


def _stat(pid):
    """Fields of /proc/PID/stat from the state on, or None when the process has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def machine_busy_seconds() -> float:
    """Processor time that all processes of the machine have used since it started."""
    user, nice, system, _idle, _wait, irq, softirq = (
        int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:8]
    )
    return (user + nice + system + irq + softirq) / _TICKS


def free_port() -> int:
    """A loopback port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
