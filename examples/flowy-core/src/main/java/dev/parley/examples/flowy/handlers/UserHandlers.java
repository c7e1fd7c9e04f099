package dev.parley.examples.flowy.handlers;

import dev.parley.annotations.Sink;
import dev.parley.annotations.Source;
import dev.parley.examples.flowy.contract.AppearanceSettingsPB;
import dev.parley.examples.flowy.contract.ChunkPB;
import dev.parley.examples.flowy.contract.ExportPayloadPB;
import dev.parley.examples.flowy.contract.FoundPagesPB;
import dev.parley.examples.flowy.contract.ImportPayloadPB;
import dev.parley.examples.flowy.contract.ImportedPB;
import dev.parley.examples.flowy.contract.PagePB;
import dev.parley.examples.flowy.contract.PageQueryPB;
import dev.parley.examples.flowy.contract.SignInPayloadPB;
import dev.parley.examples.flowy.contract.SignUpPayloadPB;
import dev.parley.examples.flowy.contract.UpdateUserProfilePayloadPB;
import dev.parley.examples.flowy.contract.UserEvent;
import dev.parley.examples.flowy.contract.UserNotification;
import dev.parley.examples.flowy.contract.UserProfilePB;
import dev.parley.examples.flowy.contract.UserSettingPB;
import dev.parley.examples.flowy.error.ErrorCode;
import dev.parley.examples.flowy.error.FlowyException;
import dev.parley.examples.flowy.security.PasswordHashing;
import dev.parley.examples.flowy.security.SessionTokens;
import dev.parley.examples.flowy.store.AppearanceStore;
import dev.parley.examples.flowy.store.Credentials;
import dev.parley.examples.flowy.store.DataFolder;
import dev.parley.examples.flowy.store.Database;
import dev.parley.examples.flowy.store.ProfileChange;
import dev.parley.examples.flowy.store.StoredSession;
import dev.parley.examples.flowy.store.StoredUser;
import dev.parley.examples.flowy.store.UserStore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The user module. Payloads are valid when they arrive here: their constructors saw to it.
 *
 * <p>Handlers run at the same time on threads of their own. What changes the session or the profile
 * does so, and tells the front ends, under one lock: notifications arrive in the order of the
 * changes they speak of.
 */
public final class UserHandlers implements UserEvent {
  private final DataFolder folder;
  private final UserStore users;
  private final AppearanceStore appearance;
  private final PageHandlers pages;
  private final PasswordHashing passwords;
  private final Backups backups;
  private final SessionTokens tokens;
  private final UserNotification notifications;
  private final ReentrantLock changes = new ReentrantLock();

  /** The user module on {@code database} in {@code folder}. */
  public UserHandlers(
      DataFolder folder,
      Database database,
      PasswordHashing passwords,
      Backups backups,
      UserNotification notifications) {
    this.folder = folder;
    this.users = new UserStore(database);
    this.appearance = new AppearanceStore(database);
    this.pages = new PageHandlers(database, notifications);
    this.passwords = passwords;
    this.backups = backups;
    this.tokens = new SessionTokens(folder.sessionKey());
    this.notifications = notifications;
  }

  /**
   * {@inheritDoc}
   *
   * <p>An unknown address costs the same time as a wrong password. The two have codes of their own
   * all the same, as in AppFlowy: whoever can reach this core may read its database anyway.
   */
  @Override
  public UserProfilePB signIn(SignInPayloadPB payload) {
    Credentials credentials = users.credentials(payload.email());
    if (credentials == null) {
      passwords.matchesNobody(payload.password());
      throw new FlowyException(ErrorCode.USER_NOT_EXIST);
    }
    if (!passwords.matches(payload.password(), credentials.passwordHash())) {
      throw new FlowyException(ErrorCode.PASSWORD_NOT_MATCH);
    }
    changes.lock();
    try {
      return begun(users.signIn(credentials));
    } finally {
      changes.unlock();
    }
  }

  @Override
  public UserProfilePB signUp(SignUpPayloadPB payload) {
    String hash = passwords.hash(payload.password());
    changes.lock();
    try {
      return begun(users.signUp(payload.email(), payload.name(), hash));
    } finally {
      changes.unlock();
    }
  }

  @Override
  public void signOut() {
    changes.lock();
    try {
      if (!users.signOut()) {
        throw new FlowyException(ErrorCode.USER_UNAUTHORIZED);
      }
    } finally {
      changes.unlock();
    }
  }

  @Override
  public void updateUserProfile(UpdateUserProfilePayloadPB payload) {
    if (!session().user().id().equals(payload.id())) { // before a hash is spent on it
      throw new FlowyException(ErrorCode.USER_UNAUTHORIZED);
    }
    ProfileChange change =
        new ProfileChange(
            payload.name(), payload.email(), hashIfPresent(payload.password()), payload.iconUrl());
    changes.lock();
    try {
      StoredSession session = users.update(payload.id(), change);
      if (session == null) { // signed out meanwhile
        throw new FlowyException(ErrorCode.USER_UNAUTHORIZED);
      }
      notifications.profileUpdate(payload.id(), profile(session));
    } finally {
      changes.unlock();
    }
  }

  @Override
  public UserProfilePB getUserProfile() {
    return profile(session());
  }

  @Override
  public UserProfilePB checkUser() {
    return profile(session());
  }

  @Override
  public void initUser() {
    folder.userFolder(session().user().id());
  }

  @Override
  public void setAppearanceSetting(AppearanceSettingsPB payload) {
    appearance.store(
        payload.theme().isEmpty()
            ? payload.withTheme(AppearanceSettingsPB.DEFAULT_THEME)
            : payload);
  }

  @Override
  public AppearanceSettingsPB getAppearanceSetting() {
    AppearanceSettingsPB stored = appearance.settings();
    return stored == null ? AppearanceSettingsPB.DEFAULTS : stored;
  }

  @Override
  public UserSettingPB getUserSetting() {
    return new UserSettingPB(folder.userFolder(session().user().id()).toString());
  }

  @Override
  public void exportData(ExportPayloadPB payload, Sink<ChunkPB> chunks) {
    pages.export(session().user().id(), payload, chunks);
  }

  @Override
  public ImportedPB importData(ImportPayloadPB payload, Source<ChunkPB> chunks) {
    return new ImportedPB(pages.importAll(session().user().id(), payload, chunks));
  }

  @Override
  public void findPages(Source<PageQueryPB> queries, Sink<FoundPagesPB> found) {
    pages.find(session().user().id(), queries, found);
  }

  @Override
  public PagePB savePage(PagePB page) {
    return pages.save(session().user().id(), page);
  }

  @Override
  public void backUp() {
    backups.begin(session().user().id());
  }

  private StoredSession session() {
    StoredSession session = users.session();
    if (session == null) {
      throw new FlowyException(ErrorCode.USER_UNAUTHORIZED);
    }
    return session;
  }

  private UserProfilePB begun(StoredSession session) {
    UserProfilePB profile = profile(session);
    notifications.userSignIn(profile);
    return profile;
  }

  private UserProfilePB profile(StoredSession session) {
    StoredUser user = session.user();
    return new UserProfilePB(
        user.id(), user.email(), user.name(), tokens.of(session.id()), user.iconUrl());
  }

  private @Nullable String hashIfPresent(@Nullable String password) {
    return password == null ? null : passwords.hash(password);
  }
}
