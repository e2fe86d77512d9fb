package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.modelcatalog.application.gateway.Metering;
import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No call costs more, or has more tokens, than was reserved for it, whichever way its vendor tells
 * of them. The vendor is a server of our own that answers in every recorded shape; it bills at
 * random, up to what a real one could: a token for each byte of text, what templates, tools and
 * pictures have been seen to come to, and the cap it was sent times the answers asked for.
 */
class UsageShapesTest {
  private static final int ROUNDS = 30;
  private static final long NO_CAP = 1_000_000;

  /** What the pricing below makes a picture come to: four cents at ten dollars a million tokens. */
  private static final long TOKENS_PER_PICTURE = 4_000;

  private static final Pattern CAP =
      Pattern.compile("\"(max_tokens|max_completion_tokens|max_output_tokens)\":(\\d+)");
  private static final Pattern CHOICES = Pattern.compile("\"n\":(\\d+)");

  /** One way to tell usage. */
  private record Shape(String name, String kind, String path, String request, String answer) {
    boolean streamed() {
      return request.contains("\"stream\":true");
    }

    boolean tells() {
      return answer.contains("${prompt}");
    }

    String slug() {
      return "shape-" + kind;
    }
  }

  @TempDir static Path folder;
  private static final List<Shape> SHAPES = shapes();
  private static HttpServer vendor;
  private static LocalCatalog catalog;
  private static String key;

  private static Shape shape = SHAPES.getFirst();
  private static Random random = new Random(0);
  private static int text;
  private static boolean heedsCaps = true;
  private static long billedTokens;

  @BeforeAll
  static void start() throws Exception {
    vendor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
    vendor.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    vendor.createContext("/v1/", UsageShapesTest::answer);
    vendor.start();
    String host = "127.0.0.1:" + vendor.getAddress().getPort();
    catalog = LocalCatalog.in(folder, Map.of("CATALOG_UPSTREAM_ALLOW", host));
    String workspace = catalog.workspace("Shapes");
    for (String kind : new TreeSet<>(SHAPES.stream().map(Shape::kind).toList())) {
      String slug = "shape-" + kind;
      catalog.integration(
          slug,
          kind,
          ",\"key\":\"sk-shapes\",\"configurations\":{\"custom_host\":\"http://%s/v1\"}"
              .formatted(host));
      catalog
          .admin(
              "PUT",
              "/v1/integrations/" + slug + "/models",
              """
              {"models":[{"slug":"priced","enabled":true,"is_custom":true,"pricing_config":
                {"pay_as_you_go":{"request_token":{"price":0.0002},"response_token":{"price":0.001},
                  "cache_read_input_token":{"price":0.00002},
                  "cache_write_input_token":{"price":0.0003},
                  "additional_units":{"image":{"price":4}}}}}]}""")
          .expect(200);
      catalog.provision(
          slug, workspace, ",\"usage_limits\":[{\"type\":\"cost\",\"credit_limit\":1000000}]");
    }
    key =
        catalog.key(
            workspace, ",\"usage_limits\":{\"type\":\"tokens\",\"credit_limit\":1000000000000}");
  }

