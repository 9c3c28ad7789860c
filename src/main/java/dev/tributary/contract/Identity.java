package dev.tributary.contract;

/** The character rules of device and region names, the same wherever a name comes from. */
public final class Identity {
  private static final int LONGEST = 128;
  private static final String MARKS = " ._:-@=~,";

  private Identity() {}

  /**
   * Why this cannot be the name of a {@code what} (device, region, gateway), one sentence, or null
   * when it can.
   */
  public static String problem(String what, String name) {
    int characters = 0;
    for (int i = 0; i < name.length(); characters++) {
      int character = name.codePointAt(i);
      if (!allowed(character)) {
        return "a %s is named with letters, digits, space and ._:-@=~, but \"%s\" holds %s"
            .formatted(what, printable(name), Character.getName(character));
      }
      i += Character.charCount(character);
    }
    if (characters == 0 || characters > LONGEST) {
      return "a %s has 1 to %d characters but this one %d".formatted(what, LONGEST, characters);
    }
    return null;
  }

  public static boolean valid(String name) {
    return problem("name", name) == null;
  }

  /**
   * @throws Rejection {@code bad-identity}
   */
  public static void require(String what, String name) {
    String problem = problem(what, name);
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
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
      default -> Character.isLetterOrDigit(character);
    };
  }

  private static String printable(String name) {
    String start = name.length() > LONGEST ? name.substring(0, LONGEST) : name;
    return start.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}\"]", "?");
  }
}
