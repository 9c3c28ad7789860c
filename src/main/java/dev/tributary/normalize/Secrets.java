package dev.tributary.normalize;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names whose value is a secret, which stands in no event. What is listed here holds whatever
 * kinds.yaml says, which may add to it: a folder may be older than the formats that are understood.
 */
final class Secrets {
  /** One to three words, folded, with which the name of a secret ends. */
  private static final Set<String> ENDINGS =
      Set.of(
          "password",
          "passwd",
          "pwd",
          "passkey",
          "passphrase",
          "passcode",
          "secret",
          "token",
          "apikey",
          "accesskey",
          "secretkey",
          "privatekey",
          "authkey",
          "authenticationkey",
          "sharedkey",
          "presharedkey",
          "psk",
          "writekey",
          "readkey",
          "authorization",
          "credentials",
          "bearer",
          "appkey",
          "nwkkey",
          "appskey",
          "nwkskey");

  private static final int MOST_WORDS = 4;

  private Secrets() {}

  /**
   * @param known the names of kinds.yaml, folded
   */
  static boolean isNamed(List<String> words, Map<String, Field> known) {
    for (int from = Math.max(0, words.size() - MOST_WORDS); from < words.size(); from++) {
      String ending = String.join("", words.subList(from, words.size()));
      Field field = known.get(ending);
      if (ENDINGS.contains(ending) || (field != null && field.role() == Field.Role.SECRET)) {
        return true;
      }
    }
    return false;
  }
}
