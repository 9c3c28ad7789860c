package dev.tributary.cli;

import dev.tributary.text.LineDiff;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeSet;

/** What changed in the shipped files since a folder was made from them, as a patch. */
final class FolderDiff {
  private static final byte[] NOTHING = {};

  private final ShippedFiles then;
  private final ShippedFiles now;
  private final Path folder;
  private final PrintStream out;
  private int changes;
  private int edited;

  FolderDiff(Path folder, ShippedFiles then, ShippedFiles now, PrintStream out) {
    this.folder = folder;
    this.then = then;
    this.now = now;
    this.out = out;
  }

  /** Returns how many files changed. */
  int print() throws IOException {
    TreeSet<String> paths = new TreeSet<>(then.files().keySet());
    paths.addAll(now.files().keySet());
    for (String path : paths) {
      Path file = folder.resolve(path);
      byte[] here = Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
      compare(path, then.files().get(path), here, now.files().get(path));
    }
    out.println(summary());
    return changes;
  }

  private String summary() {
    String files = changes == 1 ? "1 file" : changes + " files";
    if (!then.isKnown()) {
      return "%s of %s: other than here, where nothing says what the folder was made from."
          .formatted(files, now.version());
    } else if (changes == 0) {
      return "Nothing changed since %s.".formatted(then.version());
    }
    return "%s changed since %s, %d of them edited here.".formatted(files, then.version(), edited);
  }

  private void compare(String path, byte[] before, byte[] here, byte[] after) {
    if (Arrays.equals(here, after) || Arrays.equals(before, after)) {
      return;
    }
    boolean edits = then.isKnown() && !Arrays.equals(here, before);
    changes++;
    edited += edits ? 1 : 0;
    out.printf(
        "%s: %s%s%n",
        path, what(before, here, after), edits && here != null ? ", edited here" : "");
    if (after != null && (here != null || before == null)) {
      patch(path, before == null ? here : before, after);
    }
  }

  private String what(byte[] before, byte[] here, byte[] after) {
    if (after == null) {
      return "no longer shipped";
    } else if (before != null) {
      return here == null ? "changed, removed here" : "changed";
    } else if (here == null) {
      return "new";
    }
    return then.isKnown() ? "new" : "differs";
  }

  private void patch(String path, byte[] from, byte[] to) {
    out.printf("--- %s%n+++ %s%n", from == null ? "/dev/null" : path, path);
    out.print(LineDiff.hunks(from == null ? NOTHING : from, to));
  }
}
