package dev.tributary.console;

/** What a users file has of a password; toString is as it stands there. */
public interface PasswordHash {
  static PasswordHash of(String password) {
    return Pbkdf2.of(password);
  }

  /**
   * @throws IllegalArgumentException with the rule
   */
  static PasswordHash parse(String text) {
    PasswordHash hash = Pbkdf2.parse(text);
    if (hash == null) {
      hash = Bcrypt.parse(text);
    }
    if (hash == null) {
      throw new IllegalArgumentException(
          "a line must be <name>:<hash>, the hash as the command user (pbkdf2-sha256$…) or htpasswd -B ($2y$…) prints it");
    }
    return hash;
  }

  boolean matches(String password);
}
