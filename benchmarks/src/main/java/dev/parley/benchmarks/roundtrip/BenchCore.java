package dev.parley.benchmarks.roundtrip;

import dev.parley.benchmarks.contract.SignInPayloadPB;
import dev.parley.benchmarks.contract.UserEvent;
import dev.parley.benchmarks.contract.UserEventBinding;
import dev.parley.benchmarks.contract.UserProfilePB;
import dev.parley.core.Core;
import dev.parley.transport.unix.UnixSocketTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A Parley core as anybody would start one, with a handler that answers at once. */
final class BenchCore {
  private BenchCore() {}

  /** Argument: the socket. Serves until the process is ended. */
  static void main(String[] arguments) throws IOException, InterruptedException {
    try (var _ =
        Core.builder()
            .name("bench")
            .plugin(UserEventBinding.bind(new Handlers()))
            .listen(UnixSocketTransport.at(Path.of(arguments[0])))
            .start()) {
      System.out.println("ready");
      new CountDownLatch(1).await();
    }
  }

  /** Answers at once. */
  static final class Handlers implements UserEvent {
    @Override
    public UserProfilePB signIn(SignInPayloadPB payload) {
      return UserProfilePB.of(payload.email(), payload.name());
    }

    @Override
    public UserProfilePB signUp(SignInPayloadPB payload) {
      return UserProfilePB.of(payload.email(), payload.name());
    }
  }
}
