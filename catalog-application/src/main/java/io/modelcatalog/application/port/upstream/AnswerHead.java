package io.modelcatalog.application.port.upstream;

import java.util.List;

/**
 * Status and headers of an upstream's answer, already cleaned of hop-by-hop headers and of what
 * only concerns the upstream's own account.
 *
 * @param status the HTTP status
 * @param headers headers to hand on, in order
 * @param contentLength length of the body in bytes as it will be signalled, -1 if not known
 * @param streamed whether the body is an event stream whose pieces must be flushed one by one
 */
public record AnswerHead(int status, List<Header> headers, long contentLength, boolean streamed) {
  public AnswerHead {
    headers = List.copyOf(headers);
  }
}
