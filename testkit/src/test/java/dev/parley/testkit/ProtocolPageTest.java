package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.protocol.Reason;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.GroupInfo;
import dev.parley.core.wire.Hello;
import dev.parley.core.wire.Protocol;
import dev.parley.core.wire.Resync;
import dev.parley.core.wire.SessionId;
import dev.parley.core.wire.Subscribe;
import dev.parley.core.wire.Welcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/protocol.md shows as bytes is what is written and read. */
@Timeout(30)
class ProtocolPageTest {
  private static final Path PAGE = Path.of("..", "docs", "protocol.md");
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
  private static final int NO_LIMIT = Integer.MAX_VALUE;
  private static final SessionId SESSION =
      SessionId.of(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f"));

  /** The frames of the page by their captions, as this core writes them. */
  static Map<String, byte[]> examples() {
    Map<String, byte[]> frames = new LinkedHashMap<>();
    GroupInfo group = new GroupInfo("Echo", "00000000000000ec", "");
    put(
        frames,
        "Hello",
        out ->
            FrameWriter.message(
                out,
                NO_LIMIT,
                FrameKind.HELLO,
                Hello.CODEC,
                new Hello(1, "page", List.of(group), 0, 0, 0)));
    put(
        frames,
        "Welcome",
        out ->
            FrameWriter.message(
                out,
                NO_LIMIT,
                FrameKind.WELCOME,
                Welcome.CODEC,
                new Welcome(1, "echo", List.of(group), 4_194_304, 1024, 256, 262_144)));
    put(
        frames,
        "Request",
        out ->
            FrameWriter.request(
                out, NO_LIMIT, 1, "Echo.Say", Note.CODEC, new Note("hi", 7), 0, ""));
    put(
        frames,
        "Request with a deadline and a trace context",
        out ->
            FrameWriter.request(
                out,
                NO_LIMIT,
                1,
                "Echo.Say",
                Note.CODEC,
                new Note("hi", 7),
                250,
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    put(
        frames,
        "Response, Ok",
        out -> FrameWriter.response(out, NO_LIMIT, 1, Protocol.OK, Note.CODEC, new Note("hi", 7)));
    put(
        frames,
        "Response, Err",
        out -> FrameWriter.response(out, NO_LIMIT, 2, Protocol.ERR, Note.CODEC, Note.of("no")));
    put(
        frames,
        "Response, Internal",
        out ->
            FrameWriter.failure(out, 3, Reason.UNKNOWN_EVENT.number(), "This core has no event X"));
    put(frames, "Cancel", out -> FrameWriter.id(out, FrameKind.CANCEL, 1));
    put(
        frames,
        "Subscribe",
        out ->
            FrameWriter.message(
                out,
                NO_LIMIT,
                FrameKind.SUBSCRIBE,
                Subscribe.CODEC,
                new Subscribe(4, "Echo", List.of(1), List.of("u1"))));
    put(frames, "Response to Subscribe", out -> FrameWriter.acknowledgement(out, 4));
    put(
        frames,
        "Notification",
        out ->
            FrameWriter.notification(
                out,
                NO_LIMIT,
                Echo.HEARD,
                "u1",
                Note.CODEC.encode(new Note("heard", 1)),
                false,
                1,
                false));
    put(
        frames,
        "Notification to be confirmed",
        out ->
            FrameWriter.notification(
                out,
                NO_LIMIT,
                Echo.HEARD,
                "u1",
                Note.CODEC.encode(new Note("heard", 1)),
                false,
                1,
                true));
    put(frames, "Heard", out -> FrameWriter.id(out, FrameKind.HEARD, 1));
    put(
        frames,
        "Resync",
        out ->
            FrameWriter.message(
                out,
                NO_LIMIT,
                FrameKind.RESYNC,
                Resync.CODEC,
                new Resync(Reason.SLOW_CONSUMER, "behind")));
    put(frames, "Unsubscribe", out -> FrameWriter.id(out, FrameKind.UNSUBSCRIBE, 4));
    put(frames, "Ping", out -> FrameWriter.id(out, FrameKind.PING, 300));
    put(frames, "Pong", out -> FrameWriter.id(out, FrameKind.PONG, 300));
    put(
        frames,
        "GoAway",
        out -> FrameWriter.goAway(out, Reason.SHUTTING_DOWN.number(), "The core is closing"));
    put(
        frames,
        "StreamItem",
        out -> {
          int _ = FrameWriter.item(out, NO_LIMIT, 6, Note.CODEC, new Note("hi", 7));
        });
    put(frames, "StreamEnd", out -> FrameWriter.id(out, FrameKind.STREAM_END, 6));
    put(frames, "Credit", out -> FrameWriter.credit(out, 6, 128, 131_072));
    put(frames, "Ack", out -> FrameWriter.id(out, FrameKind.ACK, 65_536));
    put(
        frames,
        "Hello to resume",
        out ->
            FrameWriter.message(
                out,
                NO_LIMIT,
                FrameKind.HELLO,
                Hello.CODEC,
                new Hello(1, "page", List.of(), 0, 0, 0, false, SESSION, 42)));
    put(
        frames,
        "Welcome to a resumed session",
        out ->
            FrameWriter.message(
                out,
                NO_LIMIT,
                FrameKind.WELCOME,
                Welcome.CODEC,
                new Welcome(1, "echo", List.of(), 0, 0, 0, 0, SESSION, 30_000, true, 55)));
    return frames;
  }

  private static void put(
      Map<String, byte[]> frames, String caption, Consumer<MessageWriter> writing) {
    MessageWriter out = new MessageWriter();
    writing.accept(out);
    frames.put(caption, out.toByteArray());
  }

  /** The blocks of one kind: what stands behind the kind, and the lines within. */
  private static Map<String, List<String>> blocks(String kind) throws IOException {
    Map<String, List<String>> blocks = new LinkedHashMap<>();
    Matcher matcher =
        Pattern.compile("^```" + kind + " ?(.*)\n((?:(?!```).*\n)*)```$", Pattern.MULTILINE)
            .matcher(Files.readString(PAGE));
    while (matcher.find()) {
      blocks.put(matcher.group(1), matcher.group(2).lines().toList());
    }
    return blocks;
  }

  private static byte[] bytes(List<String> lines) {
    return HEX.parseHex(String.join(" ", lines).strip());
  }

  @Test
  void everyExampleFrameIsWhatTheCoreWrites() throws Exception {
    Map<String, byte[]> expected = examples();
    Map<String, List<String>> shown = blocks("frame");
    assertThat(shown.keySet()).containsExactlyElementsOf(expected.keySet());
    shown.forEach((caption, lines) ->
        assertThat(HEX.formatHex(bytes(lines)))
            .as(caption)
            .isEqualTo(HEX.formatHex(expected.get(caption))));
  }

  @Test
  void everyExampleFrameIsReadAsWhatItsCaptionSays() throws Exception {
    FrameReader in = new FrameReader(100, 1 << 18);
    blocks("frame")
        .forEach((caption, lines) -> {
          byte[] frame = bytes(lines);
          assertThat(ByteBuffer.wrap(frame).getInt()).isEqualTo(frame.length - 4);
          int kind = in.next(frame, 4, frame.length);
          assertThat(caption).startsWith(FrameKind.name(kind));
        });
  }

  @Test
  void theRecordedConversationsAreAnsweredByteForByte() throws Exception {
    Map<String, List<String>> conversations = blocks("conversation");
    assertThat(conversations).hasSize(2);
    for (List<String> lines : conversations.values()) {
      assertThat(lines).hasSizeGreaterThan(6);
      converse(lines);
    }
  }

  private static void converse(List<String> lines) throws IOException {
    NotificationHub hub = NotificationHub.create();
    MemoryTransport transport = MemoryTransport.create();
    try (Core _ =
            Core.builder()
                .name("echo")
                .notifications(hub)
                .plugin(new Echo(hub).binding())
                .listen(transport)
                .start();
        ByteDuplex link = transport.dial()) {
      for (String line : lines) {
        byte[] frame = HEX.parseHex(line.substring(2));
        if (line.startsWith("> ")) {
          write(link, frame);
        } else {
          assertThat(HEX.formatHex(read(link, frame.length))).isEqualTo(line.substring(2));
        }
      }
    }
  }

  private static void write(ByteDuplex link, byte[] frame) throws IOException {
    ByteBuffer source = ByteBuffer.wrap(frame);
    while (source.hasRemaining()) {
      int _ = link.write(source);
    }
  }

  private static byte[] read(ByteDuplex link, int length) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(length);
    while (target.hasRemaining()) {
      assertThat(link.read(target)).as("bytes read").isPositive();
    }
    return target.array();
  }

  @Test
  void theReasonsOfThePageAreTheReasonsOfTheCode() throws Exception {
    List<String> shown = new ArrayList<>();
    Matcher row =
        Pattern.compile("^\\| (\\d+) \\| `([A-Z_]+)` \\|", Pattern.MULTILINE)
            .matcher(Files.readString(PAGE));
    while (row.find()) {
      shown.add(row.group(2) + "=" + row.group(1));
    }
    List<String> known = new ArrayList<>();
    for (Reason reason : Reason.values()) {
      known.add(reason + "=" + reason.number());
    }
    assertThat(shown).containsExactlyElementsOf(known);
  }
}
