"""The plain `openai` package: only key, base URL and model names are the catalog's."""

import math
import unittest

import openai
from openai import OpenAI

from catalog import BASE_URL, key_of, known, named, user, workspace_with

CLAUDE = "anthropic.claude-3-5-sonnet-20241022-v2:0"
MODELS = ["@openai-prod/gpt-4o", f"@bedrock-us/{CLAUDE}"]


class OpenAiWithModelNames(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.workspace = workspace_with(
            {
                "openai-prod": [*map(known, ["echo-embed", "echo-error-500", "echo-cut"]), named("gpt-4o")],
                "bedrock-us": [named(CLAUDE)],
            }
        )
        cls.key = key_of(cls.workspace)
        cls.requests = 0

    def client(self, key=None, **options):
        """A client whose requests are counted in ``self.requests``."""
        self.requests = 0

        def count(_request):
            self.requests += 1

        http = openai.DefaultHttpxClient()
        http.event_hooks = {"request": [count], "response": []}
        return OpenAI(api_key=key or self.key, base_url=BASE_URL, http_client=http, **options)

    def test_switches_between_two_providers_on_one_key_by_the_model_name_alone(self):
        client = self.client()
        for model in MODELS:
            with self.subTest(model=model):
                answer = client.chat.completions.create(model=model, messages=user("hello you"))

                self.assertEqual(answer.choices[0].message.content, "hello you")
                self.assertEqual(answer.model, model.split("/", 1)[1])
                self.assertEqual(answer.usage.completion_tokens, 2)
                self.assertTrue(answer.id)

    def test_switches_between_two_providers_while_streaming(self):
        client = self.client()
        for model in MODELS:
            with self.subTest(model=model):
                chunks = list(
                    client.chat.completions.create(
                        model=model,
                        messages=user("alpha beta gamma"),
                        stream=True,
                        stream_options={"include_usage": True},
                    )
                )

                self.assertEqual(chunks[0].choices[0].delta.role, "assistant")
                text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
                self.assertEqual(text, "alpha beta gamma")
                self.assertEqual(len({c.id for c in chunks}), 1)
                self.assertEqual([c.choices[0].finish_reason for c in chunks if c.choices][-1], "stop")
                self.assertEqual(chunks[-1].choices, [])
                self.assertEqual(chunks[-1].usage.completion_tokens, 3)

    def test_shows_no_usage_in_a_stream_whose_client_did_not_ask_for_it(self):
        chunks = list(
            self.client().chat.completions.create(model=MODELS[0], messages=user("one two"), stream=True)
        )

        self.assertTrue(all(c.usage is None and len(c.choices) == 1 for c in chunks), chunks[-1])

    def test_embeds_in_base64_as_the_client_asks_by_itself_and_in_numbers_the_same(self):
        client = self.client()
        packed = client.embeddings.create(model="@openai-prod/echo-embed", input=["a text", "another"])
        plain = client.embeddings.create(
            model="@openai-prod/echo-embed", input=["a text", "another"], encoding_format="float"
        )

        self.assertEqual([d.index for d in packed.data], [0, 1])
        self.assertGreater(packed.usage.total_tokens, 0)
        for one, other in zip(packed.data, plain.data):
            self.assertGreater(len(one.embedding), 1)
            self.assertTrue(all(math.isfinite(x) for x in one.embedding))
            self.assertEqual(len(one.embedding), len(other.embedding))
            for x, y in zip(one.embedding, other.embedding):
                self.assertAlmostEqual(x, y, places=6)

    def test_answers_the_responses_api(self):
        answer = self.client().responses.create(model=MODELS[0], input="said once more")

        self.assertEqual(answer.output_text, "said once more")
        self.assertEqual(answer.status, "completed")
        self.assertEqual(answer.usage.output_tokens, 3)

    def test_streams_the_responses_api_in_order(self):
        events = list(self.client().responses.create(model=MODELS[1], input="said once more", stream=True))

        self.assertEqual(events[0].type, "response.created")
        self.assertEqual(events[-1].type, "response.completed")
        numbers = [e.sequence_number for e in events]
        self.assertEqual(numbers, sorted(numbers))
        text = "".join(e.delta for e in events if e.type == "response.output_text.delta")
        self.assertEqual(text, "said once more")
        self.assertEqual(events[-1].response.usage.output_tokens, 3)

    def test_answers_text_completions(self):
        answer = self.client().completions.create(model=MODELS[0], prompt="once upon a time")

        self.assertEqual(answer.choices[0].text, "once upon a time")

    def test_lists_models(self):
        ids = [model.id for model in self.client().models.list()]

        for model in MODELS:
            self.assertIn(model, ids)

    def test_a_model_outside_the_allow_list_is_a_status_error_that_the_client_does_not_repeat(self):
        client = self.client()
        with self.assertRaises(openai.APIStatusError) as refused:
            client.chat.completions.create(model="@openai-prod/gpt-5", messages=user("hi"))

        self.assertEqual(refused.exception.status_code, 412)
        self.assertEqual(refused.exception.type, "model_not_allowed_error")
        self.assertEqual(self.requests, 1)

    def test_what_a_budget_cannot_cover_is_refused_with_412_and_not_repeated(self):
        poor = key_of(self.workspace, usage_limits={"type": "tokens", "credit_limit": 450})
        client = self.client(key=poor)
        with self.assertRaises(openai.APIStatusError) as refused:
            client.chat.completions.create(model=MODELS[0], messages=user("hi"), max_tokens=500)

        self.assertEqual(refused.exception.status_code, 412)
        self.assertEqual(self.requests, 1)
        answer = client.chat.completions.create(model=MODELS[0], messages=user("hi"), max_tokens=10)
        self.assertEqual(answer.choices[0].message.content, "hi")

    def test_the_second_call_of_a_key_that_may_call_once_a_day_is_a_rate_limit_error(self):
        rare = key_of(self.workspace, rate_limits=[{"type": "requests", "unit": "rpd", "value": 1}])
        client = self.client(key=rare, max_retries=0)
        client.chat.completions.create(model=MODELS[0], messages=user("hi"))

        with self.assertRaises(openai.RateLimitError) as refused:
            client.chat.completions.create(model=MODELS[0], messages=user("hi"))

        self.assertGreater(int(refused.exception.response.headers["retry-after"]), 0)

    def test_an_unknown_provider_is_a_bad_request_with_a_message(self):
        with self.assertRaises(openai.BadRequestError) as refused:
            self.client().chat.completions.create(model="@nobody-here/gpt-4o", messages=user("hi"))

        self.assertIn("nobody-here", refused.exception.message)

    def test_an_unknown_key_is_an_authentication_error(self):
        with self.assertRaises(openai.AuthenticationError):
            self.client(key="no-such-key").chat.completions.create(model=MODELS[0], messages=user("hi"))

    def test_an_error_of_the_upstream_is_passed_through(self):
        with self.assertRaises(openai.InternalServerError) as refused:
            self.client(max_retries=0).chat.completions.create(
                model="@openai-prod/echo-error-500", messages=user("hi")
            )

        self.assertEqual(refused.exception.status_code, 500)

    def test_the_client_sees_that_an_answer_broke_off(self):
        seen = []
        with self.assertRaises(Exception):
            for chunk in self.client(max_retries=0).chat.completions.create(
                model="@openai-prod/echo-cut", messages=user("one two three four"), stream=True
            ):
                seen.append(chunk)

        self.assertTrue(all(not c.choices or c.choices[0].finish_reason is None for c in seen), seen)


if __name__ == "__main__":
    unittest.main(verbosity=2)
