package dev.tributary.normalize;

import java.util.HashSet;
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

  private final Set<String> endings = new HashSet<>(ENDINGS);

  /** The last two letters of each, so that hardly any other name is looked up. */
  private final Set<String> tails = new HashSet<>();

  /**
   * @param known the names of kinds.yaml, folded
   */
  Secrets(Map<String, Field> known) {
    known.forEach(
        (name, field) -> {
          if (field.role() == Field.Role.SECRET) {
            endings.add(name);
          }
        });
    endings.forEach(ending -> tails.add(tail(ending)));
  }

  boolean isNamed(List<String> words) {
    if (words.isEmpty() || !mayEnd(words.get(words.size() - 1))) {
      return false;
    }
    for (int from = Math.max(0, words.size() - MOST_WORDS); from < words.size(); from++) {
      if (endings.contains(String.join("", words.subList(from, words.size())))) {
        return true;
      }
    }
    return false;
  }

  private boolean mayEnd(String lastWord) {
    return lastWord.length() < 2 || tails.contains(tail(lastWord));
  }

  private static String tail(String word) {
    return word.substring(Math.max(0, word.length() - 2));
  }
}
