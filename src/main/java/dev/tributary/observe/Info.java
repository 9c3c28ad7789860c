package dev.tributary.observe;

import dev.tributary.config.SettingsLoader;
import dev.tributary.text.Printable;
import dev.tributary.text.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;

/** What runs here, since when, of which files and with which settings: {@code /info}. */
public final class Info {
  private final Instant started = Instant.now();
  private final SettingsLoader.Loaded loaded;
  private final Supplier<CamelContext> camel;
  private final Supplier<List<String>> degradations;
  private final Supplier<List<Map<String, Object>>> rules;

  public Info(
      SettingsLoader.Loaded loaded,
      Supplier<CamelContext> camel,
      Supplier<List<String>> degradations,
      Supplier<List<Map<String, Object>>> rules) {
    this.loaded = loaded;
    this.camel = camel;
    this.degradations = degradations;
    this.rules = rules;
  }

  public Map<String, Object> show() {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("version", version());
    info.put("java", Runtime.version().toString());
    info.put("started", started.toString());
    info.put("uptime_seconds", Duration.between(started, Instant.now()).toSeconds());
    info.put("problems", problems());
    info.put("routes", routes());
    info.put("rules", rules.get());
    info.put("settings", settings());
    return info;
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    loaded.inForce().forEach((key, value) -> settings.put(key, Secrets.masked(value)));
    return settings;
  }

  /** What is wrong or worth to know but stops nothing, one line each. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>(degradations.get());
    if (loaded.settings().tributary().insecure()) {
      problems.add(
          "tributary.insecure=true: a listener that others can reach may authenticate nobody");
    }
    loaded
        .settings()
        .tributary()
        .unsafe()
        .forEach(key -> problems.add("tributary.unsafe lifts the guard of " + key));
    problems.addAll(loaded.warnings());
    return problems.stream().map(Printable::line).toList();
  }

  private List<Map<String, Object>> routes() {
    List<Map<String, Object>> routes = new ArrayList<>();
    CamelContext context = camel.get();
    if (context == null) {
      return routes;
    }
    Instant now = Instant.now();
    for (Route route : context.getRoutes()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("id", route.getRouteId());
      one.put("file", route.getSourceLocationShort());
      one.put("loaded", now.minusMillis(route.getUptimeMillis()).toString());
      one.put("status", context.getRouteController().getRouteStatus(route.getRouteId()).name());
      routes.add(one);
    }
    return routes;
  }

  public Instant started() {
    return started;
  }

  public static String version() {
    String version = Info.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }
}
