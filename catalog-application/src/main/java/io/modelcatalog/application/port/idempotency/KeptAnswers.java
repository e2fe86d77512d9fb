package io.modelcatalog.application.port.idempotency;

import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.ActorId;
import java.time.Instant;

/**
 * The answers of requests that carry a key of the client's own, so that a repeated one is answered
 * and not done again. Answers may hold secrets and are kept encrypted. Blocking; each method is a
 * transaction of its own.
 */
public interface KeptAnswers {

  /**
   * Claims a key before a request is done. Of several claims at once one is free.
   *
   * @param request the request
   * @param now when
   * @param expiredBefore claims older than this count for nothing
   */
  Claim claim(Request request, Instant now, Instant expiredBefore);

  /** Keeps the answer to a request whose claim was free. */
  void keep(Request request, Answer answer);

  /** Gives the claim of a request up by which nothing was done. */
  void release(Request request);

  /**
   * Forgets old claims with their answers.
   *
   * @return how many
   */
  int forget(Instant before);

  /**
   * A request that may come again.
   *
   * @param organization the tenant
   * @param actor whose key it is: other actors' keys are others
   * @param key the client's key, of 1 to 255 characters
   * @param fingerprint what is asked for, as a hash; 64 characters
   */
  record Request(OrganizationId organization, ActorId actor, String key, String fingerprint) {}

  /**
   * An answer.
   *
   * @param status the HTTP status
   * @param body the body
   */
  record Answer(int status, byte[] body) {
    public Answer {
      body = body.clone();
    }

    @Override
    public byte[] body() {
      return body.clone();
    }

    @Override
    public String toString() {
      return "Answer(" + status + ")";
    }
  }

  /** What became of a claim. */
  sealed interface Claim {
    /** The key is new: the request is to be done. */
    record Free() implements Claim {}

    /** The request was done: this was the answer. */
    record Kept(Answer answer) implements Claim {}

    /** The request was begun, and its answer is not there: it may run still, or it broke off. */
    record Unfinished() implements Claim {}

    /** The key was used for something else. */
    record OtherRequest() implements Claim {}
  }
}
