package dev.parley.schema;

import java.util.HashSet;
import java.util.Set;

/** Which types of a contract have something to check, in themselves or in what they hold. */
public final class CheckedTypes {
  private CheckedTypes() {}

  /** The names of messages and unions whose values can violate a constraint. */
  public static Set<TypeName> of(Contract contract) {
    var checked = new HashSet<TypeName>();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (TypeDeclaration type : contract.types()) {
        if (!checked.contains(type.name()) && isChecked(type, checked)) {
          checked.add(type.name());
          grown = true;
        }
      }
    }
    return checked;
  }

  private static boolean isChecked(TypeDeclaration type, Set<TypeName> checked) {
    boolean itself =
        type instanceof MessageType message
            && message.fields().stream()
                .anyMatch(it -> !it.ownChecks().isEmpty() || !it.elementChecks().isEmpty());
    return itself || References.of(type).stream().anyMatch(checked::contains);
  }
}
