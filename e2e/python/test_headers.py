"""The documented call with `openai` and the headers of `portkey_ai`, unchanged but for the base URL."""

import time
import unittest

import openai
from openai import OpenAI
from portkey_ai import createHeaders

from catalog import BASE_URL, key_of, known, named, user, workspace_with


class OpenAiWithPortkeyHeaders(unittest.TestCase):
    # Newer openai packages insist on some text here. It is no key of anything, and nothing may depend on it.
    openai_key = "placeholder"

    @classmethod
    def setUpClass(cls):
        # Only one of the two providers has each of these models, so an answer tells which provider gave it.
        workspace = workspace_with(
            {
                "a": [*map(known, ["echo", "echo-slow", "echo-tools"]), named("only-on-a")],
                "b": [known("echo"), named("only-on-b")],
            }
        )
        cls.key = key_of(workspace)

    def client(self, provider="@a", **headers):
        return OpenAI(
            api_key=self.openai_key,
            base_url=BASE_URL,
            default_headers=createHeaders(api_key=self.key, provider=provider, **headers),
        )

    def test_calls_the_provider_of_the_header_whatever_the_openai_key_says(self):
        answer = self.client().chat.completions.create(
            model="only-on-a", messages=[{"role": "system", "content": "Be brief."}, *user("three small words")]
        )

        self.assertEqual(answer.choices[0].message.content, "three small words")
        self.assertEqual(answer.choices[0].finish_reason, "stop")
        self.assertEqual(answer.model, "only-on-a")
        self.assertEqual(answer.object, "chat.completion")
        self.assertEqual(answer.usage.completion_tokens, 3)
        self.assertEqual(answer.usage.total_tokens, answer.usage.prompt_tokens + 3)

    def test_a_header_of_one_request_wins_over_that_of_the_client(self):
        answer = self.client().chat.completions.create(
            model="only-on-b", messages=user("over there"), extra_headers=createHeaders(provider="@b")
        )

        self.assertEqual(answer.choices[0].message.content, "over there")

    def test_the_provider_of_the_header_wins_over_that_of_the_model_name(self):
        answer = self.client().chat.completions.create(model="@b/only-on-a", messages=user("still here"))

        self.assertEqual(answer.model, "only-on-a")

    def test_takes_the_virtual_key_header_as_the_provider(self):
        client = OpenAI(
            api_key=self.openai_key, base_url=BASE_URL, default_headers=createHeaders(api_key=self.key, virtual_key="b")
        )

        answer = client.chat.completions.create(model="only-on-b", messages=user("by its old name"))

        self.assertEqual(answer.choices[0].message.content, "by its old name")

    def test_accepts_metadata_and_a_trace_id_and_gives_the_trace_id_back(self):
        raw = self.client(metadata={"_user": "jo", "team": "research"}, trace_id="trace-of-a-test")

        answer = raw.chat.completions.with_raw_response.create(model="echo", messages=user("hi"))

        self.assertEqual(answer.headers["x-portkey-trace-id"], "trace-of-a-test")
        self.assertEqual(answer.parse().choices[0].message.content, "hi")

    def test_streams_each_word_as_soon_as_the_upstream_says_it(self):
        started = time.monotonic()
        words, times, usage = [], [], None
        stream = self.client().chat.completions.create(
            model="echo-slow",
            messages=user("one two three four five six"),
            stream=True,
            stream_options={"include_usage": True},
        )
        for chunk in stream:
            if chunk.choices and chunk.choices[0].delta.content:
                words.append(chunk.choices[0].delta.content)
                times.append(time.monotonic() - started)
            usage = chunk.usage or usage

        self.assertEqual("".join(words), "one two three four five six")
        self.assertEqual(usage.completion_tokens, 6)
        # Six words, one each 200 ms. A gateway that collects the answer first would give all of them at the end.
        self.assertGreaterEqual(times[-1] - times[0], 0.6, times)

    def test_passes_tool_calls_through(self):
        answer = self.client().chat.completions.create(
            model="echo-tools",
            messages=user("weather in Oslo?"),
            tools=[
                {
                    "type": "function",
                    "function": {
                        "name": "weather",
                        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
                    },
                }
            ],
        )

        self.assertEqual(answer.choices[0].message.tool_calls[0].function.name, "weather")
        self.assertEqual(answer.choices[0].finish_reason, "tool_calls")

    def test_an_unknown_provider_is_a_bad_request_that_names_it(self):
        with self.assertRaises(openai.BadRequestError) as refused:
            self.client(provider="@nobody-here").chat.completions.create(model="echo", messages=user("hi"))

        self.assertIn("nobody-here", str(refused.exception))

    def test_an_unknown_key_is_an_authentication_error(self):
        client = OpenAI(
            api_key=self.openai_key,
            base_url=BASE_URL,
            default_headers=createHeaders(api_key="no-such-key", provider="@a"),
        )

        with self.assertRaises(openai.AuthenticationError):
            client.chat.completions.create(model="echo", messages=user("hi"))

    def test_no_key_at_all_is_an_authentication_error(self):
        client = OpenAI(api_key=self.openai_key, base_url=BASE_URL, default_headers=createHeaders(provider="@a"))

        with self.assertRaises(openai.AuthenticationError):
            client.chat.completions.create(model="echo", messages=user("hi"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
