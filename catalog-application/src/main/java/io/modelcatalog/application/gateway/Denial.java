package io.modelcatalog.application.gateway;

import io.modelcatalog.application.limit.LimitState;
import io.modelcatalog.application.limit.PolicyTag;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.limit.Level;
import org.jspecify.annotations.Nullable;

/**
 * A refused call. Nothing was consumed anywhere.
 *
 * @param reason why
 * @param message for people; holds no secret
 * @param level which level refused; null where none is to blame
 * @param ask who can change what refused; null where no level is to blame
 * @param limit how the limit stood that refused; null if it was none
 * @param owner the name of the object whose limit refused; null if none did
 */
public record Denial(
    Reason reason,
    String message,
    @Nullable Level level,
    @Nullable Ask ask,
    @Nullable LimitState limit,
    @Nullable String owner) {

  /** Why a call is refused, in the order in which things are checked. */
  public enum Reason {
    KEY_MISSING,
    KEY_UNKNOWN,
    KEY_EXPIRED,
    SCOPE_MISSING,
    WORKSPACE_ARCHIVED,
    PROVIDER_MISSING,
    PROVIDER_UNKNOWN,
    MODEL_INVALID,
    MODEL_MISSING,
    INTEGRATION_DISABLED,
    PROVIDER_EXPIRED,
    NOT_CALLABLE,
    /** A secret that is kept outside could not be read, and never was before. */
    SECRET_UNAVAILABLE,
    MODEL_NOT_ALLOWED,
    METADATA_INVALID,
    MODEL_UNPRICED,
    CALL_UNBOUNDED,
    RATE_LIMITED,
    BUDGET_EXHAUSTED,
    /** The shared store of the limits cannot be reached, and what this replica holds is used up. */
    LEASE_UNAVAILABLE,
    UNAVAILABLE
  }

  /** Who can change what refused. */
  public enum Ask {
    WORKSPACE_ADMINS("workspace_admins", "a workspace admin"),
    ORGANIZATION_ADMINS("organization_admins", "an organization admin");

    private final String wireName;
    private final String words;

    Ask(String wireName, String words) {
      this.wireName = wireName;
      this.words = words;
    }

    /** Its name on the wire. */
    public String wireName() {
      return wireName;
    }

    /** Its name in a sentence. */
    public String words() {
      return words;
    }

    /**
     * Who can change what a level declares: of an integration or a policy, whoever owns it, which
     * is one workspace or the whole organization.
     *
     * @param level the level
     * @param integration the one that is called
     * @param policy the policy a limit is of; null if it hangs on an object
     */
    static Ask of(Level level, Integration integration, @Nullable PolicyTag policy) {
      return switch (level) {
        case PROVIDER, API_KEY -> WORKSPACE_ADMINS;
        case INTEGRATION, INTEGRATION_DEFAULT, GRANT ->
            integration.workspace().isPresent() ? WORKSPACE_ADMINS : ORGANIZATION_ADMINS;
        case POLICY ->
            policy != null && policy.ofWorkspace() ? WORKSPACE_ADMINS : ORGANIZATION_ADMINS;
        case ORGANIZATION, WORKSPACE -> ORGANIZATION_ADMINS;
      };
    }
  }

  /** A refusal that no level is to blame for. */
  public static Denial of(Reason reason, String message) {
    return new Denial(reason, message, null, null, null, null);
  }

  /** A refusal because of the key itself. */
  static Denial ofKey(Reason reason, String message) {
    return new Denial(reason, message, Level.API_KEY, Ask.WORKSPACE_ADMINS, null, null);
  }

  /** A refusal by a level, but by none of its limits. */
  static Denial at(Reason reason, Level level, Integration integration, String message) {
    return new Denial(reason, message, level, Ask.of(level, integration, null), null, null);
  }
}
