package dev.parley.examples.flowy.handlers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.annotations.Outcome;
import dev.parley.examples.flowy.contract.AppearanceSettingsPB;
import dev.parley.examples.flowy.contract.BackupPB;
import dev.parley.examples.flowy.contract.LocaleSettingsPB;
import dev.parley.examples.flowy.contract.PageCountPB;
import dev.parley.examples.flowy.contract.PagePB;
import dev.parley.examples.flowy.contract.ProgressPB;
import dev.parley.examples.flowy.contract.SignInPayloadPB;
import dev.parley.examples.flowy.contract.SignUpPayloadPB;
import dev.parley.examples.flowy.contract.ThemeModePB;
import dev.parley.examples.flowy.contract.UpdateUserProfilePayloadPB;
import dev.parley.examples.flowy.contract.UserNotification;
import dev.parley.examples.flowy.contract.UserProfilePB;
import dev.parley.examples.flowy.error.ErrorCode;
import dev.parley.examples.flowy.error.FlowyError;
import dev.parley.examples.flowy.error.Refusal;
import dev.parley.examples.flowy.security.PasswordHashing;
import dev.parley.examples.flowy.store.DataFolder;
import dev.parley.examples.flowy.store.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UserHandlersTest {
  private static final String EMAIL = "annie@appflowy.io";
  private static final String PASSWORD = "A!@123abc";
  private static final PasswordHashing PASSWORDS = new PasswordHashing();

  @TempDir Path temporary;
  private final List<String> sent = new ArrayList<>();
  private final List<UserProfilePB> profiles = new ArrayList<>();
  private final BlockingQueue<Outcome<BackupPB, FlowyError>> outcomes = new LinkedBlockingQueue<>();
  private DataFolder folder;
  private Database database;
  private Backups backups;
  private UserHandlers handlers;

  @BeforeEach
  void open() {
    folder = DataFolder.open(temporary);
    database = Database.open(folder);
    UserNotification recording = new Recording();
    backups = new Backups(folder, database, recording);
    handlers = new UserHandlers(folder, database, PASSWORDS, backups, recording);
  }

  @AfterEach
  void close() {
    backups.close();
    database.close();
    folder.close();
  }

  @AfterAll
  static void endHashing() {
    PASSWORDS.close();
  }

  @Test
  void signingUpBeginsASessionAndTellsSo() {
    UserProfilePB profile = signUp(EMAIL, "Annie");
    assertThat(profile.email()).isEqualTo(EMAIL);
    assertThat(profile.name()).isEqualTo("Annie");
    assertThat(profile.iconUrl()).isEmpty();
    assertThat(profile.token()).hasSize(43);
    assertThat(handlers.getUserProfile()).isEqualTo(profile);
    assertThat(handlers.checkUser()).isEqualTo(profile);
    assertThat(sent).containsExactly("userSignIn");
    assertThat(profiles).containsExactly(profile);
  }

  @Test
  void signingInGivesTheSameUserANewToken() {
    UserProfilePB before = signUp(EMAIL, "Annie");
    handlers.signOut();
    UserProfilePB profile = handlers.signIn(new SignInPayloadPB("ANNIE@appflowy.io", PASSWORD, ""));
    assertThat(profile)
        .isEqualTo(new UserProfilePB(before.id(), EMAIL, "Annie", profile.token(), ""));
    assertThat(profile.token()).isNotEqualTo(before.token());
    assertThat(sent).containsExactly("userSignIn", "userSignIn");
    assertThat(profiles.getLast()).isEqualTo(profile);
  }

  @Test
  void signingInFailsForAnUnknownAddressAndForAWrongPassword() {
    UserProfilePB profile = signUp(EMAIL, "Annie");
    assertRefused(
        ErrorCode.USER_NOT_EXIST, () -> handlers.signIn(new SignInPayloadPB("b@b", PASSWORD, "")));
    assertRefused(
        ErrorCode.PASSWORD_NOT_MATCH,
        () -> handlers.signIn(new SignInPayloadPB(EMAIL, PASSWORD + "d", "")));
    assertThat(handlers.getUserProfile()).as("the session goes on").isEqualTo(profile);
    assertThat(sent).hasSize(1);
  }

  @Test
  void anAddressCanNotBeTakenTwice() {
    signUp(EMAIL, "Annie");
    assertRefused(ErrorCode.EMAIL_ALREADY_EXISTS, () -> signUp("Annie@Appflowy.io", "Bert"));
    assertThat(handlers.getUserProfile().name()).isEqualTo("Annie");
    assertThat(sent).hasSize(1);
  }

  @Test
  void withoutASessionWhatNeedsOneIsUnauthorized() {
    signUp(EMAIL, "Annie");
    String id = handlers.getUserProfile().id();
    handlers.signOut();
    assertRefused(ErrorCode.USER_UNAUTHORIZED, handlers::signOut);
    assertRefused(ErrorCode.USER_UNAUTHORIZED, handlers::getUserProfile);
    assertRefused(ErrorCode.USER_UNAUTHORIZED, handlers::checkUser);
    assertRefused(ErrorCode.USER_UNAUTHORIZED, handlers::initUser);
    assertRefused(ErrorCode.USER_UNAUTHORIZED, handlers::getUserSetting);
    assertRefused(
        ErrorCode.USER_UNAUTHORIZED,
        () ->
            handlers.updateUserProfile(
                new UpdateUserProfilePayloadPB(id, "B", null, PASSWORD, null)));
    assertThat(handlers.getAppearanceSetting()).isEqualTo(AppearanceSettingsPB.DEFAULTS);
  }

  @Test
  void anUpdateChangesTheProfileAndTellsSoNamingTheUser() {
    UserProfilePB before = signUp(EMAIL, "Annie");
    handlers.updateUserProfile(
        new UpdateUserProfilePayloadPB(before.id(), "Anne", "anne@appflowy.io", null, "icon"));
    UserProfilePB after =
        new UserProfilePB(before.id(), "anne@appflowy.io", "Anne", before.token(), "icon");
    assertThat(handlers.getUserProfile()).isEqualTo(after);
    assertThat(sent).containsExactly("userSignIn", "profileUpdate " + before.id());
    assertThat(profiles.getLast()).isEqualTo(after);
  }

  @Test
  void aNewPasswordReplacesTheOldOne() {
    String id = signUp(EMAIL, "Annie").id();
    handlers.updateUserProfile(
        new UpdateUserProfilePayloadPB(id, null, null, "N3w-password", null));
    assertRefused(
        ErrorCode.PASSWORD_NOT_MATCH,
        () -> handlers.signIn(new SignInPayloadPB(EMAIL, PASSWORD, "")));
    assertThat(handlers.signIn(new SignInPayloadPB(EMAIL, "N3w-password", "")).id()).isEqualTo(id);
  }

  @Test
  void somebodyElsesProfileCanNotBeChanged() {
    String other = signUp("b@b", "Bert").id();
    UserProfilePB profile = signUp(EMAIL, "Annie");
    assertRefused(ErrorCode.USER_UNAUTHORIZED, () -> rename(other, "C"));
    assertRefused(ErrorCode.USER_UNAUTHORIZED, () -> rename("nobody", "C"));
    assertRefused(
        ErrorCode.EMAIL_ALREADY_EXISTS,
        () ->
            handlers.updateUserProfile(
                new UpdateUserProfilePayloadPB(profile.id(), "C", "B@b", null, null)));
    assertThat(handlers.getUserProfile()).isEqualTo(profile);
    assertThat(sent).containsExactly("userSignIn", "userSignIn");
  }

  @Test
  void notificationsComeInTheOrderOfTheChanges() {
    String id = signUp(EMAIL, "Annie").id();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        String name = "Annie " + i;
        threads.execute(() -> rename(id, name));
      }
    }
    assertThat(profiles).hasSize(201);
    assertThat(profiles.getLast()).isEqualTo(handlers.getUserProfile());
  }

  @Test
  void theSessionSurvivesARestartWithItsToken() {
    UserProfilePB profile = signUp(EMAIL, "Annie");
    close();
    open();
    assertThat(handlers.checkUser()).isEqualTo(profile);
  }

  @Test
  void eachUserHasAFolderOfTheirOwn() {
    UserProfilePB bert = signUp("b@b", "Bert");
    Path bertsFolder = Path.of(handlers.getUserSetting().userFolder());
    UserProfilePB annie = signUp(EMAIL, "Annie");
    handlers.initUser();
    handlers.initUser();
    Path folderOfAnnie = temporary.resolve("users").resolve(annie.id());
    assertThat(folderOfAnnie).isDirectory().isNotEqualTo(bertsFolder);
    assertThat(bertsFolder).isDirectory().hasFileName(bert.id()).isAbsolute();
    assertThat(handlers.getUserSetting().userFolder()).isEqualTo(folderOfAnnie.toString());
  }

  @Test
  void theAppearanceIsKeptAsGivenButForAnEmptyTheme() {
    assertThat(handlers.getAppearanceSetting())
        .isEqualTo(
            new AppearanceSettingsPB(
                "light",
                ThemeModePB.SYSTEM,
                "Poppins",
                "SF Mono",
                new LocaleSettingsPB("en", ""),
                true,
                Map.of(),
                false,
                0));
    AppearanceSettingsPB settings =
        new AppearanceSettingsPB(
            "",
            ThemeModePB.DARK,
            "",
            "",
            new LocaleSettingsPB("", ""),
            false,
            Map.of("a", "1"),
            true,
            1.5);
    handlers.setAppearanceSetting(settings);
    assertThat(handlers.getAppearanceSetting()).isEqualTo(settings.withTheme("light"));
    handlers.setAppearanceSetting(settings.withTheme(" dark "));
    assertThat(handlers.getAppearanceSetting()).isEqualTo(settings.withTheme(" dark "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"A!@123abc-canary"})
  void neitherThePasswordNorTheTokenIsOnTheDisk(String password) throws IOException {
    String token = handlers.signUp(new SignUpPayloadPB(EMAIL, "Annie", password)).token();
    handlers.signIn(new SignInPayloadPB(EMAIL, password, password));
    String id = handlers.getUserProfile().id();
    handlers.updateUserProfile(new UpdateUserProfilePayloadPB(id, null, null, password, null));
    String secondToken = handlers.getUserProfile().token();
    boolean sawTheEmail = false;
    try (Stream<Path> files = Files.walk(temporary)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(bytes).as(file.toString()).doesNotContain(password, token, secondToken);
        sawTheEmail |= bytes.contains(EMAIL);
      }
    }
    assertThat(sawTheEmail).as("the search finds what is there").isTrue();
  }

  private UserProfilePB signUp(String email, String name) {
    return handlers.signUp(new SignUpPayloadPB(email, name, PASSWORD));
  }

  private void rename(String id, String name) {
    handlers.updateUserProfile(new UpdateUserProfilePayloadPB(id, name, null, null, null));
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call).satisfies(Refusal.with(code));
  }

  @Test
  void aPageIsStoredUnderANewNumberAndThenInItsPlace() {
    String id = signUp(EMAIL, "Annie").id();
    PagePB page = handlers.savePage(new PagePB(0, "Draft", "one"));
    assertThat(page.number()).isPositive();
    assertThat(handlers.savePage(new PagePB(page.number(), "Draft", "two")).text())
        .isEqualTo("two");
    assertThat(handlers.savePage(new PagePB(0, "Another", "")).number())
        .isGreaterThan(page.number());
    assertThat(sent)
        .containsExactly(
            "userSignIn",
            "pagesChanged " + id + ": 1",
            "pagesChanged " + id + ": 1",
            "pagesChanged " + id + ": 2");
  }

  @Test
  void aPageOfSomebodyElseIsNotFound() {
    signUp("bert@appflowy.io", "Bert");
    PagePB theirs = handlers.savePage(new PagePB(0, "Bert's", ""));
    signUp(EMAIL, "Annie");
    assertRefused(
        ErrorCode.RECORD_NOT_FOUND,
        () -> handlers.savePage(new PagePB(theirs.number(), "Mine", "")));
    assertRefused(
        ErrorCode.RECORD_NOT_FOUND,
        () -> handlers.savePage(new PagePB(theirs.number() + 1, "Mine", "")));
  }

  @Test
  void aBackupIsACopyOfTheDatabaseThatNobodyElseMayRead() throws Exception {
    UserProfilePB profile = signUp(EMAIL, "Annie");
    handlers.backUp();
    Outcome<BackupPB, FlowyError> outcome = outcomes.poll(20, TimeUnit.SECONDS);
    assertThat(outcome).isInstanceOf(Outcome.Success.class);
    BackupPB backup = ((Outcome.Success<BackupPB, FlowyError>) outcome).payload();
    Path file = Path.of(backup.path());
    assertThat(file.getParent()).isEqualTo(folder.userFolder(profile.id()));
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.size(file)).isEqualTo(backup.bytes()).isPositive();
    try (Connection copy = DriverManager.getConnection("jdbc:sqlite:" + file);
        ResultSet row = copy.createStatement().executeQuery("SELECT email FROM user")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo(EMAIL);
    }
  }

  @Test
  void aBackupThatCanNotBeMadeIsToldOfAndTheNextOneIsMade() throws Exception {
    UserProfilePB profile = signUp(EMAIL, "Annie");
    Path home = folder.userFolder(profile.id());
    Files.delete(home);
    Files.writeString(home, "where a folder should be");
    handlers.backUp();
    assertThat(outcomes.poll(20, TimeUnit.SECONDS))
        .isEqualTo(Outcome.failure(FlowyError.of(ErrorCode.INTERNAL)));
    Files.delete(home);
    handlers.backUp();
    assertThat(outcomes.poll(20, TimeUnit.SECONDS)).isInstanceOf(Outcome.Success.class);
  }

  /** Keeps what was sent; the handlers' lock is all that guards it. */
  private final class Recording implements UserNotification {
    @Override
    public void userSignIn(UserProfilePB profile) {
      sent.add("userSignIn");
      profiles.add(profile);
    }

    @Override
    public void profileUpdate(String userId, UserProfilePB profile) {
      sent.add("profileUpdate " + userId);
      profiles.add(profile);
    }

    @Override
    public void progress(String task, ProgressPB progress) {
      sent.add("progress of %s: %s".formatted(task, progress.pages()));
    }

    @Override
    public void pagesChanged(String userId, PageCountPB count) {
      sent.add("pagesChanged %s: %s".formatted(userId, count.pages()));
    }

    @Override
    public void backedUp(String userId, Outcome<BackupPB, FlowyError> outcome) {
      outcomes.add(outcome);
    }
  }
}
