package io.modelcatalog.adapters.providers.echo;

import io.modelcatalog.application.port.upstream.AnswerHead;
import io.modelcatalog.domain.usage.TokenUsage;
import java.nio.ByteBuffer;

/** One step of an answer. An answer is a head, then bytes, then an end; usage before the end. */
sealed interface Step {

  /** Nothing happens for a while. */
  record Wait(long millis) implements Step {}

  /** Status and headers. */
  record Head(AnswerHead head) implements Step {}

  /** A part of the body, handed over as one buffer. */
  record Bytes(ByteBuffer bytes) implements Step {}

  /** What the call used. */
  record Used(TokenUsage usage) implements Step {}

  /** The answer is whole. */
  record Done() implements Step {}

  /** The answer ends before it is whole. */
  record Broken(String reason) implements Step {}
}
