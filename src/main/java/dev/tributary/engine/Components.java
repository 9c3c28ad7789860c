package dev.tributary.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** The components that an endpoint can begin with. */
final class Components {
  private static final String LISTING = "META-INF/services/org/apache/camel/component.properties";

  private Components() {}

  static Set<String> schemes() {
    Set<String> schemes =
        new TreeSet<>(Set.of("topic", "mapping", "drop", "ingest", "out", "undelivered"));
    try {
      for (URL listing :
          Collections.list(Components.class.getClassLoader().getResources(LISTING))) {
        Properties properties = new Properties();
        try (InputStream in = listing.openStream()) {
          properties.load(in);
        }
        schemes.addAll(Arrays.asList(properties.getProperty("components", "").split("\\s+")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return schemes;
  }
}
