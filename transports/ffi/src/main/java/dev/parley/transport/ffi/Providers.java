package dev.parley.transport.ffi;

import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The cores that applications on the class path provide, and which of them is meant. */
final class Providers {
  private Providers() {}

  /**
   * Makes the core of that class.
   *
   * @param name its class; empty for the only one there is
   */
  static EmbeddedCore named(String name, ClassLoader classes) throws CoreFailedException {
    ServiceLoader.Provider<EmbeddedCore> provider = chosen(name, all(classes));
    try {
      return provider.get();
    } catch (ServiceConfigurationError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new CoreFailedException(
          Status.CORE_FAILED,
          "%s can't be made: %s".formatted(provider.type().getName(), describe(cause)),
          e);
    }
  }

  private static List<ServiceLoader.Provider<EmbeddedCore>> all(ClassLoader classes)
      throws CoreFailedException {
    try {
      return ServiceLoader.load(EmbeddedCore.class, classes).stream().toList();
    } catch (ServiceConfigurationError | LinkageError e) { // a damaged class, one for a later Java
      throw new CoreFailedException(
          Status.NO_CORE,
          "The cores on the class path can't be listed: %s".formatted(describe(e)),
          e);
    }
  }

  private static ServiceLoader.Provider<EmbeddedCore> chosen(
      String name, List<ServiceLoader.Provider<EmbeddedCore>> all) throws CoreFailedException {
    if (all.isEmpty()) {
      throw new CoreFailedException(
          Status.NO_CORE,
          "No core is on the class path: no jar or folder there has META-INF/services/%s, which names an application's implementation; see the option class-path"
              .formatted(EmbeddedCore.class.getName()));
    }
    if (name.isEmpty()) {
      if (all.size() > 1) {
        throw new CoreFailedException(
            Status.NO_CORE,
            "Several cores are on the class path: %s; choose one by the option core"
                .formatted(names(all)));
      }
      return all.getFirst();
    }
    return all.stream()
        .filter(provider -> provider.type().getName().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new CoreFailedException(
                Status.NO_CORE,
                "The option core names %s, which is no core on the class path; there %s"
                    .formatted(name, all.size() == 1 ? "is " + names(all) : "are " + names(all))));
  }

  private static String names(List<ServiceLoader.Provider<EmbeddedCore>> all) {
    return all.stream()
        .map(provider -> provider.type().getName())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /**
   * What a failure says of itself: the class that is missing, if it is that; else its message, or
   * what it was caused by, or only its class.
   */
  static String describe(Throwable failure) {
    String missing = missingClass(failure);
    if (missing != null) {
      return "the class %s is missing; add its jar to the class path (the option class-path, or the folder lib beside the library)"
          .formatted(missing);
    }
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      Throwable cause = failure.getCause();
      String name = failure.getClass().getName();
      return cause == null ? name : name + ": " + describe(cause);
    }
    boolean isNamed = failure instanceof Error || failure instanceof RuntimeException;
    return isNamed && !(failure instanceof ServiceConfigurationError)
        ? failure.getClass().getSimpleName() + ": " + message
        : message;
  }

  /** The class for want of which this failed; null if it failed for something else. */
  private static @Nullable String missingClass(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String name = cause.getMessage();
      boolean isMissing =
          cause instanceof ClassNotFoundException || cause instanceof NoClassDefFoundError;
      // "Could not initialize class …" and "… (wrong name: …)" are NoClassDefFoundErrors, too.
      if (isMissing && name != null && name.indexOf(' ') < 0) {
        return name.replace('/', '.');
      }
    }
    return null;
  }
}
