package dev.parley.transport.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What {@code parley ship} runs while it records an AOT cache: does what the library does when it
 * starts a core, with a host that is Java as well, and then becomes the application. So one cache
 * has the classes of both.
 */
public final class Rehearsal {
  /** The configuration that the library's core starts with; unset if it shall not be started. */
  static final String CONFIG = "PARLEY_TRAINING_CONFIG";

  private static final int HOST_FUNCTIONS = 6;
  private static final int JAVA_FUNCTIONS = 11;
  private static final int START = 1;
  private static final int STOP = 2;
  private static final int OPEN = 3;
  private static final int SEND = 4;
  private static final int CLOSE = 5;
  private static final int MESSAGE_BYTES = 4096;
  private static final int PATIENCE_SECONDS = 60;
  private static final long TOKEN = 1;

  private static final byte[] HELLO =
      "\n\u000b\b\u0001\u0012\u0007parleys".getBytes(StandardCharsets.US_ASCII);

  /** An event that no core has: it is answered all the same. */
  private static final byte[] REQUEST =
      "\u001a\u000b\n\u0007No.Such\u0018\u0001".getBytes(StandardCharsets.US_ASCII);

  /** The Welcome and the answer. */
  private static final CountDownLatch AWAITED = new CountDownLatch(2);

  private Rehearsal() {}

  /**
   * Rehearses, then runs the application's main method.
   *
   * @param arguments the main class, and its own arguments
   */
  public static void main(String[] arguments) throws Throwable {
    rehearse(System.getenv(CONFIG));
    run(Class.forName(arguments[0]), Arrays.copyOfRange(arguments, 1, arguments.length));
  }

  static void rehearse(@Nullable String config) throws Throwable {
    Arena arena = Arena.global();
    long host = table(arena, HOST_FUNCTIONS);
    long java = table(arena, JAVA_FUNCTIONS);
    for (int i = 1; i <= HOST_FUNCTIONS; i++) {
      Memory.setWord(host, i, stub(i == 1 ? "deliver" : "ignore"));
    }
    Bridge.begin(host, java);
    if (config != null) {
      rehearse(arena, java, config);
    }
  }

  private static void rehearse(Arena arena, long java, String config) throws Throwable {
    long message = arena.allocate(MESSAGE_BYTES).address();
    long core = call(java, START, 0, arena.allocateFrom(config).address(), message, MESSAGE_BYTES);
    if (core < 0) {
      throw new IllegalStateException(
          "The core does not start in process, with the configuration that %s gives: %s"
              .formatted(CONFIG, Memory.text(message)));
    }
    long link = call(java, OPEN, core, TOKEN, message, 0);
    send(arena, java, link, HELLO);
    send(arena, java, link, REQUEST);
    if (!AWAITED.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("The core does not answer in process");
    }
    require("close", call(java, CLOSE, link, 0, 0, 0));
    require("stop", call(java, STOP, core, 0, 0, 0));
  }

  private static void send(Arena arena, long java, long link, byte[] frame) throws Throwable {
    long address = arena.allocate(frame.length).address();
    Memory.write(frame, 0, frame.length, address);
    require("send", call(java, SEND, link, address, frame.length, 0));
  }

  private static void require(String what, long status) {
    if ((int) status != Status.OK) {
      throw new IllegalStateException("%s answers %d in process".formatted(what, (int) status));
    }
  }

  private static long table(Arena arena, int functions) {
    MemorySegment table = arena.allocate((functions + 1L) * Long.BYTES, Long.BYTES);
    Memory.setWord(table.address(), 0, table.byteSize());
    return table.address();
  }

  @SuppressWarnings("restricted") // The library does the same.
  private static long stub(String method) throws ReflectiveOperationException {
    MethodHandle target =
        MethodHandles.lookup().findStatic(Rehearsal.class, method, Memory.SIGNATURE.toMethodType());
    return Linker.nativeLinker().upcallStub(target, Memory.SIGNATURE, Arena.global()).address();
  }

  private static long call(long table, int index, long a, long b, long c, long d) throws Throwable {
    return (long) Memory.function(Memory.word(table, index)).invokeExact(a, b, c, d);
  }

  @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // By its name.
  private static long deliver(long token, long frame, long length, long none4) {
    AWAITED.countDown();
    return Status.OK;
  }

  @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // By its name.
  private static long ignore(long none1, long none2, long none3, long none4) {
    return Status.OK;
  }

  /** As {@code java} runs a class (JLS 12.1.4). */
  private static void run(Class<?> application, String[] arguments) throws Throwable {
    Method main = main(application);
    main.setAccessible(true);
    Object instance = null;
    if (!Modifier.isStatic(main.getModifiers())) {
      var constructor = application.getDeclaredConstructor();
      constructor.setAccessible(true);
      instance = constructor.newInstance();
    }
    try {
      if (main.getParameterCount() == 0) {
        main.invoke(instance);
      } else {
        main.invoke(instance, (Object) arguments);
      }
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private static Method main(Class<?> application) throws NoSuchMethodException {
    for (Class<?> type = application; type != null; type = type.getSuperclass()) {
      for (Class<?>[] parameters : new Class<?>[][] {{String[].class}, {}}) {
        try {
          return type.getDeclaredMethod("main", parameters);
        } catch (NoSuchMethodException e) {
          // The next one.
        }
      }
    }
    throw new NoSuchMethodException(application.getName() + ".main");
  }
}
