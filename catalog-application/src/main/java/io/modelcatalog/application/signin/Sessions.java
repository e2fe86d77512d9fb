package io.modelcatalog.application.signin;

import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.SessionStore;
import io.modelcatalog.application.port.secret.Tokens;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.person.Session;
import io.modelcatalog.domain.person.SessionId;
import io.modelcatalog.domain.person.User;
import java.time.Instant;
import java.time.InstantSource;

/** Opens sessions, each with a token of its own. */
final class Sessions {
  private final SessionStore sessions;
  private final Tokens tokens;
  private final IdSource ids;
  private final InstantSource clock;
  private final SessionRules rules;

  Sessions(
      SessionStore sessions, Tokens tokens, IdSource ids, InstantSource clock, SessionRules rules) {
    this.sessions = sessions;
    this.tokens = tokens;
    this.ids = ids;
    this.clock = clock;
    this.rules = rules;
  }

  /** Opens a session for somebody. To be called in a transaction. */
  SignedIn open(User user, Client client) {
    Instant now = clock.instant();
    SecretText token = tokens.generate();
    Session session =
        new Session(
            new SessionId(ids.next()),
            user.organization(),
            user.id(),
            tokens.digest(token.reveal(new SecretAccess("to keep a hash of it"))),
            now,
            now,
            now.plus(rules.lifetime()),
            client.address(),
            client.name());
    sessions.save(session);
    sessions.forget(now);
    return new SignedIn(user, session, token);
  }
}
