package io.modelcatalog.adapters.http.person;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.modelcatalog.adapters.http.admin.Times;
import io.modelcatalog.application.person.UserView;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;

/**
 * Somebody of the organization on the wire.
 *
 * @param role {@code owner}, {@code admin} or {@code member}
 * @param workspaceIds the workspaces they are a member of
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record UserJson(
    String object,
    String id,
    String firstName,
    String lastName,
    String role,
    String email,
    String createdAt,
    String lastUpdatedAt,
    List<String> workspaceIds) {

  static UserJson of(UserView view) {
    User user = view.user();
    return new UserJson(
        "user",
        user.id().toString(),
        user.firstName(),
        user.lastName(),
        user.role().wireName(),
        user.email().value(),
        Times.text(user.audit().createdAt()),
        Times.text(user.audit().updatedAt()),
        view.workspaces().stream().map(WorkspaceId::toString).toList());
  }
}
