package dev.parley.examples.flowy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.examples.flowy.error.ErrorCode;
import dev.parley.examples.flowy.error.FlowyException;
import dev.parley.examples.flowy.error.Refusal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UserStoreTest {
  @TempDir Path temporary;
  private DataFolder folder;
  private Database database;
  private UserStore users;

  @BeforeEach
  void open() {
    folder = DataFolder.open(temporary);
    database = Database.open(folder);
    users = new UserStore(database);
  }

  @AfterEach
  void close() {
    database.close();
    folder.close();
  }

  @Test
  void nobodyIsSignedInAtFirst() {
    assertThat(users.session()).isNull();
    assertThat(users.signOut()).isFalse();
    assertThat(users.credentials("a@b")).isNull();
  }

  @Test
  void theSessionAndTheUserOutliveTheDatabaseConnection() {
    StoredSession session = users.signUp("a@b", "\0 \ud83d\ude00 e\u0301", "hash");
    close();
    open();
    assertThat(users.session()).isEqualTo(session);
    assertThat(session.user().name()).isEqualTo("\0 \ud83d\ude00 e\u0301");
  }

  @Test
  void eachSignInBeginsANewSessionInPlaceOfTheOldOne() {
    StoredSession first = users.signUp("a@b", "a", "hash");
    users.signUp("b@b", "b", "hash");
    StoredSession again = users.signIn(credentials("a@b"));
    assertThat(again.user()).isEqualTo(first.user());
    assertThat(again.id()).isNotEqualTo(first.id());
    assertThat(users.session()).isEqualTo(again);
    assertThat(users.signOut()).isTrue();
    assertThat(users.session()).isNull();
  }

  @Test
  void anAddressBelongsToOneUserWhateverItsCase() {
    users.signUp("Annie@B.io", "a", "hash");
    assertThat(credentials("annie@b.IO").passwordHash()).isEqualTo("hash");
    assertThatThrownBy(() -> users.signUp("ANNIE@b.io", "b", "hash"))
        .satisfies(Refusal.with(ErrorCode.EMAIL_ALREADY_EXISTS));
    assertThat(session().user().email()).as("as given").isEqualTo("Annie@B.io");
  }

  @Test
  void ofManySignUpsAtOnceWithOneAddressExactlyOneSucceeds() throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<ErrorCode>> attempts = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        String name = "user " + i;
        attempts.add(
            threads.submit(() -> {
              start.await();
              try {
                users.signUp("a@b", name, "hash");
                return ErrorCode.INTERNAL; // stands for success
              } catch (FlowyException e) {
                return e.error().code();
              }
            }));
      }
      start.countDown();
    }
    assertThat(attempts.stream().map(Future::resultNow).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(ErrorCode.INTERNAL, ErrorCode.EMAIL_ALREADY_EXISTS);
    assertThat(attempts.stream().map(Future::resultNow).filter(ErrorCode.INTERNAL::equals))
        .hasSize(1);
  }

  @Test
  void anUpdateChangesWhatIsPresentOnly() {
    StoredUser before = users.signUp("a@b", "a", "hash").user();
    assertThat(updated(before.id(), new ProfileChange("c", null, null, null)))
        .isEqualTo(new StoredUser(before.id(), "a@b", "c", ""));
    assertThat(updated(before.id(), new ProfileChange(null, "d@b", "hash 2", "icon")))
        .isEqualTo(new StoredUser(before.id(), "d@b", "c", "icon"));
    assertThat(updated(before.id(), new ProfileChange(null, null, null, "")))
        .isEqualTo(new StoredUser(before.id(), "d@b", "c", ""));
    assertThat(updated(before.id(), new ProfileChange(null, null, null, null)))
        .isEqualTo(new StoredUser(before.id(), "d@b", "c", ""));
    assertThat(credentials("d@b").passwordHash()).isEqualTo("hash 2");
    assertThat(users.credentials("a@b")).isNull();
  }

  @Test
  void onlyTheCurrentUserIsUpdated() {
    StoredUser other = users.signUp("a@b", "a", "hash").user();
    users.signUp("b@b", "b", "hash");
    ProfileChange change = new ProfileChange("c", null, null, null);
    assertThat(users.update(other.id(), change)).isNull();
    assertThat(users.update("nobody", change)).isNull();
    users.signOut();
    assertThat(users.update(other.id(), change)).isNull();
    assertThat(users.signIn(credentials("a@b")).user()).isEqualTo(other);
  }

  @Test
  void anUpdateCanNotTakeSomebodyElsesAddress() {
    users.signUp("a@b", "a", "hash");
    StoredUser user = users.signUp("b@b", "b", "hash").user();
    assertThatThrownBy(() -> users.update(user.id(), new ProfileChange("c", "A@B", null, null)))
        .satisfies(Refusal.with(ErrorCode.EMAIL_ALREADY_EXISTS));
    assertThat(session().user()).as("nothing of it was done").isEqualTo(user);
    assertThat(updated(user.id(), new ProfileChange(null, "B@b", null, null)).email())
        .as("another spelling of one's own")
        .isEqualTo("B@b");
  }

  @Test
  void aPasswordThatWasChangedWhileItWasCheckedIsNotGoodAnyMore() {
    StoredUser user = users.signUp("a@b", "a", "hash").user();
    Credentials checked = credentials("a@b");
    users.update(user.id(), new ProfileChange(null, null, "hash 2", null));
    assertThatThrownBy(() -> users.signIn(checked))
        .satisfies(Refusal.with(ErrorCode.PASSWORD_NOT_MATCH));
    assertThat(users.signIn(credentials("a@b")).user()).isEqualTo(user);
  }

  @Test
  void aHashIsNotPrinted() {
    assertThat(new Credentials("1", "a-hash").toString()).doesNotContain("a-hash");
    assertThat(new ProfileChange("a", "b", "a-hash", "c").toString()).doesNotContain("a-hash");
  }

  private StoredSession session() {
    StoredSession session = users.session();
    if (session == null) {
      throw new AssertionError("nobody is signed in");
    }
    return session;
  }

  private Credentials credentials(String email) {
    Credentials credentials = users.credentials(email);
    if (credentials == null) {
      throw new AssertionError("nobody has " + email);
    }
    return credentials;
  }

  private StoredUser updated(String userId, ProfileChange change) {
    StoredSession session = users.update(userId, change);
    if (session == null) {
      throw new AssertionError(userId + " is not the current user");
    }
    assertThat(users.session()).isEqualTo(session);
    return session.user();
  }
}
