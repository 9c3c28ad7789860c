package dev.tributary.console;

import dev.tributary.ingest.CredentialsFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The people of {@code tributary.management.users-file}, as it was read last. */
final class Users {
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._@-]{1,64}");

  /** So that a name that does not exist takes as long as one that does. */
  private static final PasswordHash OF_NOBODY =
      new Pbkdf2(600_000, "A".repeat(22) + "==", "A".repeat(43) + "=");

  private final Path file;
  private volatile Map<String, PasswordHash> users;

  /**
   * @throws IllegalArgumentException with one line for each line that is wrong
   */
  Users(Path file) {
    this.file = file;
    this.users = read(file);
  }

  private static Map<String, PasswordHash> read(Path file) {
    Map<String, PasswordHash> users = new HashMap<>();
    CredentialsFile.read(
        file,
        "tributary.management.users-file",
        line -> {
          String[] parts = line.split(":", 2);
          PasswordHash hash = PasswordHash.parse(parts.length < 2 ? "" : parts[1].strip());
          if (!NAME.matcher(parts[0]).matches()) {
            throw new IllegalArgumentException(
                "a name must be 1 to 64 letters, digits and any of . _ @ -");
          }
          if (users.put(parts[0], hash) != null) {
            throw new IllegalArgumentException("a name must stand once");
          }
        });
    return Map.copyOf(users);
  }

  /**
   * Reads the file again.
   *
   * @return who is gone or has another password
   */
  Set<String> reread() {
    Map<String, PasswordHash> before = users;
    users = read(file);
    Set<String> changed = new HashSet<>();
    before.forEach(
        (name, hash) -> {
          if (!hash.equals(users.get(name))) {
            changed.add(name);
          }
        });
    return changed;
  }

  /** Takes a good part of a second, on purpose. */
  boolean areThese(String name, String password) {
    PasswordHash hash = users.get(name);
    boolean matches = (hash == null ? OF_NOBODY : hash).matches(password);
    return hash != null && matches;
  }
}
