package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.console.page.ConsolePage;
import java.util.List;
import org.junit.jupiter.api.Test;

class EditPagesTest {
  private final ConsolePage letters = new DeadLettersPage(null, null);
  private final ConsolePage mappings = new MappingsPage(null, null, null, null, null);

  @Test
  void onlyATryOfTheSavedFilesNeedsNoPermissionToWrite() {
    assertThat(List.of("try", "dry-run")).noneMatch(letters::writes);
    assertThat(List.of("dry-run-edit", "replay", "stop", "anything")).allMatch(letters::writes);
    assertThat(List.of("check", "cases", "try", "case", "save", "anything"))
        .allMatch(mappings::writes);
  }

  @Test
  void whatChangesAnythingIsAudited() {
    assertThat(List.of("replay", "stop")).allMatch(letters::audits);
    assertThat(mappings.audits("save")).isTrue();
    assertThat(mappings.audits("check")).isFalse();
  }
}
