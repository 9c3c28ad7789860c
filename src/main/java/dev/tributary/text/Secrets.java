package dev.tributary.text;

import java.util.regex.Pattern;

/** What may not be shown: credentials in URLs, and values whose name marks them as secret. */
public final class Secrets {
  public static final String HIDDEN = "[hidden]";

  private static final String NAMES =
      "pass(?:word|wd|phrase|code)|pwd|secret|token|credential|jaas|authorization"
          + "|(?:api|access|private|encryption)[-_.]?key";

  private static final Pattern NAME =
      Pattern.compile("(?:" + NAMES + ")|ssl\\.keystore\\.key$", Pattern.CASE_INSENSITIVE);

  /**
   * Never looks past the next URL, so that a long text of a stranger's costs no more than its
   * length. The second form is a password that should have been percent-encoded; digits there are a
   * port.
   */
  private static final Pattern USER_INFO =
      Pattern.compile(
          "(?<=://)(?:[^\\s/?#\"'<>\\\\]{1,512}@"
              + "|[^\\s/?#\"'<>@:\\\\]{0,128}:(?!\\d{1,5}(?:[/?#,\\s\"']|$))"
              + "(?:(?!://)[^\\s\"'<>]){0,512}@)");

  /** The same where a URL is the value of an option in another. */
  private static final Pattern ENCODED_USER_INFO =
      Pattern.compile(
          "(?<=%3A%2F%2F)(?:(?!%3A%2F%2F)[^\\s&\"'<>]){1,512}%40", Pattern.CASE_INSENSITIVE);

  private static final Pattern OPTION =
      Pattern.compile(
          "([?&][\\w.-]{0,64}(?:" + NAMES + ")[\\w.-]{0,64}=)[^&\\s\"'<>]{1,1024}",
          Pattern.CASE_INSENSITIVE);

  /** An address of a setting: nothing in front of its last {@code @} is a host. */
  private static final Pattern BEFORE_HOST = Pattern.compile("(?<=://)(?:(?!://)\\S)*@");

  private static final Pattern BEFORE_BARE_HOST = Pattern.compile("(?<=^|,)[^,]*@");

  private Secrets() {}

  /** The text with what URLs in it hold of credentials hidden. */
  public static String masked(String text) {
    String shown = text;
    if (shown.contains("://") && shown.indexOf('@') >= 0) {
      shown = USER_INFO.matcher(shown).replaceAll(HIDDEN + "@");
    }
    if (shown.contains("%40")) {
      shown = ENCODED_USER_INFO.matcher(shown).replaceAll(HIDDEN + "%40");
    }
    if (shown.indexOf('=') >= 0 && (shown.indexOf('?') >= 0 || shown.indexOf('&') >= 0)) {
      shown = OPTION.matcher(shown).replaceAll("$1" + HIDDEN);
    }
    return shown;
  }

  /** The addresses, separated by commas, without user names and passwords. */
  public static String withoutCredentials(String addresses) {
    return addresses.contains("://")
        ? BEFORE_HOST.matcher(addresses).replaceAll("")
        : BEFORE_BARE_HOST.matcher(addresses).replaceAll("");
  }

  /** Whether a setting is called like a secret: {@code site.api-key}, {@code sasl.jaas.config}. */
  public static boolean isNamed(String key) {
    return NAME.matcher(key).find();
  }

  /** The value of a setting as it may be shown. */
  public static String shown(String key, String value) {
    return isNamed(key) ? HIDDEN : masked(value);
  }
}
