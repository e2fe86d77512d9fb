package io.modelcatalog.adapters.http.feedback;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.adapters.http.security.DryRun;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.log.ChangeFeedback;
import io.modelcatalog.application.log.GiveFeedback;
import io.modelcatalog.application.port.log.Feedback;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** {@code /v1/feedback}: what people think of traces. */
@Controller("/v1/feedback")
@ExecuteOn(TaskExecutors.BLOCKING)
final class FeedbackController {
  private static final int TRACE = 128;
  private static final int MOST_METADATA = 64;

  private final GiveFeedback give;
  private final ChangeFeedback change;

  FeedbackController(GiveFeedback give, ChangeFeedback change) {
    this.give = give;
    this.change = change;
  }

  /** The answer to feedback. */
  @Serdeable
  record Noted(
      String status, String message, @JsonProperty("feedback_ids") List<String> feedbackIds) {
    static Noted of(List<UUID> ids, String message) {
      return new Noted("success", message, ids.stream().map(UUID::toString).toList());
    }
  }

  /** Notes one feedback, or each of a list. */
  @Needs({"logs.write", "completions.write"})
  @DryRun
  @Post
  Noted give(Actor actor, HttpRequest<?> request, @Body byte[] body) {
    Optional<String> workspace =
        Paging.text(request, "workspace_id").or(() -> Paging.text(request, "workspace_slug"));
    List<GiveFeedback.Item> items = new ArrayList<>();
    for (Fields fields : Fields.readOneOrMore(body)) {
      Optional<String> trace =
          fields
              .line("trace_id", TRACE)
              .or(() -> fields.line("traceID", TRACE))
              .or(() -> fields.line("traceId", TRACE))
              .filter(text -> !text.isBlank());
      if (trace.isEmpty()) {
        fields.reject("trace_id", "required");
      }
      if (!fields.has("value")) {
        fields.reject("value", "required");
      }
      OptionalLong value = fields.integer("value", Feedback.LEAST, Feedback.MOST);
      OptionalInt weight = weight(fields);
      Optional<Map<String, String>> metadata = metadata(fields);
      if (workspace.isEmpty()) {
        workspace = fields.line("workspace_id", TRACE);
      }
      fields.verify();
      items.add(
          new GiveFeedback.Item(
              trace.orElseThrow(),
              Math.toIntExact(value.orElse(0)),
              weight.orElse(Feedback.FULL_WEIGHT),
              metadata.orElse(Map.of())));
    }
    return Noted.of(
        Refusal.unless(give.handle(new GiveFeedback.Command(actor, workspace, items))),
        "Feedback saved");
  }

  /** Changes what the body mentions. */
  @Needs({"logs.write", "completions.write"})
  @DryRun
  @Put("/{id}")
  Noted change(Actor actor, @PathVariable String id, @Body byte[] body) {
    Fields fields = Fields.readIfAny(body);
    OptionalLong value = fields.integer("value", Feedback.LEAST, Feedback.MOST);
    OptionalInt weight = weight(fields);
    Optional<Map<String, String>> metadata = metadata(fields);
    fields.verify();
    return Noted.of(
        List.of(
            Refusal.unless(
                change.handle(
                    new ChangeFeedback.Command(
                        actor,
                        id,
                        value.isPresent()
                            ? OptionalInt.of(Math.toIntExact(value.getAsLong()))
                            : OptionalInt.empty(),
                        weight,
                        metadata)))),
        "Feedback updated");
  }

  private static OptionalInt weight(Fields fields) {
    Optional<BigDecimal> given = fields.decimal("weight");
    if (given.isEmpty()) {
      return OptionalInt.empty();
    }
    if (given.get().signum() < 0 || given.get().compareTo(BigDecimal.ONE) > 0) {
      fields.reject("weight", "expected a number from 0 to 1");
      return OptionalInt.empty();
    }
    return OptionalInt.of(
        given.get().movePointRight(3).setScale(0, java.math.RoundingMode.HALF_UP).intValueExact());
  }

  private static Optional<Map<String, String>> metadata(Fields fields) {
    return fields
        .settings("metadata")
        .map(
            settings -> {
              Map<String, String> metadata = new LinkedHashMap<>();
              settings.values().forEach((name, value) -> metadata.put(name, String.valueOf(value)));
              if (metadata.size() > MOST_METADATA) {
                fields.reject("metadata", "expected at most " + MOST_METADATA + " members");
              }
              return metadata;
            });
  }
}
