package io.modelcatalog.application.signin;

import io.modelcatalog.domain.person.Session;
import java.util.List;

/** One's own sessions that still hold, the latest first. */
public interface ListSessions {

  List<Session> handle(KnownSession by);
}
