package io.modelcatalog.application.signin;

import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.person.Session;
import io.modelcatalog.domain.person.User;

/**
 * That somebody has just signed in.
 *
 * @param user who
 * @param session their session
 * @param token what stands for it from now on, to be handed out this once
 */
public record SignedIn(User user, Session session, SecretText token) {}
