"""The systems that are compared: how each is started, made ready and called."""

import base64
import getpass
import http.client
import json
import os
import secrets
import shutil
import string
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from . import workloads
from .processes import BenchError, Child, free_port
from .workloads import MODEL, Workload

BENCHMARKS = Path(__file__).resolve().parent.parent
PEERS = BENCHMARKS / "peers"
NPM_GATEWAY = PEERS / "node_modules" / "@portkey-ai" / "gateway"
READY_S = 60
# `catalog serve` builds the product first when its sources have changed.
CATALOG_READY_S = 900

# What a person may want to vary between runs: the JDK and its options.
_FOR_THE_LAUNCHER = ("CATALOG_JAVA_HOME", "CATALOG_JAVA_OPTS")

# Limits no run can reach, so that every request pays for the check and none is refused.
_NEVER = {
    "usage_limits": [{"type": "cost", "credit_limit": 1_000_000_000}],
    "rate_limits": [
        {"type": "requests", "unit": "rpm", "value": 2_000_000_000},
        {"type": "tokens", "unit": "rpm", "value": 2_000_000_000},
    ],
}


@dataclass(frozen=True)
class Call:
    """One request to one system."""

    port: int
    path: str
    headers: dict
    body: bytes


class Stub:
    """The nginx that plays the model provider; as a system it is called directly, with no gateway."""

    name = "direct"
    title = "direct upstream"
    warms_up = False

    def __init__(self, directory: Path):
        self.port = free_port()
        www = directory / "stub" / "www"
        www.mkdir(parents=True)
        (www / "answer.json").write_bytes(workloads.answer())
        (www / "events.txt").write_bytes(workloads.events())
        (www / "end.txt").write_bytes(workloads.events_end())
        # The static handler wants these two to exist before it refuses the POST.
        for base in ("v1", "sse/v1"):
            (www / base / "chat").mkdir(parents=True)
            (www / base / "chat" / "completions").touch()
        self.child = _nginx("stub", directory / "stub", "stub.conf", port=self.port)
        _await(self.child, lambda: _status(self.port, "/") is not None, READY_S)

    def call(self, workload: Workload) -> Call:
        return Call(self.port, f"{workload.upstream_path}/chat/completions", _headers(), workload.body(MODEL))


class Nginx:
    """nginx as a plain reverse proxy."""

    name = "nginx"
    title = "nginx proxy"
    warms_up = False

    def __init__(self, directory: Path, stub: Stub):
        self.port = free_port()
        (directory / "nginx").mkdir()
        self.child = _nginx(
            "nginx",
            directory / "nginx",
            "proxy.conf",
            port=self.port,
            upstream_port=stub.port,
            workers=len(os.sched_getaffinity(0)),
        )
        _await(self.child, lambda: _status(self.port, "/") is not None, READY_S)

    def call(self, workload: Workload) -> Call:
        return Call(self.port, f"{workload.upstream_path}/chat/completions", _headers(), workload.body(MODEL))


class NpmGateway:
    """The open-source gateway `@portkey-ai/gateway` from npm, one Node process as it starts by default."""

    name = "npm"
    title = "npm gateway"
    warms_up = True

    def __init__(self, directory: Path, stub: Stub):
        self.port = free_port()
        self._stub = stub
        self.child = Child(
            "npm",
            [
                "node",
                "--require",
                str(PEERS / "loopback.cjs"),
                "build/start-server.js",
                "--headless",
                f"--port={self.port}",
            ],
            directory / "npm.log",
            env={**os.environ, "NODE_ENV": "production"},
            cwd=NPM_GATEWAY,
        )
        _await(self.child, lambda: _status(self.port, "/") == 200, READY_S)

    def call(self, workload: Workload) -> Call:
        return Call(
            self.port,
            "/v1/chat/completions",
            _headers(
                {
                    "authorization": "Bearer bench-upstream-key",
                    "x-portkey-provider": "openai",
                    "x-portkey-custom-host": f"http://127.0.0.1:{self._stub.port}{workload.upstream_path}",
                }
            ),
            workload.body(MODEL),
        )


