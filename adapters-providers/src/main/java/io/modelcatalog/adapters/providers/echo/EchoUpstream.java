package io.modelcatalog.adapters.providers.echo;

import io.modelcatalog.application.port.upstream.AnswerSubscriber;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamCall;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/** Answers in this process, by the name of the model. */
final class EchoUpstream implements Upstream {
  private static final String OWNER = "model-catalog";

  private final Supplier<? extends ScheduledExecutorService> schedulers;
  private final InstantSource clock;

  EchoUpstream(Supplier<? extends ScheduledExecutorService> schedulers, InstantSource clock) {
    this.schedulers = schedulers;
    this.clock = clock;
  }

  @Override
  public void exchange(UpstreamCall call, AnswerSubscriber subscriber) {
    new EchoExchange(script(call), subscriber, schedulers.get()).start();
  }

  private Script script(UpstreamCall call) {
    try {
      return answer(call);
    } catch (Refused refused) {
      return refused.answer();
    }
  }

  private Script answer(UpstreamCall call) throws Refused {
    if (call.model() == null) {
      if (call.operation() != Operation.PASS_THROUGH) {
        throw Refused.missing("model");
      }
      return passThrough(call);
    }
    String name = call.model().value();
    EchoModel model = EchoModel.of(name);
    if (model.kind() == EchoModel.Kind.ERROR) {
      throw Refused.onDemand(model.status());
    }
    if (!answers(call.operation())) {
      return passThrough(call);
    }
    if (model.kind() == EchoModel.Kind.EMBED && call.operation() != Operation.EMBEDDINGS) {
      throw Refused.rule("model", "The model 'echo-embed' answers /embeddings only.");
    }
    Body body = Body.read(call.body());
    Reply.Asked asked = new Reply.Asked(call.requestId(), name, now());
    return switch (call.operation()) {
      case CHAT_COMPLETIONS -> Completion.chat(body, asked, model.kind(), call.outputCap());
      case COMPLETIONS -> Completion.text(body, asked, model.kind(), call.outputCap());
      case EMBEDDINGS -> Embedding.answer(body, asked, model.kind());
      case RESPONSES -> Response.answer(body, asked, model.kind(), call.outputCap());
      case IMAGES, SPEECH, RERANK, MODERATIONS, PASS_THROUGH -> passThrough(call);
    };
  }

  private static boolean answers(Operation operation) {
    return switch (operation) {
      case CHAT_COMPLETIONS, COMPLETIONS, EMBEDDINGS, RESPONSES -> true;
      case IMAGES, SPEECH, RERANK, MODERATIONS, PASS_THROUGH -> false;
    };
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }

  private Script passThrough(UpstreamCall call) throws Refused {
    int query = call.path().indexOf('?');
    String path = query < 0 ? call.path() : call.path().substring(0, query);
    if (!call.method().equals("GET") || !path.equals("/models")) {
      throw Refused.path(call.method(), "/v1" + path);
    }
    return Script.whole(
        200,
        List.of(Script.JSON),
        Json.bytes(
            out -> {
              out.writeStartObject();
              out.writeStringField("object", "list");
              out.writeArrayFieldStart("data");
              for (String model : EchoModel.LISTED) {
                out.writeStartObject();
                out.writeStringField("id", model);
                out.writeStringField("object", "model");
                out.writeNumberField("created", 0);
                out.writeStringField("owned_by", OWNER);
                out.writeEndObject();
              }
              out.writeEndArray();
              out.writeEndObject();
            }));
  }
}
