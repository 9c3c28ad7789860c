package dev.tributary.reload;

import dev.tributary.library.Libraries;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of jars in lib/ that were changed: they cannot be exchanged while the program runs. */
final class LibraryWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LibraryWatch.class);

  private final FolderWatch watch;
  private volatile Set<String> logged = Set.of();

  LibraryWatch() throws IOException {
    this.watch = new FolderWatch(Libraries.watched(), this::look);
  }

  private void look() {
    List<String> pending = Libraries.pending();
    pending.stream().filter(line -> !logged.contains(line)).forEach(LOG::warn);
    logged = Set.copyOf(pending);
  }

  @Override
  public void close() {
    watch.close();
  }
}
