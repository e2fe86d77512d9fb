package io.modelcatalog.application.person;

import io.modelcatalog.domain.person.Member;
import java.util.Set;

/**
 * A member of a workspace.
 *
 * @param member who, and as what
 * @param permissions what the role lets them do there
 */
public record MemberView(Member member, Set<String> permissions) {
  public MemberView {
    permissions = Set.copyOf(permissions);
  }
}
