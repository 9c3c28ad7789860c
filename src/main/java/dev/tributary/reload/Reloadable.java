package dev.tributary.reload;

import java.nio.file.Path;

/** Something besides routes that is read from the folder and can be exchanged while running. */
public interface Reloadable {
  /** Whether this part is made of this file. */
  boolean isOf(Path file);

  /**
   * Puts in force what the folder says, which was found to be well.
   *
   * @return puts back what was in force before
   */
  Runnable take(Path routes) throws Exception;
}