class CatalogServer:
    """One `catalog serve` with an empty database, set up through its admin API; both our systems call it."""

    def __init__(self, launcher: Path, directory: Path, stub: Stub, settings: dict[str, str]):
        if not os.access(launcher, os.X_OK):
            raise BenchError("the launcher ./catalog is missing; leave it out with --only direct,nginx,npm")
        self.port = free_port()
        self._stub = stub
        self._admin_key = "bench-admin-" + secrets.token_urlsafe(32)
        data = directory / "catalog"
        data.mkdir(mode=0o700)
        self.child = Child(
            "catalog",
            [str(launcher), "serve"],
            directory / "catalog.log",
            env={
                # Settings of the person's own installation must not reach the one that is measured.
                **{
                    name: value
                    for name, value in os.environ.items()
                    if name in _FOR_THE_LAUNCHER or not name.startswith("CATALOG_")
                },
                "CATALOG_PORT": str(self.port),
                "CATALOG_HOST": "127.0.0.1",
                "CATALOG_DATA_DIR": str(data),
                "CATALOG_MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
                "CATALOG_BOOTSTRAP_ADMIN_KEY": self._admin_key,
                "CATALOG_UPSTREAM_ALLOW": f"127.0.0.1:{stub.port}",
                **settings,
            },
        )
        _await(self.child, lambda: _status(self.port, "/health/readiness") == 200, CATALOG_READY_S)
        self._set_up()

    def _set_up(self):
        found = self._admin("GET", "/v1/admin/workspaces")["data"]
        self._workspace = next((each for each in found if each.get("is_default")), found[0])["id"]
        self.key = self._admin(
            "POST",
            "/v1/api-keys/workspace/service",
            {"name": "benchmark", "scopes": ["completions.write"], "workspace_id": self._workspace},
        )["key"]
        self._providers = {
            (governed, path): self._provide(slug + ("" if path == "/v1" else "-sse"), path, limits)
            for governed, slug, limits in ((True, "bench-limited", _NEVER), (False, "bench-free", {}))
            for path in ("/v1", "/sse/v1")
        }
        self._prove_limits_are_enforced()

    def _provide(self, slug, upstream_path, limits) -> str:
        """Creates an integration, provisions it to the workspace and returns the slug of its provider."""
        self._admin(
            "POST",
            "/v1/integrations",
            {
                "name": slug,
                "ai_provider_id": "openai",
                "slug": slug,
                "key": "bench-upstream-key",
                "configurations": {"custom_host": f"http://127.0.0.1:{self._stub.port}{upstream_path}"},
            },
        )
        self._admin(
            "PUT",
            f"/v1/integrations/{slug}/workspaces",
            {"workspaces": [{"id": self._workspace, "enabled": True, **limits}]},
        )
        providers = self._admin("GET", f"/v1/providers?workspace_id={self._workspace}&page_size=100")["data"]
        for provider in providers:
            if provider.get("integration_id") == slug or provider.get("slug") == slug:
                return provider["slug"]
        raise BenchError(f"catalog: integration {slug} has no provider in the workspace: {providers}")

    def _prove_limits_are_enforced(self):
        """A limit of the same shape but of 1 must refuse: otherwise the governed figures would mean nothing."""
        for kind in ("requests", "tokens"):
            slug = self._provide(
                f"bench-proof-{kind}", "/v1", {"rate_limits": [{"type": kind, "unit": "rpm", "value": 1}]}
            )
            # Four calls, because a new minute may begin between two of them.
            answers = [exchange(self._chat(slug, workloads.WORKLOADS[0]))[0] for _ in range(4)]
            if 429 not in answers:
                raise BenchError(f"catalog: a limit of 1 {kind} per minute refused none of 4 calls: {answers}")

    def call(self, workload: Workload, governed: bool) -> Call:
        return self._chat(self._providers[governed, workload.upstream_path], workload)

    def _chat(self, slug, workload) -> Call:
        return Call(
            self.port,
            "/v1/chat/completions",
            _headers({"x-portkey-api-key": self.key}),
            workload.body(f"@{slug}/{MODEL}"),
        )

    def explain(self):
        """What the product says of the governed provider after the run, or None when it does not answer."""
        slug = self._providers[True, "/v1"]
        for key in (self.key, self._admin_key):
            try:
                status, _, answer = _request(
                    self.port,
                    "GET",
                    f"/v1/explain?provider=@{slug}&model={MODEL}&workspace_id={self._workspace}",
                    {"x-portkey-api-key": key},
                    None,
                )
                if status == 200:
                    return json.loads(answer)
            except (OSError, http.client.HTTPException, ValueError):
                continue
        return None

    def java(self):
        """Version and tuning flags of the virtual machine."""
        for pid in self.child.tree():
            try:
                program = os.readlink(f"/proc/{pid}/exe")
                arguments = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
            except OSError:
                continue
            if os.path.basename(program) == "java":
                version = subprocess.run([program, "-version"], capture_output=True, text=True, timeout=60).stderr
                flags = [
                    # A flag that names a file says which file, not where it lies on this machine.
                    flag.split("=")[0] + "=" + os.path.basename(flag) if "/" in flag else flag
                    for flag in arguments
                    if flag.startswith("-X")
                ]
                return {"version": version.splitlines()[-1] if version else "unknown", "flags": flags}
        return None

    def _admin(self, method, path, body=None):
        status, _, answer = _request(
            self.port,
            method,
            path,
            {"x-portkey-api-key": self._admin_key, "content-type": "application/json"},
            None if body is None else json.dumps(body).encode(),
        )
        if status != 200:
            raise BenchError(f"catalog: {method} {path} answered {status}: {answer[:500].decode(errors='replace')}")
        return json.loads(answer)


