package dev.parley.schema.rules;

import dev.parley.schema.TypeName;

/**
 * Where in a contract a rule is broken.
 *
 * @param owner the group or type
 * @param member the event, notification, field, constant or alternative; empty for the owner itself
 */
public record Place(TypeName owner, String member) {

  /** A group or type. */
  public static Place of(TypeName owner) {
    return new Place(owner, "");
  }

  /** A member, by the name Java gives it; an alternative by its record's simple name. */
  public static Place of(TypeName owner, String member) {
    return new Place(owner, member);
  }

  /** {@code dev.x.UserProfilePB.email}. */
  @Override
  public String toString() {
    return member.isEmpty() ? owner.qualified() : owner.qualified() + "." + member;
  }
}
