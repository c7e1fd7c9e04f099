package dev.parley.examples.flowy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.core.Core;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.client.Result;
import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageReader;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.event.EventType;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.protocol.Reason;
import dev.parley.examples.flowy.contract.UserEvent;
import dev.parley.examples.flowy.contract.UserEventBinding;
import dev.parley.examples.flowy.contract.UserProfilePB;
import dev.parley.examples.flowy.contract.UserProfilePBCodec;
import dev.parley.examples.flowy.error.ErrorCode;
import dev.parley.examples.flowy.error.FlowyError;
import dev.parley.examples.flowy.error.FlowyErrorCodec;
import dev.parley.examples.flowy.error.FlowyException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That a request with an invalid payload is answered and its handler never runs. */
final class RefusedRequestsTest {
  private static final String EMAIL = "annie@appflowy.io";
  private static final String PASSWORD = "A!@123abc";

  private final AtomicInteger handled = new AtomicInteger();
  private final MemoryTransport transport = MemoryTransport.create();
  private Core core;
  private CoreClient client;

  @BeforeEach
  void start() throws Exception {
    core = Core.builder().plugin(UserEventBinding.bind(counting())).listen(transport).start();
    client = CoreClient.connect(transport.dial());
  }

  @AfterEach
  void close() {
    client.close();
    core.close();
  }

  @ParameterizedTest
  @CsvSource({
    "SignIn, EMAIL_IS_EMPTY, ' ', A!@123abc, ''",
    "SignIn, EMAIL_FORMAT_INVALID, annie, A!@123abc, ''",
    "SignIn, PASSWORD_IS_EMPTY, a@b, '', ''",
    "SignIn, PASSWORD_CONTAINS_FORBID_CHARACTERS, a@b, A!@123(), ''",
    "SignIn, PASSWORD_FORMAT_INVALID, a@b, password, ''",
    "SignUp, EMAIL_FORMAT_INVALID, annie, Annie, A!@123abc",
    "SignUp, PASSWORD_FORMAT_INVALID, a@b, '', password",
    "SignUp, USER_NAME_IS_EMPTY, a@b, ' ', A!@123abc",
    "SignUp, USER_NAME_CONTAIN_FORBIDDEN_CHARACTERS, a@b, <Annie>, A!@123abc",
    "UpdateUserProfile, USER_ID_INVALID, '', Annie, a@b",
    "UpdateUserProfile, EMAIL_FORMAT_INVALID, 1, Annie, annie",
  })
  void anInvalidPayloadIsRefusedBeforeItsHandlerRuns(
      String event, ErrorCode code, String one, String two, String three) throws Exception {
    assertThat(answer(event, one, two, three)).isEqualTo(new Result.Err<>(FlowyError.of(code)));
    assertThat(handled).hasValue(0);
  }

  @Test
  void tooLongAPasswordOrANameIsRefusedBeforeItsHandlerRuns() throws Exception {
    assertThat(answer("SignIn", EMAIL, "aB3$" + "x".repeat(97)))
        .isEqualTo(new Result.Err<>(FlowyError.of(ErrorCode.PASSWORD_TOO_LONG)));
    assertThat(answer("SignUp", EMAIL, "x".repeat(257), PASSWORD))
        .isEqualTo(new Result.Err<>(FlowyError.of(ErrorCode.USER_NAME_TOO_LONG)));
    assertThat(handled).hasValue(0);
  }

  @Test
  void whatNoPersonTypesIsRefusedByTheContractWithItsPath() throws Exception {
    assertThat(refusal("UpdateUserProfile", "1", "Annie", EMAIL, PASSWORD, "x".repeat(2_001)))
        .isEqualTo(
            "UserEvent.UpdateUserProfile: the payload was refused: iconUrl: must have at most 2,000"
                + " characters");
    assertThat(refusal("SignUp", "x".repeat(1_001), "x".repeat(4_001), "x".repeat(2_001)))
        .isEqualTo(
            "UserEvent.SignUp: the payload was refused: email: must have at most 1,000 characters;"
                + " name: must have at most 4,000 characters; password: must have at most 2,000"
                + " characters");
    assertThat(handled).hasValue(0);
  }

  @Test
  void whatIsAsLongAsTheContractAllowsIsLeftToTheRules() throws Exception {
    assertThat(answer("UpdateUserProfile", "1", "Annie", EMAIL, PASSWORD, "x".repeat(2_000)))
        .isEqualTo(new Result.Err<>(FlowyError.of(ErrorCode.INTERNAL)));
    assertThat(handled).hasValue(1);
    assertThat(answer("SignUp", "x".repeat(1_000), "Annie", PASSWORD))
        .isEqualTo(new Result.Err<>(FlowyError.of(ErrorCode.EMAIL_FORMAT_INVALID)));
    assertThat(answer("SignUp", EMAIL, "Annie", "x".repeat(2_000)))
        .isEqualTo(new Result.Err<>(FlowyError.of(ErrorCode.PASSWORD_TOO_LONG)));
    assertThat(answer("SignUp", EMAIL, "x".repeat(4_000), PASSWORD))
        .isEqualTo(new Result.Err<>(FlowyError.of(ErrorCode.USER_NAME_TOO_LONG)));
    assertThat(handled).hasValue(1);
  }

  /** A zero-length payload is the message of empty values. */
  @Test
  void anEmptyPayloadIsRefusedForItsEmptyEmail() throws Exception {
    assertThat(answer("SignIn"))
        .isEqualTo(new Result.Err<>(FlowyError.of(ErrorCode.EMAIL_IS_EMPTY)));
    assertThat(handled).hasValue(0);
  }

  @Test
  void aValidPayloadReachesItsHandler() throws Exception {
    assertThat(answer("SignIn", EMAIL, PASSWORD, "<not validated>"))
        .isEqualTo(new Result.Err<>(FlowyError.of(ErrorCode.INTERNAL)));
    assertThat(handled).hasValue(1);
  }

  /** What a call is told whose payload the contract refuses. */
  private @Nullable String refusal(String event, String... fields) {
    EventFailedException failure =
        catchThrowableOfType(EventFailedException.class, () -> answer(event, fields));
    assertThat(failure.reason()).isEqualTo(Reason.INVALID_PAYLOAD);
    return failure.getMessage();
  }

  /** Calls an event with strings for its first fields, which no payload record would take. */
  private Result<UserProfilePB, FlowyError> answer(String event, String... fields)
      throws InterruptedException {
    var type =
        EventType.of("UserEvent." + event, new Strings(), UserProfilePBCodec.CODEC)
            .throwing(FlowyException.class, FlowyException::error, FlowyErrorCodec.CODEC);
    return client.call(type, List.of(fields)).result();
  }

  /** Handlers that count their calls, all of which fail. */
  private UserEvent counting() {
    return (UserEvent)
        Proxy.newProxyInstance(
            UserEvent.class.getClassLoader(),
            new Class<?>[] {UserEvent.class},
            (proxy, method, arguments) -> {
              handled.incrementAndGet();
              throw new FlowyException(ErrorCode.INTERNAL);
            });
  }

  /** Writes the fields 1, 2 and so on. */
  private static final class Strings implements Codec<List<String>> {
    @Override
    public void write(List<String> message, MessageWriter out) {
      for (int i = 0; i < message.size(); i++) {
        out.writeString(i + 1, message.get(i));
      }
    }

    @Override
    public List<String> read(MessageReader in) {
      throw new AssertionError("nothing is read with it");
    }

    @Override
    public String typeName() {
      return "Strings";
    }

    @Override
    public String fieldName(int number) {
      return Integer.toString(number);
    }
  }
}
