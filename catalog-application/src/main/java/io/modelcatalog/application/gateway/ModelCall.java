package io.modelcatalog.application.gateway;

import io.modelcatalog.application.port.upstream.BodyOutline;
import io.modelcatalog.application.port.upstream.Header;
import io.modelcatalog.application.port.upstream.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call as the gateway received it.
 *
 * @param presentedKey the API key as presented; null if none was
 * @param provider the provider's slug if a header names it; null if none does
 * @param operation what is asked for
 * @param method the HTTP method
 * @param path path and query below {@code /v1}
 * @param headers the client's headers that may be handed on; never a credential
 * @param body the body, byte for byte; empty if there is none
 * @param outline what is in a JSON body; null if the body is no JSON object
 * @param metadata what the client says of the call
 * @param context how it came
 */
public record ModelCall(
    @Nullable String presentedKey,
    @Nullable String provider,
    Operation operation,
    String method,
    String path,
    List<Header> headers,
    byte[] body,
    @Nullable BodyOutline outline,
    CallMetadata metadata,
    CallContext context) {

  /** A call of which nothing more is said. */
  public ModelCall(
      @Nullable String presentedKey,
      @Nullable String provider,
      Operation operation,
      String method,
      String path,
      List<Header> headers,
      byte[] body,
      @Nullable BodyOutline outline) {
    this(
        presentedKey, provider, operation, method, path, headers, body, outline, CallMetadata.NONE);
  }

  /** A call that came nobody knows how. */
  public ModelCall(
      @Nullable String presentedKey,
      @Nullable String provider,
      Operation operation,
      String method,
      String path,
      List<Header> headers,
      byte[] body,
      @Nullable BodyOutline outline,
      CallMetadata metadata) {
    this(
        presentedKey,
        provider,
        operation,
        method,
        path,
        headers,
        body,
        outline,
        metadata,
        CallContext.NONE);
  }
}
