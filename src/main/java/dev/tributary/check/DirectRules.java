package dev.tributary.check;

import dev.tributary.config.Nearest;
import dev.tributary.project.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every {@code direct:} that is sent to has one route that begins with it. */
final class DirectRules {
  private DirectRules() {}

  /**
   * @param made the addresses at which routes made from templates begin
   * @param unreadable files in which such a route may stand
   */
  static List<Finding> findings(
      List<EndpointUse> uses, Set<String> made, List<Finding> unreadable) {
    Map<String, EndpointUse> consumers = new LinkedHashMap<>();
    List<Finding> findings = new ArrayList<>();
    for (EndpointUse use : uses) {
      if (isDirect(use) && use.consumes()) {
        EndpointUse before = consumers.putIfAbsent(use.path(), use);
        if (before != null) {
          findings.add(
              use.tree()
                  .finding(
                      use.pointer(),
                      "direct:%s may begin one route only, but begins another at %s"
                          .formatted(use.path(), before.place())));
        }
      }
    }
    for (EndpointUse use : uses) {
      if (isDirect(use)
          && !use.consumes()
          && !consumers.containsKey(use.path())
          && !made.contains("direct:" + use.path())) {
        findings.add(
            use.tree()
                .finding(
                    use.pointer(),
                    "direct:%s needs a route that begins with it%s"
                        .formatted(use.path(), instead(use, consumers.keySet(), unreadable))));
      }
    }
    return findings;
  }

  private static String instead(EndpointUse use, Set<String> known, List<Finding> unreadable) {
    String hint = Nearest.hint(use.path(), known);
    return unreadable.isEmpty() || !hint.isEmpty()
        ? hint
        : ", unless it stands in what cannot be read: " + unreadable.get(0);
  }

  private static boolean isDirect(EndpointUse use) {
    return use.scheme().equals("direct") && !use.isDynamic();
  }
}
