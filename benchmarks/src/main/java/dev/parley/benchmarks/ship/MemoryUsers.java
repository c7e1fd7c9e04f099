package dev.parley.benchmarks.ship;

import dev.parley.annotations.Sink;
import dev.parley.annotations.Source;
import dev.parley.examples.flowy.contract.AppearanceSettingsPB;
import dev.parley.examples.flowy.contract.ChunkPB;
import dev.parley.examples.flowy.contract.ExportPayloadPB;
import dev.parley.examples.flowy.contract.FoundPagesPB;
import dev.parley.examples.flowy.contract.ImportPayloadPB;
import dev.parley.examples.flowy.contract.ImportedPB;
import dev.parley.examples.flowy.contract.PageCountPB;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The user module for one user, who is forgotten at the end. Any password will do. */
final class MemoryUsers implements UserEvent {
  private static final String TOKEN = "t".repeat(43);

  private final UserNotification notifications;
  private final List<PagePB> pages = new ArrayList<>();
  private @Nullable UserProfilePB user;
  private AppearanceSettingsPB appearance = AppearanceSettingsPB.DEFAULTS;

  MemoryUsers(UserNotification notifications) {
    this.notifications = notifications;
  }

  @Override
  public UserProfilePB signIn(SignInPayloadPB payload) {
    return begin(payload.email(), payload.name());
  }

  @Override
  public UserProfilePB signUp(SignUpPayloadPB payload) {
    return begin(payload.email(), payload.name());
  }

  private synchronized UserProfilePB begin(String email, String name) {
    UserProfilePB profile = new UserProfilePB("1", email, name, TOKEN, "");
    user = profile;
    notifications.userSignIn(profile);
    return profile;
  }

  @Override
  public synchronized void signOut() {
    getUserProfile();
    user = null;
  }

  @Override
  public synchronized void updateUserProfile(UpdateUserProfilePayloadPB payload) {
    UserProfilePB old = getUserProfile();
    UserProfilePB changed =
        new UserProfilePB(
            old.id(),
            Objects.requireNonNullElse(payload.email(), old.email()),
            Objects.requireNonNullElse(payload.name(), old.name()),
            old.token(),
            Objects.requireNonNullElse(payload.iconUrl(), old.iconUrl()));
    user = changed;
    notifications.profileUpdate(changed.id(), changed);
  }

  @Override
  public synchronized UserProfilePB getUserProfile() {
    if (user == null) {
      throw new FlowyException(ErrorCode.USER_UNAUTHORIZED);
    }
    return user;
  }

  @Override
  public UserProfilePB checkUser() {
    return getUserProfile();
  }

  @Override
  public void initUser() {
    getUserProfile();
  }

  @Override
  public synchronized void setAppearanceSetting(AppearanceSettingsPB payload) {
    appearance = payload;
  }

  @Override
  public synchronized AppearanceSettingsPB getAppearanceSetting() {
    return appearance;
  }

  @Override
  public UserSettingPB getUserSetting() {
    return new UserSettingPB("/" + getUserProfile().id());
  }

  @Override
  public void exportData(ExportPayloadPB payload, Sink<ChunkPB> chunks) {
    chunks.send(new ChunkPB(allPages()));
  }

  @Override
  public ImportedPB importData(ImportPayloadPB payload, Source<ChunkPB> chunks) {
    int count = 0;
    for (ChunkPB chunk : chunks) {
      for (PagePB page : chunk.pages()) {
        savePage(page);
        count++;
      }
    }
    return new ImportedPB(count);
  }

  @Override
  public void findPages(Source<PageQueryPB> queries, Sink<FoundPagesPB> found) {
    for (PageQueryPB query : queries) {
      List<String> names =
          allPages().stream()
              .map(PagePB::name)
              .filter(name -> name.contains(query.text()))
              .toList();
      found.send(new FoundPagesPB(query.text(), names.size(), names));
    }
  }

  @Override
  public synchronized PagePB savePage(PagePB page) {
    pages.add(page);
    notifications.pagesChanged(getUserProfile().id(), new PageCountPB(pages.size()));
    return page;
  }

  private synchronized List<PagePB> allPages() {
    return List.copyOf(pages);
  }

  @Override
  public void backUp() {
    throw new FlowyException(ErrorCode.INTERNAL);
  }
}
