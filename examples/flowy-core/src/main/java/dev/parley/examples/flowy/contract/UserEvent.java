package dev.parley.examples.flowy.contract;

import dev.parley.annotations.Event;
import dev.parley.annotations.EventGroup;
import dev.parley.annotations.Idempotent;
import dev.parley.annotations.Sink;
import dev.parley.annotations.Source;
import dev.parley.examples.flowy.error.ErrorCode;
import dev.parley.examples.flowy.error.FlowyException;

/**
 * What a front end may ask of the user module.
 *
 * <p>The core serves one person: all its front ends share one session, which survives a restart of
 * the core. Events that need it fail with {@link ErrorCode#USER_UNAUTHORIZED} while nobody is
 * signed in.
 *
 * <p>What a person may type and get wrong fails with a code that says so. The constraints of the
 * payloads refuse what nobody types: such a call ends with INVALID_PAYLOAD.
 */
@EventGroup
public interface UserEvent {
  /**
   * Signs in and makes the user the current one, in place of who was signed in before.
   *
   * <p>Fails with {@link ErrorCode#USER_NOT_EXIST} or {@link ErrorCode#PASSWORD_NOT_MATCH}.
   */
  @Event(0)
  UserProfilePB signIn(SignInPayloadPB payload) throws FlowyException;

  /**
   * Registers a user and signs them in.
   *
   * <p>Fails with {@link ErrorCode#EMAIL_ALREADY_EXISTS}; upper and lower case are the same here.
   */
  @Event(1)
  UserProfilePB signUp(SignUpPayloadPB payload) throws FlowyException;

  /** Ends the session. */
  @Event(2)
  void signOut() throws FlowyException;

  /**
   * Changes what is present in the payload, and leaves the rest as it is.
   *
   * <p>Only the current user's profile can be changed: another id fails with {@link
   * ErrorCode#USER_UNAUTHORIZED}. Fails with {@link ErrorCode#EMAIL_ALREADY_EXISTS} when the new
   * address is somebody else's.
   */
  @Event(3)
  void updateUserProfile(UpdateUserProfilePayloadPB payload) throws FlowyException;

  /** The current user. */
  @Idempotent
  @Event(4)
  UserProfilePB getUserProfile() throws FlowyException;

  /** The current user, if the session is still good. A front end asks this when it starts. */
  @Idempotent
  @Event(5)
  UserProfilePB checkUser() throws FlowyException;

  /** Makes ready what the current user needs: their folder. Doing it twice does no harm. */
  @Idempotent
  @Event(6)
  void initUser() throws FlowyException;

  /**
   * Stores how the front ends look; needs no session.
   *
   * <p>An empty theme is stored as {@code light}.
   */
  @Idempotent
  @Event(7)
  void setAppearanceSetting(AppearanceSettingsPB payload) throws FlowyException;

  /** How the front ends look: what was stored last, or the defaults; needs no session. */
  @Idempotent
  @Event(8)
  AppearanceSettingsPB getAppearanceSetting() throws FlowyException;

  /** Where the current user's data is kept. */
  @Idempotent
  @Event(9)
  UserSettingPB getUserSetting() throws FlowyException;

  /** Streams the current user's pages, some at a time, in the order of their numbers. */
  @Event(40)
  void exportData(ExportPayloadPB payload, Sink<ChunkPB> chunks) throws FlowyException;

  /**
   * Stores the pages that are streamed as the current user's: all of them once the stream has
   * ended, none if it does not get there.
   *
   * <p>A page whose name is not valid ends it with {@link ErrorCode#VIEW_NAME_INVALID}.
   */
  @Event(41)
  ImportedPB importData(ImportPayloadPB payload, Source<ChunkPB> chunks) throws FlowyException;

  /** Looks for pages as their names are typed: each query is answered by what it found. */
  @Event(42)
  void findPages(Source<PageQueryPB> queries, Sink<FoundPagesPB> found) throws FlowyException;

  /**
   * Stores a page in place of the one with its number, or as a new one if that is 0; answers it
   * with its number.
   *
   * <p>Fails with {@link ErrorCode#RECORD_NOT_FOUND} if the current user has no such page.
   */
  @Event(43)
  PagePB savePage(PagePB page) throws FlowyException;

  /**
   * Begins to copy everything into one file in the current user's folder, and does not wait for it:
   * {@link UserNotification#backedUp} tells how it ended. While one is made, no other is begun.
   */
  @Event(44)
  void backUp() throws FlowyException;
}
