package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Field;
import dev.parley.annotations.Message;

/** Light on dark or dark on light. */
@Message
public enum ThemeModePB {
  /** Dark text on a light ground. */
  @Field(0)
  LIGHT,
  /** Light text on a dark ground. */
  @Field(1)
  DARK,
  /** As the system has it. */
  @Field(2)
  SYSTEM
}
