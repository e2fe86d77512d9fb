"""The whole administrator's story with `portkey_ai`: connect, provision, look, derive, hand out a key, call."""

import json
import unittest
import urllib.request

import portkey_ai
from portkey_ai import Portkey
from portkey_ai.api_resources import exceptions

from catalog import ADMIN_KEY, BASE_URL, administer, unique, user, vault_reference

MARK = unique()
SLUG = f"team-echo-{MARK}"
SECRET = f"sk-secret-{MARK}-end"


class AdministrationWithPortkey(unittest.TestCase):
    """Steps of one story, run in the order of their names: each needs what the ones before it made."""

    portkey = Portkey(api_key=ADMIN_KEY, base_url=BASE_URL)
    workspace = None
    key = None

    @classmethod
    def calling_with(cls, **options):
        return Portkey(api_key=cls.key.key, base_url=BASE_URL, **options)

    def test_01_creates_a_workspace_and_finds_it_by_id_by_slug_and_in_the_list(self):
        made = self.portkey.admin.workspaces.create(
            name=f"Research {MARK}", description="made by a client test", defaults={"metadata": {"team": "research"}}
        )
        type(self).workspace = made

        self.assertEqual(made.name, f"Research {MARK}")
        self.assertEqual(self.portkey.admin.workspaces.retrieve(workspace_id=made.id).id, made.id)
        self.assertEqual(self.portkey.admin.workspaces.retrieve(workspace_id=made.slug).id, made.id)
        listed = self.portkey.admin.workspaces.list(name=f"Research {MARK}", page_size=100)
        self.assertIn(made.id, [found["id"] for found in _plain(listed.data)])

    def test_02_renames_the_workspace(self):
        self.portkey.admin.workspaces.update(workspace_id=self.workspace.id, name=f"Lab {MARK}")

        self.assertEqual(
            self.portkey.admin.workspaces.retrieve(workspace_id=self.workspace.id).name, f"Lab {MARK}"
        )

    def test_03_creates_an_integration(self):
        made = self.portkey.integrations.create(
            name="Team echo", slug=SLUG, ai_provider_id="echo", key=SECRET, description="for everyone"
        )

        self.assertEqual(made.slug, SLUG)
        self.assertTrue(made.id)

    def test_04_shows_the_integration_without_its_secret(self):
        shown = self.portkey.integrations.retrieve(slug=SLUG)
        listed = self.portkey.integrations.list(type="organisation")

        self.assertEqual(shown.ai_provider_id, "echo")
        self.assertNotIn(SECRET, shown.model_dump_json())
        self.assertNotIn(SECRET, listed.model_dump_json())
        self.assertIn(SLUG, [found.slug for found in listed.data])

    def test_05_changes_the_integration(self):
        self.portkey.integrations.update(slug=SLUG, name="Team echo 2")

        self.assertEqual(self.portkey.integrations.retrieve(slug=SLUG).name, "Team echo 2")

    def test_06_decides_on_the_models_of_the_integration(self):
        self.portkey.integrations.models.update(
            slug=SLUG,
            allow_all_models=False,
            models=[
                {"slug": "echo", "enabled": True},
                {"slug": "gpt-4o", "enabled": True, "is_custom": True, "base_model_slug": "echo"},
                {"slug": "gone-soon", "enabled": True, "is_custom": True, "base_model_slug": "echo"},
            ],
        )
        self.portkey.integrations.models.delete(slug=SLUG, slugs="gone-soon")
        listed = self.portkey.integrations.models.list(slug=SLUG)

        self.assertEqual(sorted(m.slug for m in listed.models if m.enabled), ["echo", "gpt-4o"])
        self.assertFalse(listed.allow_all_models)

    def test_07_provisions_the_integration_to_the_workspace(self):
        self.portkey.integrations.workspaces.update(
            slug=SLUG, workspaces=[{"id": self.workspace.id, "enabled": True}]
        )
        listed = self.portkey.integrations.workspaces.list(slug=SLUG)

        self.assertEqual([grant.enabled for grant in listed.workspaces], [True])
        self.assertIn(listed.workspaces[0].id, (self.workspace.id, self.workspace.slug))

    def test_08_lists_the_provider_that_provisioning_made(self):
        listed = self.portkey.providers.list(workspace_id=self.workspace.id)

        self.assertEqual([provider.slug for provider in listed.data], [SLUG])
        self.assertEqual(listed.data[0].integration_id, SLUG)
        self.assertEqual(listed.total, 1)

    def test_09_derives_a_stricter_provider_changes_it_and_reads_it_back(self):
        made = self.portkey.providers.create(
            name="Interns",
            slug="interns",
            integration_id=SLUG,
            workspace_id=self.workspace.id,
            usage_limits={"type": "cost", "credit_limit": 5},
            rate_limits={"type": "requests", "unit": "rpm", "value": 100},
        )
        self.portkey.providers.update(slug="interns", workspace_id=self.workspace.id, name="Summer interns")
        shown = self.portkey.providers.retrieve(slug="interns", workspace_id=self.workspace.id)

        self.assertEqual(made.slug, "interns")
        self.assertEqual(shown.name, "Summer interns")
        self.assertEqual(shown.usage_limits["credit_limit"], 5)
        self.assertEqual(shown.rate_limits[0]["value"], 100)

    def test_10_still_parses_the_list_when_a_provider_has_limits(self):
        listed = self.portkey.providers.list(workspace_id=self.workspace.id)

        self.assertEqual(sorted(provider.slug for provider in listed.data), sorted(["interns", SLUG]))

    def test_11_hands_out_a_workspace_service_key_whose_secret_is_shown_once(self):
        made = self.portkey.api_keys.create(
            type="workspace",
            sub_type="service",
            name="ci",
            workspace_id=self.workspace.id,
            scopes=["completions.write", "virtual_keys.list", "virtual_keys.read"],
            rate_limits=[{"type": "requests", "unit": "rpm", "value": 1000}],
        )
        type(self).key = made
        shown = self.portkey.api_keys.retrieve(id=made.id)
        listed = self.portkey.api_keys.list(workspace_id=self.workspace.id)

        self.assertGreater(len(made.key), 20)
        self.assertEqual(shown.name, "ci")
        self.assertEqual(shown.status, "active")
        self.assertNotIn(made.key, shown.model_dump_json() + listed.model_dump_json())
        self.assertIn(made.id, [found["id"] for found in _plain(listed.data)])

    def test_11_then_gives_it_another_secret_and_both_work_meanwhile(self):
        request = urllib.request.Request(
            f"{BASE_URL}/api-keys/{self.key.id}/rotate",
            data=json.dumps({"key_transition_period_ms": 1_800_000}).encode(),
            headers={"x-portkey-api-key": ADMIN_KEY, "content-type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            rotated = json.load(answer)

        self.assertEqual(rotated["id"], self.key.id)
        for secret in (self.key.key, rotated["key"]):
            self.assertTrue(Portkey(api_key=secret, base_url=BASE_URL).virtual_keys.list().data)

    def test_11_then_has_it_rotated_by_the_clock(self):
        self.portkey.api_keys.update(
            id=self.key.id, rotation_policy={"rotation_period": "monthly", "key_transition_period_ms": 3_600_000}
        )
        shown = self.portkey.api_keys.retrieve(id=self.key.id).model_dump()
        listed = {key["id"]: key for key in _plain(self.portkey.api_keys.list(workspace_id=self.workspace.id).data)}

        self.assertEqual(shown["rotation_policy"]["rotation_period"], "monthly")
        self.assertRegex(shown["rotation_policy"]["next_rotation_at"], r"-01T00:00:00\.000Z$")
        self.assertFalse(shown["rotation_pending"])
        self.assertEqual(listed[self.key.id]["rotation_policy"], shown["rotation_policy"])
        self.portkey.api_keys.update(id=self.key.id, rotation_policy=None)
        self.assertIsNone(self.portkey.api_keys.retrieve(id=self.key.id).model_dump()["rotation_policy"])

    def test_12_calls_with_that_key_through_the_provisioned_and_the_derived_provider(self):
        for provider in (SLUG, "interns"):
            with self.subTest(provider=provider):
                answer = self.calling_with(provider=f"@{provider}").chat.completions.create(
                    model="gpt-4o", messages=user(f"through {provider}"), max_tokens=50
                )

                self.assertEqual(answer.choices[0].message.content, f"through {provider}")
                self.assertTrue(answer.get_headers()["trace-id"])

    def test_13_streams_with_that_key(self):
        stream = self.calling_with().chat.completions.create(
            model=f"@{SLUG}/gpt-4o", messages=user("one two three"), stream=True
        )

        text = "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)

        self.assertEqual(text, "one two three")

    def test_14_shows_the_same_providers_as_virtual_keys_to_the_key_of_the_workspace(self):
        listed = self.calling_with().virtual_keys.list()

        self.assertEqual(sorted(found["slug"] for found in _plain(listed.data)), sorted(["interns", SLUG]))

    def test_14b_makes_changes_lists_and_deletes_a_config(self):
        configs = self.portkey.configs
        document = {"strategy": {"mode": "fallback"}, "targets": [{"provider": f"@{SLUG}"}, {"provider": "@interns"}]}
        made = configs.create(name="Fall back", config=document, is_default=1, workspace_id=self.workspace.id)
        self.assertRegex(made.slug, "^pc-fallba-[0-9a-f]{6}$")
        self.assertTrue(made.id and made.version_id)

        shown = configs.retrieve(slug=made.slug)
        self.assertEqual(json.loads(shown.config), document)
        self.assertEqual((shown.name, shown.is_default, shown.status), ("Fall back", 1, "active"))
        self.assertEqual(shown.version_id, made.version_id)

        same = configs.update(slug=made.slug, name="Fall back", config=document)
        self.assertEqual(same.version_id, made.version_id)
        changed = configs.update(slug=made.slug, config={"retry": {"attempts": 3}})
        self.assertNotEqual(changed.version_id, made.version_id)

        listed = configs.list(workspace_id=self.workspace.id)
        self.assertEqual([found["slug"] for found in listed.data], [made.slug])
        self.assertNotIn("config", listed.data[0])
        with self.assertRaises(exceptions.BadRequestError):
            configs.update(slug=made.slug, config={"strategy": {"mode": "magic"}})
        configs.delete(slug=made.slug)
        with self.assertRaises(exceptions.NotFoundError):
            configs.retrieve(slug=made.slug)

    def test_14c_logs_a_call_and_looks_at_what_calls_came_to(self):
        made = self.portkey.api_keys.create(
            name="analyst",
            type="workspace",
            sub_type="service",
            workspace_id=self.workspace.id,
            scopes=["logs.write", "logs.list", "logs.view", "logs.export", "analytics.view"],
        )
        analyst = Portkey(api_key=made.key, base_url=BASE_URL)
        trace = f"trace-{MARK}"
        analyst.logs.create(
            request={"url": "/v1/chat/completions", "method": "POST", "provider": "echo", "body": {"model": "echo"}},
            response={"status": 200, "body": {"usage": {"prompt_tokens": 3, "completion_tokens": 4}}},
            metadata={"trace_id": trace, "_user": MARK},
        )

        given = analyst.feedback.create(trace_id=trace, value=7, weight=0.5, metadata={"by": "test"})
        self.assertEqual(given.status, "success")
        changed = analyst.feedback.update(feedback_id=given.feedback_ids[0], value=8)
        self.assertEqual(changed.feedback_ids, given.feedback_ids)

        time = {"time_of_generation_min": "2020-01-01T00:00:00Z", "time_of_generation_max": "2029-01-01T00:00:00Z"}
        only = {"metadata": json.dumps({"_user": MARK}), **time}
        graphs = analyst.analytics.graphs
        for name in (
            "requests cost latency tokens users users_requests errors errors_rate errors_stacks errors_status_codes"
            " requests_rescued cache_hit_rate cache_latency feedbacks feedbacks_scores feedbacks_weighted"
            " feedbacks_ai_models"
        ).split():
            with self.subTest(graph=name):
                graph = getattr(graphs, name)(**only)
                self.assertEqual(graph.object, "analytics-graph")
        self.assertEqual(graphs.requests(**only).summary["total"], 1)
        self.assertEqual(graphs.feedbacks_weighted(**only).summary["avg"], 4)
        self.assertEqual(analyst.analytics.groups.users(**only).data[0]["user"], MARK)
        self.assertEqual(analyst.analytics.summary.cache(**only).summary["hits"], 0)

        exports = analyst.logs.exports
        export = exports.create(filters={"trace_id": trace}, requested_data=["id", "trace_id"], description="for a test")
        exports.update(export_id=export.id, filters={"trace_id": trace}, requested_data=["trace_id"])
        exports.start(export_id=export.id)
        shown = exports.retrieve(export_id=export.id)
        self.assertEqual((shown.status, shown.total_records), ("success", 1))
        self.assertIn(export.id, [each["id"] for each in exports.list().data])
        with urllib.request.urlopen(exports.download(export_id=export.id).signed_url) as file:
            self.assertEqual([json.loads(line) for line in file], [{"trace_id": trace}])
        exports.cancel(export_id=export.id)
        self.assertEqual(exports.retrieve(export_id=export.id).status, "stopped")
        self.portkey.api_keys.delete(id=made.id)

    def test_14d_takes_the_key_of_an_integration_from_outside(self):
        reference = administer("POST", "/secret-references", vault_reference(MARK))
        mapping = {"target_field": "key", "secret_reference_id": reference["slug"], "secret_key": "api_key"}
        made = self.portkey.integrations.create(
            name="From outside", slug=f"outside-{MARK}", ai_provider_id="openai", secret_mappings=[mapping]
        )

        shown = self.portkey.integrations.retrieve(slug=made.slug).model_dump()
        self.assertEqual({**shown["secret_mappings"][0], **mapping}, shown["secret_mappings"][0])
        with self.assertRaisesRegex(AssertionError, "answered 400"):
            administer("DELETE", f"/secret-references/{reference['slug']}")
        self.portkey.integrations.delete(slug=made.slug)
        administer("DELETE", f"/secret-references/{reference['slug']}")

    def test_14e_invites_somebody_who_comes_and_works_in_the_workspace(self):
        users, members, invites = (
            self.portkey.admin.users,
            self.portkey.admin.workspaces.users,
            self.portkey.admin.users.invites,
        )
        email = f"ada-{MARK}@example.com"
        made = invites.create(
            email=email,
            role="member",
            workspaces=[{"id": self.workspace.id, "role": "member"}],
            workspace_api_key_details={"scopes": ["completions.write"]},
        )
        self.assertEqual(invites.retrieve(invite_id=made.id).status, "pending")
        self.assertIn(made.id, [each["id"] for each in _plain(invites.list(email=email).data)])
        link = json.loads(invites.resend(invite_id=made.id).model_dump_json())["inviteLink"]
        self.assertNotEqual(link, made.invite_link)

        accepted = administer(
            "POST",
            "/invites/accept",
            {
                "token": link.split("#")[1],
                "first_name": "Ada",
                "last_name": "Lovelace",
                "password": "an engine of numbers",
            },
        )
        ada = accepted["session"]["user"]["id"]
        self.assertEqual(invites.retrieve(invite_id=made.id).status, "accepted")
        self.assertTrue(accepted["api_keys"])

        shown = users.retrieve(user_id=ada)
        self.assertEqual((shown.email, shown.first_name, shown.role), (email, "Ada", "member"))
        self.assertIn(ada, [each["id"] for each in _plain(users.list(email=email).data)])
        self.assertEqual(members.retrieve(workspace_id=self.workspace.id, user_id=ada).role, "member")
        members.update(workspace_id=self.workspace.id, user_id=ada, role="manager")
        self.assertEqual(members.retrieve(workspace_id=self.workspace.id, user_id=ada).role, "manager")
        self.assertEqual(members.list(workspace_id=self.workspace.id, role="manager").total, 1)
        members.delete(workspace_id=self.workspace.id, user_id=ada)
        with self.assertRaises(exceptions.NotFoundError):
            members.retrieve(workspace_id=self.workspace.id, user_id=ada)
        members.create(workspace_id=self.workspace.id, users=[{"id": ada, "role": "member"}])
        self.assertEqual(members.list(workspace_id=self.workspace.id).total, 1)
        users.delete(user_id=ada)
        with self.assertRaises(exceptions.NotFoundError):
            users.retrieve(user_id=ada)

    def test_14f_takes_an_invite_back(self):
        invites = self.portkey.admin.users.invites
        made = invites.create(email=f"bob-{MARK}@example.com", role="member", workspaces=[])

        invites.delete(invite_id=made.id)

        self.assertEqual(invites.retrieve(invite_id=made.id).status, "cancelled")

    def test_15_keeps_the_key_of_a_workspace_out_of_administration(self):
        with self.assertRaises(exceptions.PermissionDeniedError):
            self.calling_with().integrations.create(name="mine", ai_provider_id="echo")

    def test_16_what_does_not_exist_is_not_found(self):
        with self.assertRaises(exceptions.NotFoundError):
            self.portkey.integrations.retrieve(slug="never-made")

    def test_17_takes_the_key_away(self):
        self.portkey.api_keys.update(id=self.key.id, name="ci 2")
        self.assertEqual(self.portkey.api_keys.retrieve(id=self.key.id).name, "ci 2")
        self.portkey.api_keys.delete(id=self.key.id)

        with self.assertRaises(Exception) as refused:
            self.calling_with(provider=f"@{SLUG}").chat.completions.create(model="echo", messages=user("hi"))
        self.assertEqual(getattr(refused.exception, "status_code", None), 401, refused.exception)

    def test_18_deletes_what_it_made(self):
        self.portkey.providers.delete(slug="interns", workspace_id=self.workspace.id)
        self.portkey.integrations.delete(slug=SLUG)
        self.portkey.admin.workspaces.delete(workspace_id=self.workspace.id, name=f"Lab {MARK}")

        with self.assertRaises(exceptions.NotFoundError):
            self.portkey.integrations.retrieve(slug=SLUG)


def _plain(items):
    """The client gives some lists as dictionaries and some as models."""
    return [item if isinstance(item, dict) else item.model_dump() for item in items]


if __name__ == "__main__":
    print(f"portkey_ai {portkey_ai.__version__ if hasattr(portkey_ai, '__version__') else ''}")
    unittest.main(verbosity=2, failfast=True)
