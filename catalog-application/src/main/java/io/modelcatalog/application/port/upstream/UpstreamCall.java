package io.modelcatalog.application.port.upstream;

import io.modelcatalog.domain.model.ModelSlug;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call to an upstream.
 *
 * @param requestId the call's id, for logs
 * @param operation what is asked for
 * @param method the HTTP method
 * @param path path and query below {@code /v1}, as the client sent it, beginning with a slash
 * @param model the upstream's name of the model; null when the call names none
 * @param headers the client's headers that may be handed on; never a credential
 * @param body the client's body, byte for byte; empty if there is none. Not to be changed
 * @param outline where the members of a JSON body are; null if the body is not a JSON object
 * @param outputCap tokens to cap the answer at, because the client gave no cap; -1 for none
 */
public record UpstreamCall(
    String requestId,
    Operation operation,
    String method,
    String path,
    @Nullable ModelSlug model,
    List<Header> headers,
    byte[] body,
    @Nullable BodyOutline outline,
    long outputCap) {}