  @AfterAll
  static void stop() {
    catalog.close();
    vendor.stop(0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noShapeOfUsageEverExceedsWhatWasReserved(long seed) {
    random = new Random(seed);
    heedsCaps = true;
    long before = usedTokens();
    long shortfalls = metering().shortfalls();
    billedTokens = 0;

    for (int round = 0; round < ROUNDS; round++) {
      for (Shape each : SHAPES) {
        if (each.tells()) {
          call(each);
          assertThat(metering().shortfalls())
              .as("seed %d, round %d: %s", seed, round, each.name())
              .isEqualTo(shortfalls);
        }
      }
    }

    assertThat(usedTokens() - before)
        .as("every token the vendor billed is counted, and none twice")
        .isEqualTo(billedTokens);
  }

  @Test
  void whatTellsNothingIsEstimatedWithinItsReservation() {
    random = new Random(9);
    long shortfalls = metering().shortfalls();

    SHAPES.stream().filter(each -> !each.tells()).forEach(UsageShapesTest::call);

    assertThat(metering().shortfalls()).isEqualTo(shortfalls);
  }

  /** That the test above can fail: a vendor that heeds no cap goes beyond what was reserved. */
  @Test
  void aVendorThatHeedsNoCapIsFoundOutInEveryShape() {
    random = new Random(10);
    heedsCaps = false;
    try {
      for (Shape each : SHAPES) {
        if (each.request().contains("${cap}")) {
          long shortfalls = metering().shortfalls();
          call(each);
          assertThat(metering().shortfalls()).as(each.name()).isEqualTo(shortfalls + 1);
        }
      }
    } finally {
      heedsCaps = true;
    }
  }

  private static void call(Shape each) {
    shape = each;
    text = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(3_000);
    String body =
        each.request()
            .replace("${text}", "x".repeat(text))
            .replace("${cap}", Integer.toString(1 + random.nextInt(2_000)))
            .replaceFirst("\\{", "{\"model\":\"@" + each.slug() + "/priced\",");
    Answer answer = catalog.send(catalog.request(key, "POST", each.path(), body).build());
    assertThat(answer.status()).as("%s: %s", each.name(), answer).isEqualTo(200);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      byte[] answer = bill(request).getBytes(StandardCharsets.UTF_8);
      exchange
          .getResponseHeaders()
          .set("content-type", shape.streamed() ? "text/event-stream" : "application/json");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private static String bill(String request) {
    long prompt = upTo(mostPrompt(request));
    long output = shape.path().endsWith("/embeddings") ? 0 : upTo(mostOutput(request));
    long cached = shape.answer().contains("${cached}") ? random.nextLong(prompt + 1) : 0;
    long written = shape.answer().contains("${written}") ? random.nextLong(prompt - cached + 1) : 0;
    long thought = shape.answer().contains("${thought}") ? random.nextLong(output + 1) : 0;
    billedTokens += prompt + output;
    BigDecimal most =
        BigDecimal.valueOf(3 * prompt + 10 * output, 6)
            .multiply(BigDecimal.valueOf(random.nextInt(101), 2));
    return shape
        .answer()
        .replace("${prompt}", Long.toString(prompt))
        .replace("${cached}", Long.toString(cached))
        .replace("${written}", Long.toString(written))
        .replace("${output}", Long.toString(output))
        .replace("${thought}", Long.toString(thought))
        .replace("${extra}", Long.toString(output - thought))
        .replace("${total}", Long.toString(prompt + output))
        .replace("${cost}", most.toPlainString());
  }

  private static long mostPrompt(String request) {
    long texts = (long) text * (shape.request().split("\\$\\{text\\}", -1).length - 1);
    boolean template = shape.path().contains("chat") || shape.path().contains("responses");
    return texts
        + (template ? 70 : 0)
        + (request.contains("\"tools\"") ? 800 : 0)
        + (request.contains("image_url") ? 37_000 : 0);
  }

  /** Vendors that know {@code max_tokens} only pass over any other name of the cap. */
  private static long mostOutput(String request) {
    if (shape.path().endsWith("/images/generations")) {
      return TOKENS_PER_PICTURE * 2;
    }
    boolean chat = shape.path().endsWith("/chat/completions");
    boolean newer = List.of("openai", "groq", "x-ai").contains(shape.kind());
    long cap = NO_CAP;
    Matcher caps = CAP.matcher(request);
    while (caps.find()) {
      String name = caps.group(1);
      boolean known =
          chat
              ? name.equals("max_tokens") || (newer && name.equals("max_completion_tokens"))
              : true;
      if (known && heedsCaps) {
        cap = Math.min(cap, Long.parseLong(caps.group(2)));
      }
    }
    Matcher choices = CHOICES.matcher(request);
    long answers = choices.find() ? Long.parseLong(choices.group(1)) : 1;
    return cap * answers * (shape.path().endsWith("/v1/completions") ? 2 : 1);
  }

  /** The most there can be, half of the time. */
  private static long upTo(long most) {
    return !heedsCaps || random.nextBoolean() ? most : random.nextLong(most + 1);
  }

  private static Metering metering() {
    return catalog.server().context().getBean(Metering.class);
  }

  /** What the key's budget has counted. */
  private static long usedTokens() {
    Answer explained =
        catalog
            .send(
                catalog
                    .request(key, "GET", "/v1/explain?provider=@shape-custom&model=priced", "")
                    .build())
            .expect(200);
    for (int i = 0; ; i++) {
      if (explained.at("limits." + i + ".level").equals("api_key")) {
        return new BigDecimal(explained.at("limits." + i + ".used").toString()).longValueExact();
      }
    }
  }

  private static List<Shape> shapes() {
    String all;
    try (InputStream file = UsageShapesTest.class.getResourceAsStream("/usage-shapes.txt")) {
      all = new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    List<Shape> shapes = new ArrayList<>();
    for (String part : all.split("(?m)^=== ")) {
      String[] lines = part.split("\n", 5);
      if (lines.length == 5 && lines[1].startsWith("kind: ")) {
        shapes.add(
            new Shape(
                lines[0],
                lines[1].substring("kind: ".length()),
                lines[2].substring("path: ".length()),
                lines[3].substring("request: ".length()),
                lines[4]));
      }
    }
    assertThat(shapes).hasSizeGreaterThan(15);
    return shapes;
  }
}
