package dev.tributary.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.util.ObjectHelper;

/**
 * The artifact of Camel's that brings a component, a language or a data format, as Camel's
 * catalogue says; artifacts.properties is generated from it.
 */
public final class Artifacts {
  private static final String COMPONENT = "component.";
  private static final String LANGUAGE = "language.";
  private static final String DATA_FORMAT = "data-format.";
  private static final String SERVICES = "META-INF/services/org/apache/camel/";
  private static final Properties NAMES = read();

  private Artifacts() {}

  private static Properties read() {
    Properties names = new Properties();
    try (InputStream in = Artifacts.class.getResourceAsStream("artifacts.properties")) {
      names.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }

  /** How to get this component; empty where Camel has none of this name. */
  public static String component(String scheme) {
    return hint(COMPONENT + scheme);
  }

  /** How to get this language; empty where Camel has none of this name. */
  static String language(String name) {
    return hint(LANGUAGE + name);
  }

  /** How to get this data format; empty where Camel has none of this name. */
  static String dataFormat(String name) {
    return hint(DATA_FORMAT + name);
  }

  /** What an endpoint can begin with: Camel's components, and ours. */
  static Set<String> schemes() {
    Set<String> schemes = names(COMPONENT);
    schemes.addAll(Set.of("topic", "mapping", "drop", "ingest", "out", "undelivered"));
    return schemes;
  }

  /** The names of languages that Camel has. */
  static Set<String> languages() {
    return names(LANGUAGE);
  }

  private static Set<String> names(String prefix) {
    Set<String> names = new TreeSet<>();
    for (String key : NAMES.stringPropertyNames()) {
      if (key.startsWith(prefix)) {
        names.add(key.substring(prefix.length()));
      }
    }
    return names;
  }

  /** Whether this artifact brings components, languages or data formats, and none is there. */
  public static boolean isMissing(String artifact) {
    boolean known = false;
    for (String key : NAMES.stringPropertyNames()) {
      if (NAMES.getProperty(key).equals(artifact)) {
        known = true;
        String service = key.replace("data-format.", "dataformat.").replaceFirst("\\.", "/");
        if (ObjectHelper.loadResourceAsURL(SERVICES + service) != null) {
          return false;
        }
      }
    }
    return known;
  }

  private static String hint(String key) {
    String artifact = NAMES.getProperty(key);
    return artifact == null ? "" : add(artifact);
  }

  /** How to get this artifact. */
  public static String add(String artifact) {
    return "; java -jar tributary.jar add %s brings it".formatted(artifact);
  }
}
