package dev.parley.cli.ship;

/** A core could not be shipped; the message says what is wrong and what to do. */
public final class ShipException extends Exception {
  private static final long serialVersionUID = 1L;

  ShipException(String message) {
    super(message);
  }
}
