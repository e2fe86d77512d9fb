package io.modelcatalog.adapters.providers.transport;

import io.modelcatalog.application.port.upstream.Header;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Status line and headers as the upstream sent them.
 *
 * @param status 200 to 599
 * @param headers in order, names in lower case
 * @param contentLength the body's length in bytes, -1 if it is not known beforehand
 */
public record ReceivedHead(int status, List<Header> headers, long contentLength) {

  /** The first value of a header, or null. */
  public @Nullable String header(String name) {
    for (int i = 0; i < headers.size(); i++) {
      if (headers.get(i).name().equals(name)) {
        return headers.get(i).value();
      }
    }
    return null;
  }
}
