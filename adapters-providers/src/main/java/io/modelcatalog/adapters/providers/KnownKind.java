package io.modelcatalog.adapters.providers;

import io.modelcatalog.adapters.providers.openai.Dialect;
import io.modelcatalog.application.port.upstream.UpstreamKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of upstream kinds.
 *
 * @param kind what is told of it
 * @param dialect how it is spoken to; null if this version cannot call it
 * @param baseUrl where its API begins, version included; null if each integration names its own
 *     host
 * @param rootVersion path added to a {@code custom_host} that has none; empty for nothing
 */
record KnownKind(
    UpstreamKind kind, @Nullable Dialect dialect, @Nullable String baseUrl, String rootVersion) {
  static final String AZURE_OPENAI = "azure-openai";

  private static final String AZURE_SECRET = "azure_entra_client_secret";
  private static final String AWS_SECRET = "aws_secret_access_key";

  /** All rows by id, in the order they are shown. */
  static final Map<String, KnownKind> TABLE = table();

  private static Map<String, KnownKind> table() {
    Map<String, KnownKind> rows = new LinkedHashMap<>();
    openAi(rows, "openai", "OpenAI", Dialect.OPENAI, "https://api.openai.com/v1");
    add(
        rows,
        new KnownKind(
            new UpstreamKind(AZURE_OPENAI, "Azure OpenAI", Set.of(AZURE_SECRET), true, true),
            Dialect.OPENAI,
            null,
            "/openai"));
    openAi(rows, "groq", "Groq", Dialect.OPENAI, "https://api.groq.com/openai/v1");
    openAi(rows, "deepseek", "DeepSeek", Dialect.COMPATIBLE, "https://api.deepseek.com");
    openAi(rows, "mistral-ai", "Mistral AI", Dialect.UNASKED, "https://api.mistral.ai/v1");
    openAi(rows, "together-ai", "Together AI", Dialect.COMPATIBLE, "https://api.together.ai/v1");
    openAi(rows, "openrouter", "OpenRouter", Dialect.OPENROUTER, "https://openrouter.ai/api/v1");
    openAi(rows, "x-ai", "xAI", Dialect.X_AI, "https://api.x.ai/v1");
    openAi(
        rows,
        "fireworks-ai",
        "Fireworks AI",
        Dialect.COMPATIBLE,
        "https://api.fireworks.ai/inference/v1");
    openAi(rows, "perplexity-ai", "Perplexity", Dialect.PERPLEXITY, "https://api.perplexity.ai");
    add(
        rows,
        new KnownKind(
            new UpstreamKind("ollama", "Ollama", Set.of(), false, true),
            Dialect.COMPATIBLE,
            "http://localhost:11434/v1",
            "/v1"));
    add(
        rows,
        new KnownKind(
            new UpstreamKind("custom", "OpenAI-compatible host", Set.of(), false, true),
            Dialect.COMPATIBLE,
            null,
            ""));
    later(rows, "anthropic", "Anthropic", Set.of(), true);
    later(rows, "bedrock", "AWS Bedrock", Set.of(AWS_SECRET), false);
    later(rows, "google", "Google Gemini", Set.of(), true);
    later(rows, "vertex-ai", "Google Vertex AI", Set.of("vertex_service_account_json"), false);
    later(rows, "cohere", "Cohere", Set.of(), true);
    later(rows, "azure-ai", "Azure AI Foundry", Set.of(AZURE_SECRET), false);
    later(rows, "sagemaker", "AWS SageMaker", Set.of(AWS_SECRET), false);
    later(rows, "workers-ai", "Cloudflare Workers AI", Set.of(), true);
    later(rows, "huggingface", "Hugging Face", Set.of(), true);
    later(rows, "snowflake", "Snowflake Cortex", Set.of(), true);
    return rows;
  }

  private static void openAi(
      Map<String, KnownKind> rows, String id, String name, Dialect dialect, String baseUrl) {
    add(
        rows,
        new KnownKind(new UpstreamKind(id, name, Set.of(), true, true), dialect, baseUrl, ""));
  }

  private static void later(
      Map<String, KnownKind> rows, String id, String name, Set<String> secrets, boolean needsKey) {
    add(rows, new KnownKind(new UpstreamKind(id, name, secrets, needsKey, false), null, null, ""));
  }

  private static void add(Map<String, KnownKind> rows, KnownKind row) {
    rows.put(row.kind().id(), row);
  }

  /** A vendor that is not in the table: any host that speaks OpenAI's API. */
  static KnownKind compatible(String id) {
    return new KnownKind(
        new UpstreamKind(id, id, Set.of(), false, true), Dialect.COMPATIBLE, null, "");
  }
}
