package io.modelcatalog.adapters.providers.openai;

import io.modelcatalog.adapters.providers.transport.AnswerSink;
import io.modelcatalog.adapters.providers.transport.ReceivedHead;
import io.modelcatalog.adapters.providers.usage.OpenAiUsage;
import io.modelcatalog.adapters.providers.usage.OpenAiUsage.Charge;
import io.modelcatalog.adapters.providers.usage.OpenAiUsage.Counting;
import io.modelcatalog.adapters.providers.usage.UsageScanner;
import io.modelcatalog.adapters.providers.usage.UsageStripper;
import io.modelcatalog.application.port.upstream.AnswerHead;
import io.modelcatalog.application.port.upstream.AnswerSubscriber;
import io.modelcatalog.application.port.upstream.Header;
import io.modelcatalog.application.port.upstream.UpstreamException;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.domain.usage.TokenUsage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Hands one answer to its reader: head cleaned, usage noticed, our additions and secrets out. */
final class AnswerRelay implements AnswerSink {
  private final AnswerSubscriber reader;
  private final OpenAiUsage usage;
  private final boolean stripUsage;
  private final SecretMask mask;
  private @Nullable Demand demand;
  private @Nullable UsageScanner scanner;
  private @Nullable UsageStripper stripper;
  private SecretMask.@Nullable Body masked;

  /**
   * A relay for one answer.
   *
   * @param stripUsage whether usage was asked for by us, not by the client
   */
  AnswerRelay(
      AnswerSubscriber reader,
      Counting counting,
      Charge charge,
      boolean stripUsage,
      SecretMask mask) {
    this.reader = reader;
    this.usage = new OpenAiUsage(counting, charge);
    this.stripUsage = stripUsage;
    this.mask = mask;
  }

  @Override
  public void onStart(Demand given) {
    demand = given;
    reader.onSubscribe(given);
  }

  @Override
  public @Nullable String onHead(ReceivedHead head) {
    int status = head.status();
    if (status >= 300 && status < 400 && status != 304) {
      return "the upstream answered with a redirect (" + status + "), which is never followed";
    }
    String type = head.header("content-type");
    boolean streamed = type != null && isEventStream(type);
    long length = head.contentLength();
    if (status >= 400) {
      masked = mask.body();
    } else if (isPlainText(head.header("content-encoding"))) {
      UsageScanner scans = streamed ? UsageScanner.ofEvents() : UsageScanner.ofJson();
      scanner = scans;
      if (streamed && stripUsage) {
        stripper = new UsageStripper(scans);
        length = -1;
      }
    }
    reader.onHead(new AnswerHead(status, cleaned(head), length, streamed));
    return null;
  }

  private static boolean isEventStream(String type) {
    return type.regionMatches(true, 0, "text/event-stream", 0, 17);
  }

  private static boolean isPlainText(@Nullable String encoding) {
    return encoding == null || encoding.isEmpty() || encoding.equalsIgnoreCase("identity");
  }

  private List<Header> cleaned(ReceivedHead head) {
    String connection = head.header("connection");
    String named = connection == null ? "" : connection.toLowerCase(Locale.ROOT);
    List<Header> passed = new ArrayList<>(head.headers().size());
    for (Header header : head.headers()) {
      if (mayPass(header.name()) && !isNamedIn(named, header.name())) {
        passed.add(
            head.status() < 400 ? header : new Header(header.name(), mask.mask(header.value())));
      }
    }
    return passed;
  }

  private static boolean isNamedIn(String connection, String name) {
    if (connection.isEmpty() || connection.equals("keep-alive") || connection.equals("close")) {
      return false;
    }
    for (String token : connection.split(",", -1)) {
      if (token.strip().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** What speaks of one connection, of the upstream's host, or of the account behind the key. */
  private static boolean mayPass(String name) {
    return switch (name) {
      case "connection",
          "content-length",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "alt-svc",
          "cf-cache-status",
          "cf-ray",
          "date",
          "nel",
          "report-to",
          "reporting-endpoints",
          "server",
          "set-cookie",
          "set-cookie2",
          "strict-transport-security",
          "via",
          "www-authenticate",
          "x-powered-by",
          "anthropic-organization-id",
          "openai-organization",
          "openai-project" ->
          false;
      default -> !name.startsWith("access-control-");
    };
  }

  @Override
  public boolean onBody(byte[] bytes, int from, int to, boolean last) {
    SecretMask.Body error = masked;
    if (error != null) {
      error.filter(bytes, from, to, last);
      return pass(error.bytes(), 0, error.to());
    }
    UsageStripper strips = stripper;
    UsageScanner scans = scanner;
    if (strips != null && scans != null) {
      strips.filter(bytes, from, to, last);
      report(scans);
      return pass(strips.bytes(), strips.from(), strips.to());
    }
    if (scans != null) {
      for (int at = from; at < to; ) {
        at = scans.scanEvent(bytes, at, to);
        report(scans);
      }
    }
    return pass(bytes, from, to);
  }

  private void report(UsageScanner scans) {
    if (scans.takeFresh()) {
      TokenUsage reported = usage.take(scans.usage(), scans.usageLength());
      if (reported != null) {
        reader.onUsage(reported);
      }
      if (usage.charged() >= 0) {
        reader.onCost(usage.charged());
      }
    }
  }

  private boolean pass(byte[] bytes, int from, int to) {
    Demand current = demand;
    if (from == to || current == null || current.isOver()) {
      return false;
    }
    reader.onNext(ByteBuffer.wrap(bytes, from, to - from));
    return true;
  }

  @Override
  public void onEnd() {
    reader.onComplete();
  }

  @Override
  public void onFailure(UpstreamFailure failure) {
    reader.onError(new UpstreamException(failure));
  }
}
