package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.Core;
import dev.parley.core.client.ConnectFailedException;
import dev.parley.core.client.CoreClient;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.event.EventType;
import dev.parley.core.event.GroupContract;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.GroupInfo;
import dev.parley.core.wire.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of a session: the handshake, ids, and who may say what. */
class SessionTest extends CoreTest {
  @Test
  void theFirstFrameMustBeAHello() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw();
    front.request(1, Echo.SAY, Note.of("no greeting"));
    assertThat(front.expectGoAway(Reason.PROTOCOL_ERROR))
        .isEqualTo("The first frame is a Request; it must be a Hello");
    front.expectEnd();
    assertThat(echo.calls()).isZero();
  }

  @Test
  void aSecondHelloIsAProtocolError() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.send(RawFrontEnd.helloBytes());
    assertThat(front.expectGoAway(Reason.PROTOCOL_ERROR)).contains("second Hello");
    front.expectEnd();
  }

  @Test
  void anotherProtocolVersionIsRefusedNamingBoth() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw();
    front.send(RawFrontEnd.frameBytes(FrameKind.HELLO, new byte[] {0x08, 9}));
    assertThat(front.expectGoAway(Reason.PROTOCOL_ERROR)).contains("version 1", "the client 9");
    front.expectEnd();
  }

  @Test
  void theWelcomeNamesEveryGroupAndTheShapeOfThoseThatDiffer() throws Exception {
    hub.declare(new GroupContract("EchoNotification", "00000000000000ed", "shape"));
    start(Limits.DEFAULT);
    RawFrontEnd front = raw();
    front.send(
        RawFrontEnd.helloBytes(
            "raw",
            List.of(
                new GroupInfo("Echo", "ffff", ""),
                new GroupInfo("EchoNotification", "00000000000000ed", ""),
                new GroupInfo("Unknown", "0", ""))));
    assertThat(front.next()).isEqualTo(FrameKind.WELCOME);
    assertThat(front.welcome().protocol()).isEqualTo(1);
    assertThat(front.welcome().core()).isEqualTo("core");
    assertThat(front.welcome().maxFrameBytes()).isEqualTo(4 << 20);
    assertThat(front.welcome().maxCalls()).isEqualTo(1024);
    assertThat(front.welcome().groups())
        .containsExactly(
            new GroupInfo("Echo", Echo.GROUP.fingerprint(), Echo.GROUP.shape()),
            new GroupInfo("EchoNotification", "00000000000000ed", ""));
  }

  @Test
  void anIdIsNeitherZeroNorInUse() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd zero = raw().greet();
    zero.request(0, Echo.SAY, Note.of(""));
    assertThat(zero.expectGoAway(Reason.PROTOCOL_ERROR)).contains("no id");
    RawFrontEnd twice = raw().greet();
    twice.request(5, Echo.WAIT, Note.of(""));
    twice.request(5, Echo.SAY, Note.of(""));
    assertThat(twice.expectGoAway(Reason.PROTOCOL_ERROR)).contains("id 5", "in use");
    RawFrontEnd subscribed = raw().greet();
    subscribed.subscribe(5, "Echo");
    subscribed.request(5, Echo.SAY, Note.of(""));
    assertThat(subscribed.expectGoAway(Reason.PROTOCOL_ERROR)).contains("id 5", "in use");
  }

  @Test
  void anIdMayBeUsedAgainWhenItsCallWasAnswered() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    for (int i = 0; i < 200; i++) {
      front.request(-1, Echo.SAY, Note.of("again"));
      assertThat(front.expectAnswer(-1)).isEqualTo(Protocol.OK);
    }
  }

  @Test
  void aClientMayNotSayWhatOnlyACoreSays() throws Exception {
    start(Limits.DEFAULT);
    for (int kind : List.of(FrameKind.WELCOME, FrameKind.RESPONSE, FrameKind.NOTIFICATION)) {
      RawFrontEnd front = raw().greet();
      front.send(RawFrontEnd.frameBytes(kind, new byte[0]));
      assertThat(front.expectGoAway(Reason.PROTOCOL_ERROR)).contains(FrameKind.name(kind));
      front.expectEnd();
    }
  }

  @Test
  void aPingIsAnsweredAndFramesOfLaterVersionsAreIgnored() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.send(RawFrontEnd.frameBytes(FrameKind.CANCEL, new byte[] {0x08, 77}));
    front.send(RawFrontEnd.frameBytes(FrameKind.CREDIT, new byte[] {0x08, 77}));
    front.send(RawFrontEnd.frameBytes(99, new byte[] {1, 2, 3}));
    front.send(new byte[] {0, 0, 0, 0});
    front.send(RawFrontEnd.frameBytes(FrameKind.PING, new byte[] {0x08, 42}));
    assertThat(front.next()).isEqualTo(FrameKind.PONG);
    assertThat(front.frame().id()).isEqualTo(42);
  }

  @Test
  void aFrameWithTwoBodiesIsAProtocolError() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.send(new byte[] {0, 0, 0, 4, 0x62, 0, 0x6a, 0});
    assertThat(front.expectGoAway(Reason.PROTOCOL_ERROR)).contains("a Ping and a Pong");
  }

  @Test
  void aRecordThatRefusesWithTheDeclaredErrorAnswersIt() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    byte[] refused = {0x10, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
    front.send(RawFrontEnd.requestBytes(1, "Echo.Say", RawBytes.CODEC, new RawBytes(refused)));
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.ERR);
    assertThat(front.frame().payload(Note.CODEC)).isEqualTo(Note.of("refused by the record"));
    front.send(RawFrontEnd.requestBytes(2, "Echo.Wait", RawBytes.CODEC, new RawBytes(refused)));
    assertThat(front.expectFailure(2, Reason.INVALID_PAYLOAD))
        .as("where the event does not declare it")
        .contains("refused by the record");
    assertThat(echo.calls()).isZero();
  }

  @Test
  void aBareNameThatSeveralGroupsHaveIsAnsweredWithTheCandidates() throws Exception {
    EventType<Note, Note, ?> other = EventType.of("Other.Say", Note.CODEC, Note.CODEC);
    opened(
        Core.builder()
            .plugin(echo.binding())
            .plugin(
                EventGroupBinding.of(new GroupContract("Other", "0", ""))
                    .handle(other, note -> note)
                    .build())
            .listen(transport)
            .start());
    RawFrontEnd front = raw().greet();
    front.request(1, "Say");
    assertThat(front.expectFailure(1, Reason.UNKNOWN_EVENT)).contains("Echo.Say or Other.Say");
    front.request(2, "Other.Say");
    assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
    front.request(3, "SayInline");
    assertThat(front.expectAnswer(3)).isEqualTo(Protocol.OK);
  }

  @Test
  void aGroupThatTwoPluginsProvideIsRefusedAtStartNamingBoth() {
    assertThatThrownBy(() ->
            Core.builder()
                .plugin(EventGroupBinding.of(Echo.GROUP).providedBy("x.First").build())
                .plugin(EventGroupBinding.of(Echo.GROUP).providedBy("y.Second").build())
                .start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("Echo", "x.First", "y.Second");
  }

  @Test
  void aClientOfAnotherContractIsToldWhatDiffers() throws Exception {
    start(Limits.DEFAULT);
    GroupContract older =
        new GroupContract(
            "Echo",
            "1111111111111111",
            """
            event Echo.Gone = 7 () -> ()
            event Echo.Say = 0 (dev.parley.testkit.Note) -> dev.parley.testkit.Note
            field dev.parley.testkit.Note.2 = string number
            """);
    assertThatThrownBy(() -> CoreClient.connect(transport.dial(), older))
        .isInstanceOfSatisfying(
            ConnectFailedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.CONTRACT_MISMATCH))
        .hasMessageContainingAll(
            "event Echo.Gone is `7 () -> ()` here and missing in the core",
            "Note: field 2 is `string number` here and `int32 number` in the core");
  }

  @Test
  void aClientThatKnowsLessThanTheCoreConnects() throws Exception {
    start(Limits.DEFAULT);
    GroupContract smaller =
        new GroupContract(
            "Echo",
            "2222222222222222",
            "event Echo.Say = 0 (dev.parley.testkit.Note) -> dev.parley.testkit.Note\n");
    CoreClient client = opened(CoreClient.connect(transport.dial(), smaller));
    assertThat(client.call(Echo.SAY, Note.of("fits")).await()).isEqualTo(Note.of("fits"));
  }

  @Test
  void aClientOfAGroupThatTheCoreLacksIsToldSo() throws Exception {
    start(Limits.DEFAULT);
    GroupContract lacking = new GroupContract("Missing", "0", "");
    assertThatThrownBy(() -> CoreClient.connect(transport.dial(), lacking))
        .hasMessageContaining("does not serve the group Missing");
  }

  @Test
  void aHubServesTwoCoresAndEncodesNothingForNobody() throws Exception {
    start(Limits.DEFAULT);
    MemoryTransport second = MemoryTransport.create();
    opened(Core.builder().notifications(hub).listen(second).start());
    // Would fail to be encoded; nobody listens.
    hub.send(Echo.HEARD, Note.of("\ud800"));
    RawFrontEnd here = raw().greet();
    RawFrontEnd there = opened(new RawFrontEnd(second.dial())).greet();
    here.subscribe(1, "Echo");
    there.subscribe(1, "Echo");
    hub.send(Echo.HEARD, "both", new Note("heard", 1));
    for (RawFrontEnd front : List.of(here, there)) {
      assertThat(front.next()).isEqualTo(FrameKind.NOTIFICATION);
      assertThat(front.frame().subject()).isEqualTo("both");
      assertThat(front.frame().seq()).isEqualTo(1);
    }
    assertThatThrownBy(() -> hub.send(Echo.HEARD, Note.of("\ud800")))
        .hasMessageContaining("surrogate");
    hub.send(Echo.HEARD, "after", new Note("heard", 2));
    assertThat(here.next()).isEqualTo(FrameKind.NOTIFICATION);
    assertThat(here.frame().seq()).as("a failed notification takes no number").isEqualTo(2);
  }
}
