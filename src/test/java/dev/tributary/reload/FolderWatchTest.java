package dev.tributary.reload;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
  @TempDir private Path root;
  private final AtomicInteger calls = new AtomicInteger();
  private volatile String read;

  @Test
  void goOnAfterAnError() throws IOException {
    try (FolderWatch watch = new FolderWatch(root, this::fail)) {
      for (int i = 0; i < 3; i++) {
        int before = calls.get();
        Files.writeString(root.resolve("a.yaml"), "n: " + i);
        await().until(() -> calls.get() > before);
      }
    }
  }

  private void fail() {
    calls.incrementAndGet();
    throw new StackOverflowError();
  }

  @Test
  void seeAFolderThatComesBack() throws IOException {
    try (FolderWatch watch = new FolderWatch(folder("routes"), this::read)) {
      Files.delete(root.resolve("routes"));
      await().until(() -> calls.get() > 0);
      folder("routes");
      awaitSaves();
    }
  }

  @Test
  void seeAFolderThatIsExchangedAsAWhole() throws IOException {
    try (FolderWatch watch = new FolderWatch(folder("routes"), this::read)) {
      Files.move(root.resolve("routes"), root.resolve("before"));
      folder("routes");
      awaitSaves();
    }
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectory(root.resolve(name));
  }

  private void read() {
    calls.incrementAndGet();
    try {
      read = Files.readString(root.resolve("routes/a.yaml"));
    } catch (IOException e) {
      read = null;
    }
  }

  private void awaitSaves() throws IOException {
    for (String text : List.of("first", "second")) {
      Files.writeString(root.resolve("routes/a.yaml"), text);
      await().until(() -> text.equals(read));
    }
  }
}
