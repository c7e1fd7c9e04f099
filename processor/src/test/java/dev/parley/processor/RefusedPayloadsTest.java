package dev.parley.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a running core answers to what its contract's constraints refuse. */
@Timeout(60)
class RefusedPayloadsTest {
  private static final Path SOURCES = Path.of("src/test/resources/refusals/dev/people");

  /** What is wrong with the draft that the front end sends. */
  private static final String EVERYTHING =
      "the payload was refused: email: must not be blank; email: must be an e-mail address;"
          + " tags[1]: must not be blank; tags[2]: must have at most 8 characters;"
          + " addresses[1].city: must not be blank; byUse[\"work\"].city: must not be blank";

  @Test
  void whatConstraintsRefuseReachesNoHandlerAndEveryViolationIsNamed() throws Exception {
    Compiled compiled = CompiledClasses.compile(SOURCES);

    assertThat(compiled.messages()).isEmpty();
    assertThat(new CompiledClasses(compiled).heardBy("dev.people.Front"))
        .containsExactly(
            "INVALID_PAYLOAD PeopleEvent.Add: " + EVERYTHING,
            "received 1, handled 0, failures {INVALID_PAYLOAD=1}",
            "INVALID_PAYLOAD PeopleEvent.Add: the payload was refused: addresses[1]: no such city:"
                + " Atlantis",
            "INVALID_PAYLOAD PeopleEvent.Add: the payload was refused: byUse[\"home\"]: no such"
                + " city: Atlantis",
            "received 3, handled 0, failures {INVALID_PAYLOAD=3}",
            "added 1",
            "received 4, handled 1, failures {INVALID_PAYLOAD=3}",
            "added 2",
            "INVALID_PAYLOAD PeopleEvent.AddAll: an item of the stream: " + EVERYTHING,
            "refused items that the handler saw: []",
            "added 1",
            "100 violations, from tags[0] to tags[99]",
            "100 violations, from tags[0] to tags[99]",
            "100 violations, from email to addresses[97].city",
            "100 violations, from email to addresses[96].city");
  }
}
