"""Prepares a catalog for a test by plain REST, so that a test of a client does not lean on that client.

CATALOG_BASE_URL   the server, with /v1
CATALOG_ADMIN_KEY  an organisation key with all scopes
"""

import json
import os
import secrets
import urllib.error
import urllib.request


def _needed(name):
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(f"{name} is not set: these tests need a running catalog")
    return value


BASE_URL = _needed("CATALOG_BASE_URL").rstrip("/")
ADMIN_KEY = _needed("CATALOG_ADMIN_KEY")

# A proxy that the environment names is for the internet, not for a server on this machine.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def unique():
    """A suffix that keeps what one test makes apart from what others make."""
    return secrets.token_hex(4)


def administer(method, path, body=None, key=ADMIN_KEY):
    """One administrative call; anything but 200 is an error that shows the whole answer."""
    request = urllib.request.Request(
        BASE_URL + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"x-portkey-api-key": key, "content-type": "application/json"},
    )
    try:
        with _direct.open(request, timeout=30) as answer:
            status, text = answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        status, text = refusal.code, refusal.read().decode()
    if status != 200:
        raise AssertionError(f"{method} {path} answered {status}: {text}")
    return json.loads(text) if text else {}


def known(slug):
    """A model that the echo upstream knows by this very name."""
    return {"slug": slug, "enabled": True}


def vault_reference(mark):
    """A reference to a secret in a vault that nobody asks as long as no workspace uses it."""
    return {
        "name": f"Vault {mark}",
        "slug": f"vault-{mark}",
        "manager_type": "hashicorp_vault",
        "auth_config": {
            "vault_addr": "https://vault.example.com",
            "vault_auth_type": "token",
            "vault_token": "hvs.of-a-test",
        },
        "secret_path": "secret/data/openai",
    }


def named(slug):
    """A model under another vendor's name that the echo upstream answers like ``echo``."""
    return {"slug": slug, "enabled": True, "is_custom": True, "base_model_slug": "echo"}


def workspace_with(providers):
    """A workspace in which each name in ``providers`` is the slug of a provider with exactly those models."""
    mark = unique()
    workspace = administer("POST", "/admin/workspaces", {"name": f"clients {mark}"})
    for provider, models in providers.items():
        integration = administer(
            "POST",
            "/integrations",
            {"name": f"{provider} {mark}", "slug": f"{provider}-{mark}", "ai_provider_id": "echo"},
        )
        administer(
            "PUT", f"/integrations/{integration['slug']}/models", {"allow_all_models": False, "models": models}
        )
        administer(
            "PUT",
            f"/integrations/{integration['slug']}/workspaces",
            {
                "workspaces": [
                    {
                        "id": workspace["id"],
                        "enabled": True,
                        "create_default_provider": True,
                        "default_provider_slug": provider,
                    }
                ]
            },
        )
    return workspace


def key_of(workspace, **more):
    """A key of a workspace with which models can be called and listed; ``more`` adds limits and the like."""
    made = administer(
        "POST",
        "/api-keys/workspace/service",
        {
            "name": f"caller {unique()}",
            "workspace_id": workspace["id"],
            "scopes": ["completions.write", "virtual_keys.list", "virtual_keys.read"],
            **more,
        },
    )
    return made["key"]


def user(content):
    return [{"role": "user", "content": content}]