class Catalog:
    """Model Catalog, called through a provider with limits or through one without."""

    warms_up = True

    def __init__(self, server: CatalogServer, governed: bool):
        self._server = server
        self._governed = governed
        self.child = server.child
        self.name = "governed" if governed else "ungoverned"
        self.title = "Model Catalog, limits on" if governed else "Model Catalog, limits off"

    def call(self, workload: Workload) -> Call:
        return self._server.call(workload, self._governed)


def exchange(call: Call):
    """Sends the call once; returns status, content type and body."""
    return _request(call.port, "POST", call.path, call.headers, call.body)


def install_npm_gateway():
    """Installs the committed lock file's packages when they are not there yet."""
    locked = json.loads((PEERS / "package-lock.json").read_text())
    wanted = locked["packages"]["node_modules/@portkey-ai/gateway"]["version"]
    try:
        present = json.loads((NPM_GATEWAY / "package.json").read_text())["version"]
    except OSError:
        present = None
    if present != wanted:
        print(f"installing @portkey-ai/gateway {wanted} into benchmarks/peers (npm ci) …")
        done = subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=PEERS,
            capture_output=True,
            text=True,
            timeout=600,
        )
        if done.returncode != 0:
            raise BenchError(f"npm ci failed; leave the npm gateway out with --only\n{done.stderr[-2000:]}")
    return wanted


def _nginx(name, directory: Path, template, **values) -> Child:
    # Workers of an nginx started by root change to another user, who could not read the directory.
    user_line = f"user {getpass.getuser()};" if os.getuid() == 0 else ""
    text = string.Template((BENCHMARKS / "conf" / template).read_text())
    config = directory / "nginx.conf"
    config.write_text(text.substitute(dir=directory, user_line=user_line, **values))
    program = shutil.which("nginx")
    return Child(name, [program, "-p", str(directory), "-c", str(config), "-e", "stderr"], directory / "nginx.log")


def _headers(more=None):
    return {"content-type": "application/json", "accept": "*/*", "user-agent": "benchmark", **(more or {})}


def _request(port, method, path, headers, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return response.status, response.getheader("content-type", ""), response.read()
    finally:
        connection.close()


def _status(port, path):
    try:
        return _request(port, "GET", path, {}, None)[0]
    except (OSError, http.client.HTTPException):
        return None


def _await(child: Child, ready, limit_s):
    end = time.monotonic() + limit_s
    while not ready():
        child.ensure_alive()
        if time.monotonic() > end:
            raise BenchError(f"{child.name} is not ready after {limit_s} s\n{child.log_end()}")
        time.sleep(0.1)
