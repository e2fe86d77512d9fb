package io.modelcatalog.adapters.http.person;

import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.application.person.NewMember;
import java.util.List;

/** Reads whom a request names as members of a workspace. */
public final class NewMembers {
  private static final String USERS = "users";

  private NewMembers() {}

  /**
   * Reads {@code users}: objects of {@code id} and {@code role}, or, as some clients make
   * workspaces, ids alone, which means members.
   */
  public static List<NewMember> of(Fields fields) {
    return fields.holdsObjects(USERS)
        ? fields.objects(USERS).stream()
            .map(each -> new NewMember(each.requiredLine("id", 255), each.requiredLine("role", 32)))
            .toList()
        : fields.lines(USERS, 255).stream().map(id -> new NewMember(id, "member")).toList();
  }
}
