// The documented calls with the package portkey-ai, unchanged but for the base URL.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Portkey } from 'portkey-ai';
import {
  baseURL, countingRequests, keyOf, known, named, readingAll, refusalOf, user, workspaceWith,
} from '../support/catalog.mjs';

const ECHOES = ['echo', 'echo-slow', 'echo-tools', 'echo-embed', 'echo-cut', 'echo-error-503'].map(known);

describe('portkey-ai', { timeout: 120_000 }, () => {
  let apiKey;
  const client = (options = {}) => new Portkey({ apiKey, baseURL, provider: '@a', ...options });

  before(async () => {
    // Only one of the two providers has each of these models, so an answer tells which provider gave it.
    const workspace = await workspaceWith({
      a: [...ECHOES, named('only-on-a')],
      b: [known('echo'), named('only-on-b')],
    });
    apiKey = await keyOf(workspace);
  });

  it('calls the default provider of the client', async () => {
    const answer = await client().chat.completions.create({
      model: 'only-on-a',
      messages: [{ role: 'system', content: 'Be brief.' }, ...user('three small words')],
    });

    assert.equal(answer.object, 'chat.completion');
    assert.equal(answer.model, 'only-on-a');
    assert.ok(answer.id.length > 0);
    assert.equal(answer.choices.length, 1);
    assert.equal(answer.choices[0].message.role, 'assistant');
    assert.equal(answer.choices[0].message.content, 'three small words');
    assert.equal(answer.choices[0].finish_reason, 'stop');
    assert.equal(answer.usage.completion_tokens, 3);
    assert.ok(answer.usage.prompt_tokens >= 3);
    assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens);
  });

  it('gives the trace id to the client', async () => {
    const answer = await client().chat.completions.create({ model: 'echo', messages: user('hi') });

    assert.ok(answer.getHeaders()['trace-id'], JSON.stringify(answer.getHeaders()));
  });

  it('overrides the provider for one request', async () => {
    const answer = await client().chat.completions.create(
      { model: 'only-on-b', messages: user('over there') },
      { provider: '@b' },
    );

    assert.equal(answer.model, 'only-on-b');
    assert.equal(answer.choices[0].message.content, 'over there');
  });

  it('overrides the provider for one streamed request', async () => {
    const { chunks } = await readingAll(
      await client().chat.completions.create(
        { model: 'only-on-b', messages: user('over there'), stream: true },
        { provider: '@b' },
      ),
    );

    assert.equal(chunks.map((c) => c.choices[0]?.delta?.content ?? '').join(''), 'over there');
  });

  it('streams in order, with one id and the usage last', async () => {
    const { chunks } = await readingAll(
      await client().chat.completions.create({
        model: 'echo',
        messages: user('one two three'),
        stream: true,
        stream_options: { include_usage: true },
      }),
    );

    assert.equal(new Set(chunks.map((c) => c.id)).size, 1);
    assert.ok(chunks.every((c) => c.object === 'chat.completion.chunk'));
    assert.equal(chunks[0].choices[0].delta.role, 'assistant');
    assert.equal(chunks.map((c) => c.choices[0]?.delta?.content ?? '').join(''), 'one two three');
    assert.deepEqual(
      chunks.map((c) => c.choices[0]?.finish_reason).filter((reason) => reason),
      ['stop'],
    );
    const last = chunks.at(-1);
    assert.deepEqual(last.choices, []);
    assert.equal(last.usage.completion_tokens, 3);
    assert.ok(chunks.slice(0, -1).every((c) => c.usage == null));
  });

  it('shows no usage in a stream whose client did not ask for it', async () => {
    const { chunks } = await readingAll(
      await client().chat.completions.create({ model: 'echo', messages: user('one two'), stream: true }),
    );

    assert.ok(chunks.every((c) => c.usage == null), JSON.stringify(chunks.at(-1)));
    assert.ok(chunks.every((c) => c.choices.length === 1), JSON.stringify(chunks.at(-1)));
  });

  it('hands each word on as soon as the upstream says it', async () => {
    const started = performance.now();
    const { times } = await readingAll(
      await client().chat.completions.create({
        model: 'echo-slow',
        messages: user('one two three four five six'),
        stream: true,
      }),
    );

    // Six words, one each 200 ms. A gateway that collects the answer first would give all of them at the end.
    assert.ok(times.at(-1) - started >= 900, `took ${times.at(-1) - started} ms`);
    assert.ok(times.at(-1) - times[1] >= 600, `${times.map((t) => Math.round(t - started))}`);
  });

  it('passes tool calls through', async () => {
    const answer = await client().chat.completions.create({
      model: 'echo-tools',
      messages: user('weather in Oslo?'),
      tools: [
        {
          type: 'function',
          function: {
            name: 'weather',
            parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
          },
        },
      ],
    });

    const [call] = answer.choices[0].message.tool_calls;
    assert.equal(call.type, 'function');
    assert.equal(call.function.name, 'weather');
    assert.equal(typeof JSON.parse(call.function.arguments).city, 'string');
    assert.equal(answer.choices[0].finish_reason, 'tool_calls');
  });

  it('embeds', async () => {
    const answer = await client().embeddings.create({ model: 'echo-embed', input: ['one', 'two'] });

    assert.deepEqual(answer.data.map((d) => d.index), [0, 1]);
    assert.ok(answer.usage.total_tokens >= 2);
  });

  it('lists the models that the key may call', async () => {
    const listing = await new Portkey({ apiKey, baseURL }).models.list();

    const ids = listing.data.map((model) => model.id);
    assert.ok(ids.includes('@a/only-on-a'), ids.join());
    assert.ok(ids.includes('@b/only-on-b'), ids.join());
    assert.ok(!ids.includes('@a/only-on-b'), ids.join());
  });

  it('refuses a model outside the allow-list with 412, once', async () => {
    let refusal;
    const requests = await countingRequests(async () => {
      refusal = await refusalOf(client().chat.completions.create({ model: 'only-on-b', messages: user('hi') }));
    });

    assert.equal(refusal.status, 412);
    assert.equal(refusal.error.error.type, 'model_not_allowed_error');
    assert.equal(requests, 1);
  });

  it('refuses an unknown provider with 400 and names it', async () => {
    const refusal = await refusalOf(
      client({ provider: '@nobody-here' }).chat.completions.create({ model: 'echo', messages: user('hi') }),
    );

    assert.equal(refusal.constructor.name, 'BadRequestError');
    assert.equal(refusal.status, 400);
    assert.match(refusal.message, /nobody-here/);
  });

  it('refuses an unknown key with 401', async () => {
    const refusal = await refusalOf(
      client({ apiKey: 'no-such-key' }).chat.completions.create({ model: 'echo', messages: user('hi') }),
    );

    assert.equal(refusal.constructor.name, 'AuthenticationError');
    assert.equal(refusal.status, 401);
  });

  it("passes the upstream's error through, and the client does not call again", async () => {
    let refusal;
    const requests = await countingRequests(async () => {
      refusal = await refusalOf(client().chat.completions.create({ model: 'echo-error-503', messages: user('hi') }));
    });

    assert.equal(refusal.constructor.name, 'InternalServerError');
    assert.equal(refusal.status, 503);
    assert.equal(typeof refusal.error.error.message, 'string');
    // The client repeats a 5xx only when the answer has no trace id.
    assert.equal(requests, 1);
  });

  it('lets the client see that an answer broke off', async () => {
    const seen = [];
    let broken;
    try {
      const stream = await client().chat.completions.create({
        model: 'echo-cut',
        messages: user('one two three four'),
        stream: true,
      });
      for await (const chunk of stream) {
        seen.push(chunk);
      }
    } catch (failure) {
      broken = failure;
    }

    assert.ok(broken || seen.some((chunk) => chunk.error), `ended as if whole: ${JSON.stringify(seen)}`);
    assert.ok(seen.every((chunk) => !chunk.choices?.[0]?.finish_reason), JSON.stringify(seen));
  });
});
