// The whole administrator's story with the package portkey-ai: connect, provision, look, derive, hand out a key, call.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Portkey } from 'portkey-ai';
import { adminKey, baseURL, refusalOf, unique, user } from '../support/catalog.mjs';

// Steps of one story: each needs what the ones before it made.
describe('administration with portkey-ai', { timeout: 120_000 }, () => {
  const mark = unique();
  const slug = `team-echo-${mark}`;
  const secret = `sk-secret-${mark}-end`;
  const portkey = new Portkey({ apiKey: adminKey, baseURL });
  let workspace;
  let integration;
  let key;

  it('creates a workspace', async () => {
    workspace = await portkey.admin.workspaces.create({
      name: `Research ${mark}`,
      description: 'made by a client test',
      defaults: { metadata: { team: 'research' } },
    });

    assert.match(workspace.id, /^[0-9a-f-]{36}$/);
    assert.ok(workspace.slug);
    assert.equal(workspace.name, `Research ${mark}`);
  });

  it('finds the workspace by id, by slug and in the list', async () => {
    const byId = await portkey.admin.workspaces.retrieve({ workspaceId: workspace.id });
    const bySlug = await portkey.admin.workspaces.retrieve({ workspaceId: workspace.slug });
    const list = await portkey.admin.workspaces.list({ name: `Research ${mark}`, page_size: 100, current_page: 0 });

    assert.equal(byId.id, workspace.id);
    assert.equal(bySlug.id, workspace.id);
    assert.equal(list.object, 'list');
    assert.ok(list.data.some((found) => found.id === workspace.id));
  });

  it('renames the workspace', async () => {
    await portkey.admin.workspaces.update({ workspaceId: workspace.id, name: `Lab ${mark}` });

    assert.equal((await portkey.admin.workspaces.retrieve({ workspaceId: workspace.id })).name, `Lab ${mark}`);
  });

  it('creates an integration', async () => {
    integration = await portkey.integrations.create({
      name: 'Team echo',
      slug,
      ai_provider_id: 'echo',
      key: secret,
      description: 'for everyone',
    });

    assert.match(integration.id, /^[0-9a-f-]{36}$/);
    assert.equal(integration.slug, slug);
  });

  it('shows the integration without its secret', async () => {
    const shown = await portkey.integrations.retrieve({ slug });
    const list = await portkey.integrations.list({ type: 'organisation', page_size: 100, current_page: 0 });

    assert.equal(shown.ai_provider_id, 'echo');
    assert.equal(shown.name, 'Team echo');
    assert.ok(!JSON.stringify(shown).includes(secret));
    assert.ok(!JSON.stringify(list).includes(secret));
    assert.ok(list.data.some((found) => found.slug === slug));
  });

  it('changes the integration', async () => {
    await portkey.integrations.update({ slug, name: 'Team echo 2' });

    assert.equal((await portkey.integrations.retrieve({ slug })).name, 'Team echo 2');
  });

  it('decides on the models of the integration', async () => {
    await portkey.integrations.models.update({
      slug,
      allow_all_models: false,
      models: [
        { slug: 'echo', enabled: true },
        { slug: 'gpt-4o', enabled: true, is_custom: true, base_model_slug: 'echo' },
        { slug: 'gone-soon', enabled: true, is_custom: true, base_model_slug: 'echo' },
      ],
    });
    await portkey.integrations.models.delete({ slug, slugs: 'gone-soon' });
    const { models, allow_all_models: all } = await portkey.integrations.models.list({ slug });

    const enabled = models.filter((model) => model.enabled).map((model) => model.slug);
    assert.deepEqual(enabled.sort(), ['echo', 'gpt-4o']);
    assert.equal(models.find((model) => model.slug === 'gpt-4o').is_custom, true);
    assert.equal(all, false);
  });

  it('provisions the integration to the workspace', async () => {
    await portkey.integrations.workspaces.update({
      slug,
      workspaces: [{ id: workspace.id, enabled: true, usage_limits: [{ type: 'cost', credit_limit: 50 }] }],
    });
    const { workspaces } = await portkey.integrations.workspaces.list({ slug });

    const grant = workspaces.find((found) => [workspace.id, workspace.slug].includes(found.id));
    assert.equal(grant.enabled, true);
    assert.equal(grant.usage_limits[0].credit_limit, 50);
  });

  it('lists the provider that provisioning made', async () => {
    const providers = await portkey.providers.list({ workspace_id: workspace.id, page_size: 50, current_page: 0 });

    assert.equal(providers.object, 'list');
    assert.equal(providers.total, 1);
    assert.equal(providers.data[0].slug, slug);
    assert.equal(providers.data[0].integration_id, slug);
    assert.equal(providers.data[0].status, 'active');
  });

  it('derives a stricter provider, changes it and reads it back', async () => {
    const made = await portkey.providers.create({
      name: 'Interns',
      slug: 'interns',
      integration_id: slug,
      workspace_id: workspace.id,
      usage_limits: { type: 'cost', credit_limit: 5 },
      rate_limits: { type: 'requests', unit: 'rpm', value: 100 },
    });
    await portkey.providers.update({ slug: 'interns', workspace_id: workspace.id, name: 'Summer interns' });
    const shown = await portkey.providers.retrieve({ slug: 'interns', workspace_id: workspace.id });

    assert.equal(made.slug, 'interns');
    assert.equal(shown.name, 'Summer interns');
    assert.equal(shown.usage_limits.credit_limit, 5);
    assert.equal(shown.rate_limits[0].value, 100);
  });

  it('refuses a provider that is looser than what was granted, and makes nothing', async () => {
    const refusal = await refusalOf(
      portkey.providers.create({
        name: 'Loose',
        slug: 'loose',
        integration_id: slug,
        workspace_id: workspace.id,
        usage_limits: { type: 'cost', credit_limit: 500 },
      }),
    );
    const providers = await portkey.providers.list({ workspace_id: workspace.id });

    assert.equal(refusal.status, 400);
    assert.equal(refusal.error.success, false);
    assert.equal(refusal.error.data.errorCode, 'AB01');
    assert.match(refusal.error.data.message, /500/);
    assert.deepEqual(providers.data.map((provider) => provider.slug).sort(), ['interns', slug].sort());
  });

  it('hands out a workspace service key, whose secret is shown once', async () => {
    key = await portkey.apiKeys.create({
      type: 'workspace',
      'sub-type': 'service',
      name: 'ci',
      workspace_id: workspace.id,
      scopes: ['completions.write', 'virtual_keys.list', 'virtual_keys.read'],
      rate_limits: [{ type: 'requests', unit: 'rpm', value: 1000 }],
    });
    const shown = await portkey.apiKeys.retrieve({ id: key.id });
    const list = await portkey.apiKeys.list({ workspace_id: workspace.id, page_size: 50, current_page: 0 });

    assert.ok(key.key.length > 20);
    assert.equal(shown.name, 'ci');
    assert.equal(shown.status, 'active');
    assert.equal(shown.rate_limits[0].value, 1000);
    assert.ok(list.data.some((found) => found.id === key.id));
    assert.ok(!JSON.stringify([shown, list]).includes(key.key));
  });

  it('calls with that key, through the provisioned and the derived provider', async () => {
    const caller = new Portkey({ apiKey: key.key, baseURL });
    for (const provider of [slug, 'interns']) {
      const answer = await caller.chat.completions.create({
        model: `@${provider}/gpt-4o`,
        messages: user(`through ${provider}`),
        max_tokens: 50,
      });

      assert.equal(answer.choices[0].message.content, `through ${provider}`);
    }
  });

  it('gives that key another secret, and both work meanwhile', async () => {
    const response = await fetch(`${baseURL}/api-keys/${key.id}/rotate`, {
      method: 'POST',
      headers: { 'x-portkey-api-key': adminKey, 'content-type': 'application/json' },
      body: JSON.stringify({ key_transition_period_ms: 1_800_000 }),
    });
    const rotated = await response.json();

    assert.equal(response.status, 200);
    assert.equal(rotated.id, key.id);
    assert.ok(Date.parse(rotated.key_transition_expires_at) > Date.now());
    for (const secret of [key.key, rotated.key]) {
      const list = await new Portkey({ apiKey: secret, baseURL }).virtualKeys.list({});
      assert.ok(list.data.length > 0);
    }
    const shown = await portkey.apiKeys.retrieve({ id: key.id });
    assert.equal(shown.key_transition_expires_at, rotated.key_transition_expires_at);
  });

  it('has that key rotated by the clock', async () => {
    await portkey.apiKeys.update({ id: key.id, rotation_policy: { rotation_period_days: 30 } });
    const shown = await portkey.apiKeys.retrieve({ id: key.id });

    assert.equal(shown.rotation_policy.rotation_period_days, 30);
    assert.ok(Date.parse(shown.rotation_policy.next_rotation_at) > Date.now());
    assert.equal(shown.rotation_pending, false);
    await portkey.apiKeys.update({ id: key.id, rotation_policy: null });
    assert.equal((await portkey.apiKeys.retrieve({ id: key.id })).rotation_policy, null);
  });

  it('takes the key of an integration from outside', async () => {
    const reference = await (
      await fetch(`${baseURL}/secret-references`, {
        method: 'POST',
        headers: { 'x-portkey-api-key': adminKey, 'content-type': 'application/json' },
        body: JSON.stringify({
          name: `Vault of ${mark}`,
          manager_type: 'hashicorp_vault',
          auth_config: {
            vault_addr: 'https://vault.example.com',
            vault_auth_type: 'token',
            vault_token: 'hvs.of-a-test',
          },
          secret_path: 'secret/data/openai',
        }),
      })
    ).json();
    const mapping = { target_field: 'key', secret_reference_id: reference.slug };
    const made = await portkey.integrations.create({
      name: `From outside ${mark}`,
      ai_provider_id: 'openai',
      secret_mappings: [mapping],
    });
    const shown = await portkey.integrations.retrieve({ slug: made.slug });

    assert.equal(shown.secret_mappings[0].secret_reference_id, reference.slug);
    assert.equal(shown.secret_mappings[0].target_field, 'key');
    await portkey.integrations.delete({ slug: made.slug });
  });

  it('shows the same providers as virtual keys to the key of the workspace', async () => {
    const caller = new Portkey({ apiKey: key.key, baseURL });
    const list = await caller.virtualKeys.list({});
    const one = await caller.virtualKeys.retrieve({ slug: 'interns' });

    assert.deepEqual(list.data.map((found) => found.slug).sort(), ['interns', slug].sort());
    assert.ok(list.data.every((found) => found.object === 'virtual-key'));
    assert.equal(one.slug, 'interns');
  });

  it('makes, changes, lists and deletes a config', async () => {
    const config = { strategy: { mode: 'fallback' }, targets: [{ provider: `@${slug}` }, { provider: '@interns' }] };
    const { data: made } = await portkey.configs.create({
      name: 'Fall back',
      config,
      isDefault: 1,
      workspace_id: workspace.id,
    });
    const shown = await portkey.configs.retrieve({ slug: made.slug });
    const same = await portkey.configs.update({ slug: made.slug, name: 'Fall back', config });
    const changed = await portkey.configs.update({ slug: made.slug, config: { retry: { attempts: 3 } } });
    const list = await portkey.configs.list({ workspace_id: workspace.id });
    const refusal = await refusalOf(
      portkey.configs.update({ slug: made.slug, config: { strategy: { mode: 'magic' } } }),
    );
    await portkey.configs.delete({ slug: made.slug });

    assert.match(made.slug, /^pc-fallba-[0-9a-f]{6}$/);
    assert.deepEqual(JSON.parse(shown.config), config);
    assert.equal(shown.is_default, 1);
    assert.equal(shown.version_id, made.version_id);
    assert.equal(same.data.version_id, made.version_id);
    assert.notEqual(changed.data.version_id, made.version_id);
    assert.deepEqual(
      list.data.map((found) => found.slug),
      [made.slug],
    );
    assert.equal(refusal.status, 400);
    assert.equal((await refusalOf(portkey.configs.retrieve({ slug: made.slug }))).status, 404);
  });

  it('logs a call and looks at what calls came to', async () => {
    const made = await portkey.apiKeys.create({
      name: 'analyst',
      type: 'workspace',
      'sub-type': 'service',
      workspace_id: workspace.id,
      scopes: ['logs.write', 'logs.list', 'logs.view', 'logs.export', 'analytics.view'],
    });
    const analyst = new Portkey({ apiKey: made.key, baseURL });
    const trace = `trace-${mark}`;
    await analyst.logs.create({
      request: { url: '/v1/chat/completions', method: 'POST', provider: 'echo', body: { model: 'echo' } },
      response: { status: 200, body: { usage: { prompt_tokens: 3, completion_tokens: 4 } } },
      metadata: { trace_id: trace, _user: mark },
    });
    const given = await analyst.feedback.create({ traceID: trace, value: 7, weight: 0.5 });
    const changed = await analyst.feedback.update({ feedbackID: given.feedback_ids[0], value: 8 });
    const only = {
      time_of_generation_min: '2020-01-01T00:00:00Z',
      time_of_generation_max: '2029-01-01T00:00:00Z',
      metadata: JSON.stringify({ _user: mark }),
    };
    const names = ['requests', 'cost', 'latency', 'tokens', 'users', 'usersRequests', 'errors', 'errors_rate']
      .concat(['errors_stack', 'errors_status_code', 'requests_rescued', 'cache_hit_rate', 'cache_latency'])
      .concat(['feedbacks', 'feedbacks_score', 'feedbacks_weighted', 'feedback_ai_models']);
    for (const name of names) {
      assert.equal((await analyst.analytics.graphs[name](only)).object, 'analytics-graph', name);
    }

    assert.equal(given.status, 'success');
    assert.deepEqual(changed.feedback_ids, given.feedback_ids);
    assert.equal((await analyst.analytics.graphs.requests(only)).summary.total, 1);
    assert.equal((await analyst.analytics.graphs.feedbacks_weighted(only)).summary.avg, 4);
    assert.equal((await analyst.analytics.groups.users(only)).data[0].user, mark);
    assert.equal((await analyst.analytics.groups.metadata('_user', only)).data[0].metadata_value, mark);
    assert.equal((await analyst.analytics.groups.groupedData('model', only)).data[0].model, 'echo');
    assert.equal((await analyst.analytics.summary.cache(only)).summary.hits, 0);

    const { exports } = analyst.logs;
    const { id: exportId } = await exports.create({ filters: { trace_id: trace }, requestedData: ['id'] });
    await exports.update({ exportId, filters: { trace_id: trace }, requestedData: ['trace_id'] });
    await exports.start({ exportId });
    const shown = await exports.retrieve({ exportId });
    assert.equal(shown.status, 'success');
    assert.equal(shown.total_records, 1);
    assert.ok((await exports.list({})).data.some((each) => each.id === exportId));
    await exports.cancel({ exportId });
    assert.equal((await exports.retrieve({ exportId })).status, 'stopped');
    await portkey.apiKeys.delete({ id: made.id });
  });

  it('invites somebody who comes and works in the workspace', async () => {
    const { users, workspaces } = portkey.admin;
    const email = `grace-${mark}@example.com`;
    const made = await users.invites.create({
      email,
      role: 'member',
      workspaces: [{ id: workspace.id, role: 'member' }],
      workspace_api_key_details: { scopes: ['completions.write'] },
    });
    const { inviteLink: link } = await users.invites.resend({ inviteId: made.id });
    const response = await fetch(`${baseURL}/invites/accept`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        token: link.split('#')[1],
        first_name: 'Grace',
        last_name: 'Hopper',
        password: 'a compiler of words',
      }),
    });
    const { user: grace } = (await response.json()).session;
    const at = { workspaceId: workspace.id, userId: grace.id };

    assert.equal(response.status, 200);
    assert.equal((await users.invites.retrieve({ inviteId: made.id })).status, 'accepted');
    assert.ok((await users.invites.list({ email })).data.some((each) => each.id === made.id));
    assert.equal((await users.retrieve({ userId: grace.id })).email, email);
    assert.equal((await users.list({ email })).total, 1);
    assert.equal((await workspaces.users.retrieve(at)).role, 'member');
    await workspaces.users.update({ ...at, role: 'admin' });
    assert.equal((await workspaces.users.retrieve(at)).role, 'admin');
    await workspaces.users.delete(at);
    assert.equal((await workspaces.users.list({ workspaceId: workspace.id })).total, 0);
    await workspaces.users.create({ workspaceId: workspace.id, users: [{ id: grace.id, role: 'member' }] });
    assert.equal((await workspaces.users.list({ workspaceId: workspace.id })).data[0].role, 'member');
    await users.delete({ userId: grace.id });
    assert.equal((await refusalOf(users.retrieve({ userId: grace.id }))).status, 404);
  });

  it('keeps the key of a workspace out of administration', async () => {
    const refusal = await refusalOf(
      new Portkey({ apiKey: key.key, baseURL }).integrations.create({ name: 'mine', ai_provider_id: 'echo' }),
    );

    assert.equal(refusal.status, 403);
  });

  it('keeps the administrator key out of inference', async () => {
    const refusal = await refusalOf(
      portkey.chat.completions.create({ model: `@${slug}/echo`, messages: user('hi') }),
    );

    assert.ok([400, 401, 403].includes(refusal.status), `${refusal.status}`);
  });

  it('renames the key and takes it away', async () => {
    await portkey.apiKeys.update({ id: key.id, name: 'ci 2' });
    assert.equal((await portkey.apiKeys.retrieve({ id: key.id })).name, 'ci 2');

    await portkey.apiKeys.delete({ id: key.id });
    const refusal = await refusalOf(
      new Portkey({ apiKey: key.key, baseURL, provider: `@${slug}` }).chat.completions.create({
        model: 'echo',
        messages: user('hi'),
      }),
    );

    assert.equal(refusal.status, 401);
  });

  it('deletes the derived provider, the integration and the workspace', async () => {
    await portkey.providers.delete({ slug: 'interns', workspace_id: workspace.id });
    await portkey.integrations.delete({ slug });
    await portkey.admin.workspaces.delete({ workspaceId: workspace.id, name: `Lab ${mark}`, force_delete: true });

    assert.equal((await refusalOf(portkey.integrations.retrieve({ slug }))).status, 404);
    assert.equal((await refusalOf(portkey.admin.workspaces.retrieve({ workspaceId: workspace.id }))).status, 404);
  });
});
