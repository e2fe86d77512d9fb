package io.modelcatalog.adapters.http.security;

import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.PostponedRequestArgumentBinder;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import io.modelcatalog.application.access.Actor;
import jakarta.inject.Singleton;

/** Hands controllers the {@link Actor} that {@link CallerFilter} found. */
@Singleton
final class ActorBinder
    implements TypedRequestArgumentBinder<Actor>, PostponedRequestArgumentBinder<Actor> {
  private static final Argument<Actor> TYPE = Argument.of(Actor.class);

  @Override
  public Argument<Actor> argumentType() {
    return TYPE;
  }

  @Override
  public BindingResult<Actor> bind(
      ArgumentConversionContext<Actor> context, HttpRequest<?> request) {
    return () -> request.getAttribute(CallerFilter.ACTOR, Actor.class);
  }
}
