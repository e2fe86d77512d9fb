package io.modelcatalog.adapters.http.person;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.modelcatalog.adapters.http.admin.Times;
import io.modelcatalog.application.person.MemberView;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.User;
import java.util.List;
import java.util.Map;

/**
 * A member of a workspace on the wire.
 *
 * @param orgRole what they are in the organization
 * @param role {@code admin}, {@code manager} or {@code member}
 * @param scopes what the role lets them do there, in the order in which scopes are listed
 * @param settings always empty
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
public record MemberJson(
    String object,
    String id,
    String firstName,
    String lastName,
    String orgRole,
    String role,
    String status,
    String email,
    String workspaceId,
    List<String> scopes,
    Map<String, Object> settings,
    String createdAt,
    String lastUpdatedAt) {

  /** A member as every answer shows them. */
  public static MemberJson of(MemberView view) {
    User user = view.member().user();
    Membership membership = view.member().membership();
    return new MemberJson(
        "workspace-user",
        user.id().toString(),
        user.firstName(),
        user.lastName(),
        user.role().wireName(),
        membership.role().wireName(),
        "active",
        user.email().value(),
        membership.workspace().toString(),
        Scope.everything().stream().filter(view.permissions()::contains).toList(),
        Map.of(),
        Times.text(membership.audit().createdAt()),
        Times.text(membership.audit().updatedAt()));
  }
}
