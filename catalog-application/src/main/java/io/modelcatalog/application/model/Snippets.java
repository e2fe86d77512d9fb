package io.modelcatalog.application.model;

import io.modelcatalog.domain.model.ModelMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs that call one model, ready to run: the deployment's address and the model's name are
 * filled in, the key is read from the environment variable {@value #KEY}.
 */
public final class Snippets {
  /** The environment variable that the programs read the key from. */
  public static final String KEY = "CATALOG_API_KEY";

  /** The languages, in the order they are shown. */
  public enum Language {
    CURL("curl", "cURL", ""),
    OPENAI_PYTHON("openai-python", "OpenAI for Python", "pip install openai"),
    OPENAI_JS("openai-js", "OpenAI for JavaScript", "npm install openai"),
    OPENAI_JAVA(
        "openai-java", "OpenAI for Java", "implementation(\"com.openai:openai-java:4.0.0\")"),
    PORTKEY_PYTHON("portkey-python", "Portkey for Python", "pip install portkey-ai"),
    PORTKEY_JS("portkey-js", "Portkey for JavaScript", "npm install portkey-ai");

    private final String id;
    private final String title;
    private final String install;

    Language(String id, String title, String install) {
      this.id = id;
      this.title = title;
      this.install = install;
    }

    /** Its name on the wire. */
    public String id() {
      return id;
    }
  }

  /**
   * One program.
   *
   * @param language in which language and with which package, such as {@code openai-python}
   * @param title the same for people
   * @param install what to run once to have the package, or for Java, what a build says to have it;
   *     empty if none is needed
   * @param code the program
   */
  public record Snippet(String language, String title, String install, String code) {}

  private Snippets() {}

  /**
   * The programs that call a model.
   *
   * @param model the name to call it by, {@code @provider/model}
   * @param mode what the model is for; only chat and embeddings have programs
   * @param baseUrl where this deployment's API begins, with {@code /v1}
   */
  public static List<Snippet> of(String model, ModelMode mode, String baseUrl) {
    if (mode != ModelMode.CHAT && mode != ModelMode.EMBEDDING) {
      return List.of();
    }
    boolean chat = mode == ModelMode.CHAT;
    List<Snippet> snippets = new ArrayList<>();
    for (Language language : Language.values()) {
      String code =
          switch (language) {
            case CURL -> curl(model, chat, baseUrl);
            case OPENAI_JAVA -> java(model, chat, baseUrl);
            case OPENAI_PYTHON, PORTKEY_PYTHON ->
                python(model, chat, baseUrl, language == Language.OPENAI_PYTHON);
            case OPENAI_JS, PORTKEY_JS ->
                javaScript(model, chat, baseUrl, language == Language.OPENAI_JS);
          };
      snippets.add(new Snippet(language.id, language.title, language.install, code));
    }
    return snippets;
  }

  private static String curl(String model, boolean chat, String baseUrl) {
    String body =
        chat
            ? """
              {
                  "model": %s,
                  "messages": [{"role": "user", "content": "Hello"}]
                }"""
            : """
              {
                  "model": %s,
                  "input": "Hello"
                }""";
    return """
        curl %s \\
          -H "Authorization: Bearer $%s" \\
          -H "Content-Type: application/json" \\
          -d '%s'
        """
        .formatted(
            baseUrl + (chat ? "/chat/completions" : "/embeddings"),
            KEY,
            body.formatted(quoted(model)).replace("'", "'\\''"));
  }

  private static String python(String model, boolean chat, String baseUrl, boolean openAi) {
    String client = openAi ? "OpenAI" : "Portkey";
    return """
        import os
        from %s import %s

        client = %s(
            base_url=%s,
            api_key=os.environ["%s"],
        )
        %s
        """
        .formatted(
            openAi ? "openai" : "portkey_ai",
            client,
            client,
            quoted(baseUrl),
            KEY,
            chat
                ? """
                  answer = client.chat.completions.create(
                      model=%s,
                      messages=[{"role": "user", "content": "Hello"}],
                  )
                  print(answer.choices[0].message.content)"""
                    .formatted(quoted(model))
                : """
                  answer = client.embeddings.create(
                      model=%s,
                      input="Hello",
                  )
                  print(len(answer.data[0].embedding))"""
                    .formatted(quoted(model)));
  }

  private static String javaScript(String model, boolean chat, String baseUrl, boolean openAi) {
    String client = openAi ? "OpenAI" : "Portkey";
    return """
        import %s from "%s";

        const client = new %s({
          baseURL: %s,
          apiKey: process.env.%s,
        });
        %s
        """
        .formatted(
            // The default export of portkey-ai is no class where modules are imported.
            openAi ? client : "{ " + client + " }",
            openAi ? "openai" : "portkey-ai",
            client,
            quoted(baseUrl),
            KEY,
            chat
                ? """
                  const answer = await client.chat.completions.create({
                    model: %s,
                    messages: [{ role: "user", content: "Hello" }],
                  });
                  console.log(answer.choices[0].message.content);"""
                    .formatted(quoted(model))
                : """
                  const answer = await client.embeddings.create({
                    model: %s,
                    input: "Hello",
                  });
                  console.log(answer.data[0].embedding.length);"""
                    .formatted(quoted(model)));
  }

  private static String java(String model, boolean chat, String baseUrl) {
    String program =
        chat
            ? """
              import com.openai.client.OpenAIClient;
              import com.openai.client.okhttp.OpenAIOkHttpClient;
              import com.openai.models.chat.completions.ChatCompletion;
              import com.openai.models.chat.completions.ChatCompletionCreateParams;

              public class Example {
                public static void main(String[] args) {
                  OpenAIClient client =
                      OpenAIOkHttpClient.builder()
                          .baseUrl(%s)
                          .apiKey(System.getenv("%s"))
                          .build();
                  ChatCompletion answer =
                      client.chat().completions().create(
                          ChatCompletionCreateParams.builder()
                              .model(%s)
                              .addUserMessage("Hello")
                              .build());
                  System.out.println(answer.choices().get(0).message().content().orElse(""));
                }
              }
              """
            : """
              import com.openai.client.OpenAIClient;
              import com.openai.client.okhttp.OpenAIOkHttpClient;
              import com.openai.models.embeddings.CreateEmbeddingResponse;
              import com.openai.models.embeddings.EmbeddingCreateParams;

              public class Example {
                public static void main(String[] args) {
                  OpenAIClient client =
                      OpenAIOkHttpClient.builder()
                          .baseUrl(%s)
                          .apiKey(System.getenv("%s"))
                          .build();
                  CreateEmbeddingResponse answer =
                      client.embeddings().create(
                          EmbeddingCreateParams.builder()
                              .model(%s)
                              .input("Hello")
                              .build());
                  System.out.println(answer.data().get(0).embedding().size());
                }
              }
              """;
    return program.formatted(javaQuoted(baseUrl), KEY, javaQuoted(model));
  }

  /** Java reads a unicode escape before it reads the literal, so control characters are octal. */
  private static String javaQuoted(String text) {
    String literal = quoted(text);
    for (char c = 0; c < ' '; c++) {
      literal = literal.replace("\\u%04x".formatted((int) c), "\\%03o".formatted((int) c));
    }
    return literal;
  }

  /** A text literal that JSON, Python and JavaScript read alike. */
  private static String quoted(String text) {
    StringBuilder literal = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        literal.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        literal.append("\\u%04x".formatted((int) c));
      } else {
        literal.append(c);
      }
    }
    return literal.append('"').toString();
  }
}
