package dev.tributary.console;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** {@code pbkdf2-sha256$ITERATIONS$SALT$HASH}, salt and hash in Base64. */
record Pbkdf2(int iterations, String salt, String hash) implements PasswordHash {
  private static final int ITERATIONS = 600_000;
  private static final int FEWEST = 100_000;
  private static final int MOST = 10_000_000;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 256;
  private static final Pattern FORM =
      Pattern.compile(
          "pbkdf2-sha256\\$(\\d{6,8})\\$([A-Za-z0-9+/]{16,88}={0,2})\\$([A-Za-z0-9+/]{43}=)");

  static Pbkdf2 of(String password) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    String shown = Base64.getEncoder().encodeToString(salt);
    return new Pbkdf2(ITERATIONS, shown, derive(password, ITERATIONS, shown));
  }

  /** Null for a hash of another kind. */
  static Pbkdf2 parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    int iterations = Integer.parseInt(parts.group(1));
    if (iterations < FEWEST || iterations > MOST) {
      throw new IllegalArgumentException(
          "the iterations of a password must be %d to %d but are %d"
              .formatted(FEWEST, MOST, iterations));
    }
    Base64.getDecoder().decode(parts.group(2));
    return new Pbkdf2(iterations, parts.group(2), parts.group(3));
  }

  @Override
  public boolean matches(String password) {
    return MessageDigest.isEqual(
        derive(password, iterations, salt).getBytes(StandardCharsets.US_ASCII),
        hash.getBytes(StandardCharsets.US_ASCII));
  }

  private static String derive(String password, int iterations, String salt) {
    PBEKeySpec spec =
        new PBEKeySpec(
            password.toCharArray(), Base64.getDecoder().decode(salt), iterations, HASH_BITS);
    try {
      byte[] derived =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
      return Base64.getEncoder().encodeToString(derived);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } finally {
      spec.clearPassword();
    }
  }

  /** As it stands in the file. */
  @Override
  public String toString() {
    return "pbkdf2-sha256$%d$%s$%s".formatted(iterations, salt, hash);
  }
}
