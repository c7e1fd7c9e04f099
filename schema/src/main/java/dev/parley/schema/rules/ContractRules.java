package dev.parley.schema.rules;

import dev.parley.schema.Contract;
import java.util.List;

/**
 * The rules that follow from the model alone. A contract without violations can be printed as proto
 * and handed to a generator.
 */
public final class ContractRules {
  private ContractRules() {}

  /** Every violation, in an order that depends on the contract alone. */
  public static List<Violation> check(Contract contract) {
    var found = new Findings();
    NameForms.check(contract, found);
    NumberRules.check(contract, found);
    UniquenessRules.check(contract, found);
    StreamRule.check(contract, found);
    DeliveryRule.check(contract, found);
    EmptyMessageRule.check(contract, found);
    PackageCircleRule.check(contract, found);
    ConstraintRules.check(contract, found);
    return found.all();
  }
}
