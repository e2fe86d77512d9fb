// Prepares a catalog for a test by plain REST, so that a test of a client does not lean on that client.
//
// CATALOG_BASE_URL   the server, with /v1
// CATALOG_ADMIN_KEY  an organisation key with all scopes
import { randomBytes } from 'node:crypto';

function needed(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: these tests need a running catalog`);
  }
  return value;
}

export const baseURL = needed('CATALOG_BASE_URL').replace(/\/$/, '');
export const adminKey = needed('CATALOG_ADMIN_KEY');

/** A suffix that keeps what one test makes apart from what others make. */
export const unique = () => randomBytes(4).toString('hex');

/** One administrative call; anything but 200 is an error that shows the whole answer. */
export async function administer(method, path, body, key = adminKey) {
  const answer = await fetch(baseURL + path, {
    method,
    headers: { 'x-portkey-api-key': key, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (answer.status !== 200) {
    throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
  }
  return text ? JSON.parse(text) : {};
}

/** A model that the echo upstream knows by this very name. */
export const known = (slug) => ({ slug, enabled: true });

/** A model under another vendor's name that the echo upstream answers like `echo`. */
export const named = (slug) => ({ slug, enabled: true, is_custom: true, base_model_slug: 'echo' });

/** A workspace in which each name in `providers` is the slug of a provider with exactly those models. */
export async function workspaceWith(providers) {
  const mark = unique();
  const workspace = await administer('POST', '/admin/workspaces', { name: `clients ${mark}` });
  for (const [provider, models] of Object.entries(providers)) {
    const integration = await administer('POST', '/integrations', {
      name: `${provider} ${mark}`,
      slug: `${provider}-${mark}`,
      ai_provider_id: 'echo',
    });
    await administer('PUT', `/integrations/${integration.slug}/models`, { allow_all_models: false, models });
    await administer('PUT', `/integrations/${integration.slug}/workspaces`, {
      workspaces: [
        { id: workspace.id, enabled: true, create_default_provider: true, default_provider_slug: provider },
      ],
    });
  }
  return workspace;
}

/** A key of a workspace with which models can be called and listed; `more` adds limits and the like. */
export async function keyOf(workspace, more = {}) {
  const made = await administer('POST', '/api-keys/workspace/service', {
    name: `caller ${unique()}`,
    workspace_id: workspace.id,
    scopes: ['completions.write', 'virtual_keys.list', 'virtual_keys.read'],
    ...more,
  });
  return made.key;
}

/** Runs `calls` while counting the HTTP requests that this process sends to the catalog. */
export async function countingRequests(calls) {
  const real = globalThis.fetch;
  let count = 0;
  globalThis.fetch = (...request) => {
    count++;
    return real(...request);
  };
  try {
    await calls();
  } finally {
    globalThis.fetch = real;
  }
  return count;
}

/** All that a promise rejects with; resolving is an error. */
export async function refusalOf(promise) {
  let answer;
  try {
    answer = await promise;
  } catch (refusal) {
    return refusal;
  }
  throw new Error(`expected a refusal, got ${JSON.stringify(answer)}`);
}

/** Reads a stream to its end and notes when each chunk came. */
export async function readingAll(stream) {
  const chunks = [];
  const times = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
    times.push(performance.now());
  }
  return { chunks, times };
}

export const user = (content) => [{ role: 'user', content }];
