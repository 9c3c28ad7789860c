package dev.tributary.analytics.rules;

import dev.tributary.project.OperatorFolder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The zones of a folder, each a file of its own.
 *
 * @param names also of those whose file is wrong
 */
record Zones(Set<String> names, Map<String, Zone> wellFormed) {
  private static final String ENDING = ".geojson";
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

  /** Reads analytics/zones/*.geojson. */
  static Zones read(Path routes, List<String> problems) {
    OperatorFolder listed = OperatorFolder.list(routes);
    Set<String> names = new TreeSet<>();
    Map<String, Zone> zones = new HashMap<>();
    for (Path file : listed.files()) {
      if (!routes.resolve(RuleFolder.ZONES).equals(file.getParent())) {
        continue;
      }
      String shown = listed.name(file);
      String name = file.getFileName().toString();
      if (!name.endsWith(ENDING)) {
        problems.add("%s: a zone must be a file that ends in %s".formatted(shown, ENDING));
        continue;
      }
      name = name.substring(0, name.length() - ENDING.length());
      if (!NAME.matcher(name).matches()) {
        problems.add(
            "%s: a zone must be called by up to 64 of a-z 0-9 _ - but is called \"%s\""
                .formatted(shown, name));
        continue;
      }
      names.add(name);
      Zone zone = ZoneReader.read(file, shown, name, problems);
      if (zone != null) {
        zones.put(name, zone);
      }
    }
    return new Zones(names, zones);
  }

  Zone zone(String name) {
    return wellFormed.get(name);
  }
}
