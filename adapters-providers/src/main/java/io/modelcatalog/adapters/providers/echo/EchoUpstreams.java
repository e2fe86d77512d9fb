package io.modelcatalog.adapters.providers.echo;

import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamKind;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.application.port.upstream.UpstreamTarget;
import io.modelcatalog.domain.shared.Result;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * Makes upstreams that answer inside this process, without an account or a connection.
 *
 * <p>Chat completions, completions, embeddings and responses are answered in OpenAI's wire format,
 * streamed or not, and {@code GET /models} lists the models; other paths are a 404. The name of the
 * model says what happens:
 *
 * <ul>
 *   <li>{@code echo}, and any name not below: repeats the last user message (the prompt, the
 *       input).
 *   <li>{@code echo-slow}: the same, 200 ms a word; an answer that is not streamed comes when all
 *       its words would have come.
 *   <li>{@code echo-tools}: calls the tool that {@code tool_choice} names, else the first one, with
 *       the least arguments its schema asks for. A tool's answer is repeated, so that a loop of
 *       calls ends. Without tools it is {@code echo}.
 *   <li>{@code echo-embed}: embeddings only. Unit vectors; texts that share words are near.
 *   <li>{@code echo-error-<status>}: an error with that status, 400 to 599; 429 says {@code
 *       retry-after: 1}.
 *   <li>{@code echo-cut}: breaks off half way, as a lost connection would, and reports no usage.
 * </ul>
 *
 * <p>Tokens: a word with the white space after it is one token; a called function's name is one and
 * its arguments are one for every 16 characters. Prompt tokens are those of all messages' texts, so
 * never more than the request has bytes; output tokens never exceed the cap of the client or the
 * gateway, times the number of choices. Nothing is cached and nothing reasoned.
 */
public final class EchoUpstreams {
  /** The kind's id on the wire. */
  public static final String KIND = "echo";

  private final Upstream upstream;

  /**
   * Echo upstreams whose pauses one scheduler keeps.
   *
   * @param scheduler where answers go on after a pause; not shut down here
   * @param clock for the {@code created} field
   */
  public EchoUpstreams(ScheduledExecutorService scheduler, InstantSource clock) {
    this(() -> scheduler, clock);
  }

  /**
   * Echo upstreams whose pauses are kept where the caller is.
   *
   * @param schedulers asked on the calling thread of each exchange for where the answer goes on
   *     after a pause: the event loop that calls, for all signals to come on it
   * @param clock for the {@code created} field
   */
  public EchoUpstreams(
      Supplier<? extends ScheduledExecutorService> schedulers, InstantSource clock) {
    this.upstream = new EchoUpstream(schedulers, clock);
  }

  /** What is known of the kind: it has no secrets and needs no key. */
  public static UpstreamKind kind() {
    return new UpstreamKind(KIND, "Echo", Set.of(), false, true);
  }

  /** An upstream for an integration of this kind; its configuration and credentials say nothing. */
  public Result<Upstream, UpstreamProblem> prepare(UpstreamTarget target) {
    if (!target.kind().equals(KIND)) {
      return Result.err(new UpstreamProblem("ai_provider_id", "must be \"" + KIND + "\""));
    }
    return Result.ok(upstream);
  }
}
