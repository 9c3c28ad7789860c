package dev.tributary.console.edit;

import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.project.Finding;
import dev.tributary.reload.ReloadResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Saves edits of the folder of routes, only if check and cases pass with all of them. */
public final class Editor {
  private static final int MOST_FILES = 10;

  private final RouteFiles files;
  private final Trial trial;
  private final Supplier<ReloadResult> reload;
  private final String deadLetters;

  /**
   * @param reload activates what was saved; null where a save is not activated
   * @param deadLetters the topic of dead letters, without prefix
   */
  public Editor(RouteFiles files, Trial trial, Supplier<ReloadResult> reload, String deadLetters) {
    this.files = files;
    this.trial = trial;
    this.reload = reload;
    this.deadLetters = deadLetters;
  }

  /**
   * What a file is to become.
   *
   * @param digest of the file as it was opened, empty for a new one
   */
  public record Edit(String name, String text, String digest) {}

  /**
   * How a save went.
   *
   * @param saved the files as they are now; none if check or cases failed
   * @param reload what became of the reload, in words
   * @param active whether what was saved is what runs
   */
  public record Saved(
      Trial.Checked checked, List<RouteFiles.Content> saved, String reload, boolean active) {}

  /** What check finds in an edit. */
  public List<Finding> findings(List<Edit> edits) throws IOException {
    return trial.findings(texts(edits));
  }

  /** Sends a message through the folder with these edits. */
  public Trial.Explained explain(Trial.Sent sent, List<Edit> edits) throws Exception {
    return trial.explain(sent, texts(edits));
  }

  /** The same for many, counted. */
  public Trial.Totals total(Trial.Source all, List<Edit> edits) throws Exception {
    return trial.total(all, texts(edits));
  }

  /** Runs check and cases. */
  public Trial.Checked check(List<Edit> edits) throws Exception {
    return trial.check(texts(edits));
  }

  /** Checks all edits together, writes them, and activates them. */
  public Saved save(List<Edit> edits) throws Exception {
    if (edits.isEmpty()) {
      throw new ConsoleFailure(400, "a save needs a file");
    }
    Trial.Checked checked = trial.check(texts(edits));
    if (!checked.isGood()) {
      return new Saved(checked, List.of(), "", false);
    }
    List<RouteFiles.Content> saved = new ArrayList<>();
    for (Edit edit : edits) {
      saved.add(files.save(edit.name(), edit.text(), edit.digest()));
    }
    if (reload == null) {
      return new Saved(
          checked,
          saved,
          "saved, and not active: tributary.reload.enabled is false, so a restart activates it",
          false);
    }
    ReloadResult result = reload.get();
    return new Saved(checked, saved, result.toString(), result.ok());
  }

  /** An edit that adds this message and what comes of it to the cases. */
  public Edit newCase(String name, Trial.Sent sent, List<Edit> edits) throws Exception {
    Trial.Explained explained = explain(sent, edits);
    if (!explained.findings().isEmpty()) {
      throw new ConsoleFailure(422, explained.findings().get(0).toString());
    }
    if (explained.answers().size() != 1 || explained.answers().get(0).equals("none")) {
      throw new ConsoleFailure(
          422, "a case needs a message that is answered but this is not: " + explained.detail());
    }
    Edit before =
        edits.stream()
            .filter(edit -> edit.name().equals(CaseText.FILE))
            .findFirst()
            .orElseGet(this::cases);
    String ahead = before.text().isEmpty() || before.text().endsWith("\n") ? "" : "\n";
    String blank = before.text().isEmpty() ? "" : "\n";
    return new Edit(
        CaseText.FILE,
        before.text() + ahead + blank + CaseText.of(name, sent, explained, deadLetters),
        before.digest());
  }

  private Edit cases() {
    boolean exists = files.list().stream().anyMatch(file -> file.name().equals(CaseText.FILE));
    if (!exists) {
      return new Edit(CaseText.FILE, "", RouteFiles.NEW);
    }
    RouteFiles.Content now = files.open(CaseText.FILE);
    return new Edit(now.name(), now.text(), now.digest());
  }

  /** Their texts, once it is clear that all of them can be saved as things are. */
  private Map<String, String> texts(List<Edit> edits) {
    if (edits.size() > MOST_FILES) {
      throw new ConsoleFailure(
          400,
          "at most %d files are edited at once but not %d".formatted(MOST_FILES, edits.size()));
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Edit edit : edits) {
      files.requireSaveable(edit.name(), edit.text(), edit.digest());
      texts.put(edit.name(), edit.text());
    }
    return texts;
  }
}
