"""The three requests that are sent and the answers the stub upstream gives to them."""

import json
from dataclasses import dataclass

MODEL = "gpt-4o"
# Role chunk, 198 text chunks, finish chunk.
STREAM_EVENTS = 200
# The above, the usage chunk and [DONE].
STREAM_DATA_LINES = STREAM_EVENTS + 2
PROMPT_TOKENS = 58
COMPLETION_TOKENS = 241
USAGE = {
    "prompt_tokens": PROMPT_TOKENS,
    "completion_tokens": COMPLETION_TOKENS,
    "total_tokens": PROMPT_TOKENS + COMPLETION_TOKENS,
    "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
}
_PROSE = (
    "The harbour master counted the boats twice, wrote \"forty-one\" in the book,\n"
    "and went home along the quay \u2013 past the nets, the cranes and the grey gulls. "
)


@dataclass(frozen=True)
class Workload:
    """A kind of request; `upstream_path` is the stub's base path that answers it."""

    name: str
    upstream_path: str
    streams: bool
    request_bytes: int

    def body(self, model: str) -> bytes:
        """The request body for a model name as the system under test expects it."""
        request = {
            "model": model,
            "messages": [
                {"role": "system", "content": "Answer in one paragraph."},
                {"role": "user", "content": "Why does a port list its boats?"},
            ],
            "max_tokens": 256,
        }
        if self.streams:
            request["stream"] = True
            # Asked for by the client, so that no gateway has to add it to the request.
            request["stream_options"] = {"include_usage": True}
        text = json.dumps(request)
        missing = self.request_bytes - len(text)
        if missing > 0:
            per_copy = len(json.dumps(_PROSE)) - 2
            request["messages"][1]["content"] += _PROSE * (missing // per_copy + 1)
            text = json.dumps(request)
        return text.encode()

    def problem_with(self, status: int, content_type: str, answer: bytes) -> str:
        """Empty when the answer is the stub's answer in full, otherwise what is wrong with it."""
        if status != 200:
            return f"status {status}: {answer[:300].decode(errors='replace')}"
        try:
            if not self.streams:
                usage = json.loads(answer)["usage"]
            else:
                if not content_type.startswith("text/event-stream"):
                    return f"content type {content_type}, expected text/event-stream"
                data = [line[5:].strip() for line in answer.decode().splitlines() if line.startswith("data:")]
                if len(data) != STREAM_DATA_LINES or data[-1] != "[DONE]":
                    return f"{len(data)} data lines ending in {data[-1:]}, expected {STREAM_DATA_LINES} and [DONE]"
                usage = json.loads(data[-2])["usage"]
            if usage["total_tokens"] != USAGE["total_tokens"]:
                return f"usage is {usage}"
        except (ValueError, KeyError, TypeError) as wrong:
            return f"unreadable answer ({wrong!r}): {answer[:300].decode(errors='replace')}"
        return ""


WORKLOADS = (
    Workload("small", "/v1", False, 300),
    Workload("large", "/v1", False, 100 * 1024),
    Workload("stream", "/sse/v1", True, 300),
)


def answer() -> bytes:
    """A chat completion of about 1.5 KB."""
    completion = {
        "id": "chatcmpl-bench0000000000000000000000",
        "object": "chat.completion",
        "created": 1760000000,
        "model": "gpt-4o-2024-08-06",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "", "refusal": None, "annotations": []},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": USAGE,
        "service_tier": "default",
        "system_fingerprint": "fp_0123456789",
    }
    message = completion["choices"][0]["message"]
    while len(json.dumps(completion)) < 1400:
        message["content"] += _PROSE
    return json.dumps(completion).encode()


def events() -> bytes:
    """The first 200 events of a streamed chat completion, about 40 KB."""
    pieces = [{"role": "assistant", "content": "", "refusal": None}]
    pieces += [{"content": f" word{number}"} for number in range(STREAM_EVENTS - 2)]
    pieces.append({})
    last = len(pieces) - 1
    return b"".join(
        _event([{"index": 0, "delta": piece, "logprobs": None, "finish_reason": "stop" if at == last else None}], None)
        for at, piece in enumerate(pieces)
    )


def events_end() -> bytes:
    """What follows the events: the usage chunk and [DONE]."""
    return _event([], USAGE) + b"data: [DONE]\n\n"


def _event(choices, usage) -> bytes:
    chunk = {
        "id": "chatcmpl-bench0000000000000000000000",
        "object": "chat.completion.chunk",
        "created": 1760000000,
        "model": "gpt-4o-2024-08-06",
        "choices": choices,
        "usage": usage,
    }
    return b"data: " + json.dumps(chunk, separators=(",", ":")).encode() + b"\n\n"
