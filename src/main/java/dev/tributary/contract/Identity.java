package dev.tributary.contract;

import dev.tributary.text.Printable;
import java.text.Normalizer;
import java.util.regex.Pattern;

/** The rules of the names in an address, the same wherever a name comes from. */
public final class Identity {
  private static final int LONGEST = 128;
  private static final String MARKS = " ._:-@=~,";

  /** Every character below is in NFC whatever stands beside it. */
  private static final int FIRST_TO_COMPOSE = 0x300;

  private static final Pattern KIND = Pattern.compile("[a-z0-9_]{1,64}");

  private Identity() {}

  /**
   * Why this cannot be the name of a {@code what} (device, region, gateway), one sentence, or null
   * when it can.
   */
  public static String problem(String what, String name) {
    if (name.length() > 2 * LONGEST) {
      return tooLong(what, name.length());
    }
    int characters = 0;
    boolean composes = false;
    for (int i = 0; i < name.length(); characters++) {
      int character = name.codePointAt(i);
      if (!allowed(character)) {
        return "%s names may contain only letters, digits, space and ._:-@=~, but \"%s\" contains %s"
            .formatted(what, shown(name), named(character));
      }
      composes |= character >= FIRST_TO_COMPOSE;
      i += Character.charCount(character);
    }
    if (characters == 0 || characters > LONGEST) {
      return tooLong(what, characters);
    }
    if (name.charAt(0) == ' ' || name.charAt(name.length() - 1) == ' ') {
      return "%s names must not begin or end with a space but \"%s\" does"
          .formatted(what, shown(name));
    }
    if (name.equals(".") || name.equals("..")) {
      return "%s names must not be . or .. but this one is \"%s\"".formatted(what, name);
    }
    if (composes && !Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
      return "%s names must be in Unicode's normal form NFC but \"%s\" is not"
          .formatted(what, shown(name));
    }
    return null;
  }

  /** The same for the kind that an address names. */
  public static String kindProblem(String kind) {
    return KIND.matcher(kind).matches()
        ? null
        : "the kind in an address must be 1 to 64 characters of a-z, 0-9 and _ but is \"%s\""
            .formatted(shown(kind));
  }

  private static String tooLong(String what, int characters) {
    return "%s names must have 1 to %d characters but this one has %d"
        .formatted(what, LONGEST, characters);
  }

  public static boolean valid(String name) {
    return problem("name", name) == null;
  }

  /**
   * @throws Rejection {@code bad-identity}
   */
  public static void require(String what, String name) {
    require(problem(what, name));
  }

  /**
   * @throws Rejection {@code bad-identity}
   */
  public static void requireKind(String kind) {
    require(kindProblem(kind));
  }

  private static void require(String problem) {
    if (problem != null) {
      throw new Rejection(Reason.BAD_IDENTITY, problem);
    }
  }

  private static boolean allowed(int character) {
    if (character < 128) {
      return (character >= 'a' && character <= 'z')
          || (character >= '0' && character <= '9')
          || (character >= 'A' && character <= 'Z')
          || MARKS.indexOf(character) >= 0;
    }
    return switch (Character.getType(character)) {
      // scripts such as Devanagari and Thai write letters with combining marks
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK ->
          Printable.isPrintable(character);
      default -> Character.isLetterOrDigit(character) && Printable.isPrintable(character);
    };
  }

  private static String named(int character) {
    String name = Character.getName(character);
    return name == null ? "U+%04X".formatted(character) : name;
  }

  private static String shown(String name) {
    return Printable.of(name.length() > LONGEST ? name.substring(0, LONGEST) : name)
        .replace('"', '?');
  }
}
