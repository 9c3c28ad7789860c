package dev.tributary.console;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code $2y$10$…}, as {@code htpasswd -B} makes it. */
record Bcrypt(String hash) implements PasswordHash {
  private static final int LEAST_COST = 5;
  private static final int MOST_COST = 16;
  private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$(\\d{2})\\$[./A-Za-z0-9]{53}");

  /** All that make such hashes read no more than the first 72 bytes of a password. */
  private static final BCrypt.Verifyer VERIFIER =
      BCrypt.verifyer(null, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2B));

  /** Null for a hash of another kind. */
  static Bcrypt parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    int cost = Integer.parseInt(parts.group(1));
    if (cost < LEAST_COST || cost > MOST_COST) {
      throw new IllegalArgumentException(
          "the cost of a bcrypt hash must be %d to %d but is %d"
              .formatted(LEAST_COST, MOST_COST, cost));
    }
    return new Bcrypt(text);
  }

  @Override
  public boolean matches(String password) {
    return VERIFIER.verify(
            password.getBytes(StandardCharsets.UTF_8), hash.getBytes(StandardCharsets.US_ASCII))
        .verified;
  }

  @Override
  public String toString() {
    return hash;
  }
}
