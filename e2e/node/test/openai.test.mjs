// The plain openai package: only key, base URL and model names are the catalog's.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import OpenAI, {
  APIError, AuthenticationError, BadRequestError, InternalServerError, RateLimitError,
} from 'openai';
import {
  baseURL, countingRequests, keyOf, known, named, readingAll, refusalOf, user, workspaceWith,
} from '../support/catalog.mjs';

const CLAUDE = 'anthropic.claude-3-5-sonnet-20241022-v2:0';
const MODELS = ['@openai-prod/gpt-4o', `@bedrock-us/${CLAUDE}`];

describe('openai', { timeout: 120_000 }, () => {
  let workspace;
  let apiKey;
  const client = (options = {}) => new OpenAI({ apiKey, baseURL, ...options });

  before(async () => {
    workspace = await workspaceWith({
      'openai-prod': [...['echo-embed', 'echo-slow', 'echo-error-500', 'echo-cut'].map(known), named('gpt-4o')],
      'bedrock-us': [named(CLAUDE), named('meta/llama-3')],
    });
    apiKey = await keyOf(workspace);
  });

  it('switches between two providers on one key by the model name alone', async () => {
    const openai = client();
    for (const model of MODELS) {
      const answer = await openai.chat.completions.create({ model, messages: user(`hello ${model.length}`) });

      assert.equal(answer.choices[0].message.content, `hello ${model.length}`);
      assert.equal(answer.model, model.slice(model.indexOf('/') + 1));
      assert.equal(answer.usage.completion_tokens, 2);
      assert.match(answer.id, /\S/);
    }
  });

  it('switches between two providers while streaming', async () => {
    const openai = client();
    for (const model of MODELS) {
      const { chunks } = await readingAll(
        await openai.chat.completions.create({
          model,
          messages: user('alpha beta gamma'),
          stream: true,
          stream_options: { include_usage: true },
        }),
      );

      assert.equal(chunks.map((c) => c.choices[0]?.delta?.content ?? '').join(''), 'alpha beta gamma');
      assert.equal(new Set(chunks.map((c) => c.id)).size, 1);
      assert.equal(chunks[0].model, model.slice(model.indexOf('/') + 1));
      assert.equal(chunks.at(-1).usage.completion_tokens, 3);
    }
  });

  it('keeps the slashes of a model name after the first', async () => {
    const answer = await client().chat.completions.create({
      model: '@bedrock-us/meta/llama-3',
      messages: user('hi'),
    });

    assert.equal(answer.model, 'meta/llama-3');
  });

  it('understands the streaming helper of the client', async () => {
    const runner = client().chat.completions.stream({ model: MODELS[0], messages: user('to be collected') });

    assert.equal(await runner.finalContent(), 'to be collected');
  });

  it('embeds in base64, as the client asks by itself, and in numbers, the same', async () => {
    const openai = client();
    const packed = await openai.embeddings.create({ model: '@openai-prod/echo-embed', input: 'a text' });
    const plain = await openai.embeddings.create({
      model: '@openai-prod/echo-embed',
      input: 'a text',
      encoding_format: 'float',
    });

    const vector = packed.data[0].embedding;
    assert.ok(Array.isArray(vector) && vector.length > 1, typeof vector);
    assert.ok(vector.every(Number.isFinite));
    assert.ok(vector.some((x) => x !== 0));
    assert.equal(plain.data[0].embedding.length, vector.length);
    plain.data[0].embedding.forEach((x, i) => assert.ok(Math.abs(x - vector[i]) < 1e-6));
  });

  it('answers the Responses API', async () => {
    const answer = await client().responses.create({ model: MODELS[0], input: 'said once more' });

    assert.equal(answer.object, 'response');
    assert.equal(answer.status, 'completed');
    assert.equal(answer.output_text, 'said once more');
    assert.equal(answer.usage.output_tokens, 3);
  });

  it('streams the Responses API in order', async () => {
    const { chunks: events } = await readingAll(
      await client().responses.create({ model: MODELS[1], input: 'said once more', stream: true }),
    );

    assert.equal(events[0].type, 'response.created');
    assert.equal(events.at(-1).type, 'response.completed');
    const numbers = events.map((e) => e.sequence_number);
    assert.deepEqual(numbers, [...numbers].sort((x, y) => x - y));
    assert.equal(
      events.filter((e) => e.type === 'response.output_text.delta').map((e) => e.delta).join(''),
      'said once more',
    );
    assert.equal(events.at(-1).response.usage.output_tokens, 3);
  });

  it('answers text completions', async () => {
    const answer = await client().completions.create({ model: MODELS[0], prompt: 'once upon a time' });

    assert.equal(answer.object, 'text_completion');
    assert.equal(answer.choices[0].text, 'once upon a time');
  });

  it('lists models as the client expects them', async () => {
    const ids = [];
    for await (const model of client().models.list()) {
      assert.equal(model.object, 'model');
      ids.push(model.id);
    }

    assert.ok(MODELS.every((model) => ids.includes(model)), ids.join());
  });

  it('refuses an unknown provider with 400 and a message', async () => {
    const refusal = await refusalOf(
      client().chat.completions.create({ model: '@nobody-here/gpt-4o', messages: user('hi') }),
    );

    assert.ok(refusal instanceof BadRequestError, refusal);
    assert.match(refusal.message, /nobody-here/);
    assert.ok(refusal.error, 'the client found no "error" in the body');
  });

  it('refuses an unknown key with 401', async () => {
    const refusal = await refusalOf(
      client({ apiKey: 'no-such-key' }).chat.completions.create({ model: MODELS[0], messages: user('hi') }),
    );

    assert.ok(refusal instanceof AuthenticationError, refusal);
    assert.ok(refusal.error, 'the client found no "error" in the body');
  });

  it('refuses a model outside the allow-list with 412, which the client does not repeat', async () => {
    let refusal;
    const requests = await countingRequests(async () => {
      refusal = await refusalOf(
        client().chat.completions.create({ model: '@openai-prod/gpt-5', messages: user('hi') }),
      );
    });

    assert.ok(refusal instanceof APIError, refusal);
    assert.equal(refusal.status, 412);
    assert.equal(refusal.type, 'model_not_allowed_error');
    assert.equal(requests, 1);
  });

  it('refuses with 412 what a budget cannot cover, before any token is spent', async () => {
    const poor = await keyOf(workspace, { usage_limits: { type: 'tokens', credit_limit: 450 } });
    let refusal;
    const requests = await countingRequests(async () => {
      refusal = await refusalOf(
        client({ apiKey: poor }).chat.completions.create({ model: MODELS[0], messages: user('hi'), max_tokens: 500 }),
      );
    });

    assert.equal(refusal.status, 412);
    assert.equal(requests, 1);
    const answer = await client({ apiKey: poor }).chat.completions.create({
      model: MODELS[0],
      messages: user('hi'),
      max_tokens: 10,
    });
    assert.equal(answer.choices[0].message.content, 'hi');
  });

  it('refuses the second call of a key that may call once a day with 429', async () => {
    const rare = await keyOf(workspace, { rate_limits: [{ type: 'requests', unit: 'rpd', value: 1 }] });
    const openai = client({ apiKey: rare, maxRetries: 0 });
    await openai.chat.completions.create({ model: MODELS[0], messages: user('hi') });

    const refusal = await refusalOf(openai.chat.completions.create({ model: MODELS[0], messages: user('hi') }));

    assert.ok(refusal instanceof RateLimitError, refusal);
    assert.ok(Number(refusal.headers.get('retry-after')) > 0, refusal.headers.get('retry-after'));
  });

  it("passes the upstream's error through", async () => {
    const refusal = await refusalOf(
      client({ maxRetries: 0 }).chat.completions.create({ model: '@openai-prod/echo-error-500', messages: user('hi') }),
    );

    assert.ok(refusal instanceof InternalServerError, refusal);
    assert.equal(refusal.status, 500);
    assert.ok(refusal.error);
  });

  it('lets the client see that an answer broke off', async () => {
    const seen = [];
    const failure = await refusalOf(
      (async () => {
        const stream = await client({ maxRetries: 0 }).chat.completions.create({
          model: '@openai-prod/echo-cut',
          messages: user('one two three four'),
          stream: true,
        });
        for await (const chunk of stream) {
          seen.push(chunk);
        }
        return seen;
      })(),
    );

    assert.ok(failure instanceof Error);
    assert.ok(seen.every((chunk) => !chunk.choices[0]?.finish_reason), JSON.stringify(seen));
  });

  it('stays usable after a client stopped reading', async () => {
    const openai = client();
    const stream = await openai.chat.completions.create({
      model: '@openai-prod/echo-slow',
      messages: user('one two three four five six seven eight nine ten'),
      stream: true,
    });
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta?.content) {
        break;
      }
    }

    const answer = await openai.chat.completions.create({ model: MODELS[0], messages: user('still here') });

    assert.equal(answer.choices[0].message.content, 'still here');
  });
});
