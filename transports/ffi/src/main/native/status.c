#include "parley.h"

const char *parley_status_text(int32_t status) {
  switch (status) {
    case PARLEY_OK:
      return "Done.";
    case PARLEY_INVALID:
      return "An argument is not valid: NULL where none may be, a length that nothing can have, or an option.";
    case PARLEY_CLOSED:
      return "The core or link was closed, has ended, or was never opened.";
    case PARLEY_NO_JVM:
      return "No Java runtime was found, or it can't be loaded.";
    case PARLEY_WRONG_JVM:
      return "The Java runtime is not version 25 or later.";
    case PARLEY_JVM_FAILED:
      return "The Java runtime did not start.";
    case PARLEY_NO_CORE:
      return "The class path has no such core, or not Parley's own classes.";
    case PARLEY_CORE_FAILED:
      return "The core was found and its start failed.";
    case PARLEY_TOO_LARGE:
      return "The frame is longer than the core takes.";
    case PARLEY_OVERLOADED:
      return "Too much waits: the frame was not taken. Try again later.";
    case PARLEY_TIMEOUT:
      return "Nothing came within the time.";
    case PARLEY_BUSY:
      return "This would wait for itself: it was called from within a callback that it would have to wait for.";
    case PARLEY_FORKED:
      return "This process is a child of the one that started the library: it can't use it.";
    case PARLEY_NO_MEMORY:
      return "There is no memory, or no thread.";
    case PARLEY_STUCK:
      return "A callback does not return: the core is closed as far as it can be without that.";
    default:
      return "There is no such status.";
  }
}
