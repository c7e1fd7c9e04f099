package dev.parley.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What a person is told about an exception. */
final class Failure {
  private Failure() {}

  static String of(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return switch (e) {
      case NoSuchFileException file -> file.getFile() + " does not exist";
      case AccessDeniedException file -> file.getFile() + ": access denied";
      case FileSystemException file -> message;
      case RuntimeException bug when bug.getMessage() == null -> bug.toString();
      default -> message;
    };
  }
}
