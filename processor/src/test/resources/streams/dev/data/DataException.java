package dev.data;

import dev.parley.annotations.EventException;

public final class DataException extends EventException {
  private static final long serialVersionUID = 1L;

  private final transient DataError error;

  public DataException(DataError error) {
    super(error.toString());
    this.error = error;
  }

  @Override
  public DataError error() {
    return error;
  }
}
