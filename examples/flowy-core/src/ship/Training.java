import dev.parley.core.client.CoreClient;
import dev.parley.examples.flowy.contract.AppearanceSettingsPB;
import dev.parley.examples.flowy.contract.ExportPayloadPB;
import dev.parley.examples.flowy.contract.PagePB;
import dev.parley.examples.flowy.contract.SignInPayloadPB;
import dev.parley.examples.flowy.contract.SignUpPayloadPB;
import dev.parley.examples.flowy.contract.UserEventClient;
import dev.parley.examples.flowy.contract.UserNotificationClient;
import dev.parley.transport.unix.UnixSocket;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Uses a core as a front end does, while {@code parley ship} records what it loads: {@code java
 * Training.java SOCKET COMMAND…}. What it enters is made up anew each time.
 */
final class Training {
  private static final int PATIENCE_SECONDS = 120;

  public static void main(String[] arguments) throws Exception {
    Process core =
        new ProcessBuilder(Arrays.asList(arguments).subList(1, arguments.length))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      BufferedReader output = core.inputReader();
      String line;
      do {
        line = output.readLine();
        if (line == null) {
          throw new IllegalStateException("the core has ended before it was ready");
        }
        System.out.println(line);
      } while (!line.contains("is ready"));
      Path socket = Path.of(arguments[0]);
      use(socket); // A front end comes, and comes back.
      use(socket);
      core.toHandle().destroy(); // Process.destroy would close its output as well.
      output.lines().forEach(_ -> {});
      if (!core.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the core does not end");
      }
    } finally {
      core.destroyForcibly();
    }
  }

  private static void use(Path socket) throws Exception {
    String email = "training-" + UUID.randomUUID() + "@example.com";
    String password = "Aa1!" + UUID.randomUUID().toString().substring(0, 8);
    try (CoreClient client =
        CoreClient.connect(
            UnixSocket.connect(socket),
            UserEventClient.CONTRACT,
            UserNotificationClient.CONTRACT)) {
      UserEventClient user = UserEventClient.of(client);
      CountDownLatch told = new CountDownLatch(1);
      UserNotificationClient.of(client).onUserSignIn(_ -> told.countDown());
      user.getUserProfile().result();
      user.signUp(new SignUpPayloadPB(email, "Training", password)).result();
      if (!told.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("no notification came");
      }
      user.signIn(new SignInPayloadPB(email, password, "")).result();
      user.checkUser().result();
      user.initUser().result();
      user.setAppearanceSetting(AppearanceSettingsPB.DEFAULTS).result();
      user.getAppearanceSetting().result();
      user.savePage(new PagePB(0, "Page", "Text")).result();
      var export = user.exportData(new ExportPayloadPB(0, ""));
      for (var chunk : export) {
        chunk.pages();
      }
      user.signOut().result();
    }
  }
}
