"""The same with `api_key=""`, as documented for openai packages that allow it (see requirements-empty-key.in)."""

import unittest

import test_headers


class OpenAiWithPortkeyHeadersAndAnEmptyKey(test_headers.OpenAiWithPortkeyHeaders):
    openai_key = ""


if __name__ == "__main__":
    unittest.main(verbosity=2)
