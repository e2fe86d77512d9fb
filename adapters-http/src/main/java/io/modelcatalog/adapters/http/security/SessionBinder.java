package io.modelcatalog.adapters.http.security;

import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.PostponedRequestArgumentBinder;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import io.modelcatalog.application.signin.KnownSession;
import jakarta.inject.Singleton;

/** Hands controllers the session that {@link CallerFilter} found; a key has none. */
@Singleton
final class SessionBinder
    implements TypedRequestArgumentBinder<KnownSession>,
        PostponedRequestArgumentBinder<KnownSession> {
  private static final Argument<KnownSession> TYPE = Argument.of(KnownSession.class);

  @Override
  public Argument<KnownSession> argumentType() {
    return TYPE;
  }

  @Override
  public BindingResult<KnownSession> bind(
      ArgumentConversionContext<KnownSession> context, HttpRequest<?> request) {
    return () -> request.getAttribute(CallerFilter.SESSION, KnownSession.class);
  }
}
