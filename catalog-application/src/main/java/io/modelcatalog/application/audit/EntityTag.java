package io.modelcatalog.application.audit;

import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.workspace.Workspace;

/**
 * Names the state that an object is stored in. Each change of it makes another; what is used of its
 * limits, and when it was used last, does not.
 */
public final class EntityTag {
  private EntityTag() {}

  /**
   * The tag of an object, without quotation marks.
   *
   * @throws IllegalArgumentException if objects of its kind are not stored by themselves
   */
  public static String of(Record object) {
    return switch (object) {
      case Organization it -> tag(Kind.ORGANIZATION, it, it.version());
      case Workspace it -> tag(Kind.WORKSPACE, it, it.version());
      case Integration it -> tag(Kind.INTEGRATION, it, it.version());
      case WorkspaceGrant it -> tag(Kind.grantOf(""), it, it.version());
      case AiProvider it -> tag(Kind.PROVIDER, it, it.version());
      case ApiKey it -> tag(Kind.API_KEY, it, it.version());
      case Policy it -> tag(Kind.POLICY, it, it.version());
      case Config it -> tag(Kind.CONFIG, it, it.version());
      case SecretReference it -> tag(Kind.SECRET_REFERENCE, it, it.version());
      case User it -> tag(Kind.USER, it, it.version());
      case Membership it -> tag(Kind.MEMBERSHIP, it, it.version());
      case Invite it -> tag(Kind.INVITE, it, it.version());
      default -> throw new IllegalArgumentException("entity tag: of " + object.getClass());
    };
  }

  private static <T extends Record> String tag(Kind<T> kind, T object, long version) {
    Kind.Subject subject = kind.subject().apply(object);
    return kind.type()
        + ':'
        + subject.id()
        + subject
            .workspace()
            .filter(workspace -> object instanceof Membership)
            .map(workspace -> "@" + workspace)
            .orElse("")
        + ':'
        + version;
  }
}
