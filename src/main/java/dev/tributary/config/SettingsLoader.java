package dev.tributary.config;

import dev.tributary.text.Printable;
import dev.tributary.text.Secrets;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads the settings once, from all places, and finds all that is wrong with them at once. */
public final class SettingsLoader {
  private static final String PREFIX = "TRIBUTARY_";
  private static final String FROM_FILE = "_FILE";

  /** Those of bin/tributary. */
  private static final Set<String> OF_THE_START_SCRIPT =
      Set.of("TRIBUTARY_JAVA_OPTS", "TRIBUTARY_ARCHIVE");

  private final Mode mode;
  private final Problems problems = new Problems();
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, Given> given = new LinkedHashMap<>();
  private final Map<String, Definition> definitions = new LinkedHashMap<>();
  private final FormerNames formerNames;

  /** A value and where it was given. */
  private record Given(String value, String where) {}

  /**
   * What was read.
   *
   * @param inForce every {@code tributary.*} key with its value as it may be printed: secrets
   *     hidden
   * @param origins where each key that is not at its default was given; of keys of any prefix
   * @param warnings what is odd but no reason not to start, one line each
   * @param variant reads the same values with others that win
   */
  public record Loaded(
      Settings settings,
      Map<String, String> inForce,
      Map<String, String> origins,
      List<String> warnings,
      Function<Map<String, String>, Loaded> variant) {
    /** The same settings, as they were read, under these. */
    public Loaded with(Map<String, String> sets) {
      return variant.apply(sets);
    }
  }

  private SettingsLoader(Mode mode, FormerNames formerNames) {
    this.mode = mode;
    this.formerNames = formerNames;
    Definition.all().forEach(d -> definitions.put(d.key(), d));
  }

  /**
   * Reads file, environment and {@code --set}, the later winning.
   *
   * @throws Problems.Found with everything that is wrong
   */
  public static Loaded load(
      Mode mode, Path file, Map<String, String> environment, Map<String, String> sets) {
    return load(mode, file, environment, sets, FormerNames.of(Definition.all()));
  }

  static Loaded load(
      Mode mode,
      Path file,
      Map<String, String> environment,
      Map<String, String> sets,
      FormerNames formerNames) {
    SettingsLoader loader = new SettingsLoader(mode, formerNames);
    loader.readFile(file);
    loader.readEnvironment(environment);
    loader.readSets(sets);
    return loader.finish();
  }

  private void readSets(Map<String, String> sets) {
    sets.forEach((key, value) -> give(key, new Given(value.strip(), "--set")));
  }

  private Loaded variant(Map<String, String> sets) {
    SettingsLoader loader = new SettingsLoader(mode, formerNames);
    loader.given.putAll(given);
    loader.readSets(sets);
    return loader.finish();
  }

  /** Under the key of today; returns what stood there before. */
  private Given give(String key, Given value) {
    String today = formerNames.today(key);
    if (!today.equals(key)) {
      warnings.add("%s is now %s (%s): rename it".formatted(key, today, value.where()));
    }
    return given.put(today, value);
  }

  private void readFile(Path file) {
    if (!OperatorFile.exists(file)) {
      if (mode == Mode.RUN) {
        problems.add(
            "the configuration file must exist but \"%s\" does not (--config names another; init"
                    .formatted(file)
                + " writes one)");
      }
      return;
    }
    List<String> unreadable = new ArrayList<>();
    for (PropertiesFile.Entry entry : PropertiesFile.read(file, unreadable)) {
      Given before =
          give(entry.key(), new Given(entry.value(), file.getFileName() + ":" + entry.line()));
      if (before != null) {
        problems.add(
            "%s must be given once but stands twice (%s and line %d)"
                .formatted(formerNames.today(entry.key()), before.where(), entry.line()));
      }
    }
    problems.addAll(unreadable);
  }

  private void readEnvironment(Map<String, String> environment) {
    Map<String, String> byName = new TreeMap<>();
    definitions.keySet().forEach(key -> byName.put(Definition.environmentName(key), key));
    formerNames.today().keySet().forEach(key -> byName.put(Definition.environmentName(key), key));
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (name.startsWith(PREFIX) && !OF_THE_START_SCRIPT.contains(name)) {
                readVariable(name, value, byName);
              }
            });
  }

  private void readVariable(String name, String value, Map<String, String> byName) {
    String key = byName.get(name);
    if (value.startsWith("tcp://") && !name.endsWith("_URL")) {
      warnings.add(
          "%s=%s looks like a Kubernetes service link and is ignored (enableServiceLinks: false"
                  .formatted(name, value)
              + " in the pod switches them off)");
    } else if (key != null) {
      give(key, new Given(value.strip(), "environment " + name));
    } else if (name.endsWith(FROM_FILE)
        && byName.containsKey(name.substring(0, name.length() - FROM_FILE.length()))) {
      readSecret(name, value, byName.get(name.substring(0, name.length() - FROM_FILE.length())));
    } else {
      warnings.add(
          "%s is no setting and is ignored%s".formatted(name, Nearest.hint(name, byName.keySet())));
    }
  }

  private void readSecret(String name, String file, String key) {
    try {
      give(
          key,
          new Given(
              OperatorFile.text(Path.of(file), OperatorFile.DATA).strip(), "environment " + name));
    } catch (IOException | IllegalArgumentException e) {
      problems.add(
          "%s must name a readable file but is \"%s\": %s".formatted(name, file, e.getMessage()));
    }
  }

  private Loaded finish() {
    stripAddresses();
    Settings.Tributary tributary =
        (Settings.Tributary) build(Settings.Tributary.class, Definition.ROOT);
    if (tributary != null) {
      tributary.makers().stream()
          .map(Makers::problem)
          .filter(Objects::nonNull)
          .forEach(problems::add);
      requireUsers(tributary);
    }
    List<String> unsafe = tributary == null ? List.of() : tributary.unsafe();
    Map<String, String> kafka = new TreeMap<>();
    Map<String, String> camel = new TreeMap<>();
    Map<String, String> own = new TreeMap<>();
    given.forEach(
        (key, value) -> {
          if (key.startsWith(Definition.ROOT)) {
            if (!definitions.containsKey(key)) {
              problems.add(
                  "%s is no setting (%s)%s"
                      .formatted(key, value.where(), Nearest.hint(key, definitions.keySet())));
            }
            return;
          }
          String rule = Guards.broken(key, value.value());
          if (rule != null && !unsafe.contains(key)) {
            problems.add(
                "%s %s but is \"%s\" (%s; tributary.unsafe=%s lifts the guard)"
                    .formatted(key, rule, Secrets.shown(key, value.value()), value.where(), key));
          }
          if (key.startsWith("kafka.")) {
            kafka.put(key.substring("kafka.".length()), value.value());
          } else if (key.startsWith("camel.")) {
            camel.put(key, value.value());
          } else {
            own.put(key, value.value());
          }
        });
    checkPlaceholders();
    problems.throwIfAny();
    Settings settings = new Settings(tributary, kafka, camel, own);
    return new Loaded(settings, inForce(), origins(), printable(warnings), this::variant);
  }

  /** In dev whoever is on this machine may write. */
  private void requireUsers(Settings.Tributary tributary) {
    boolean writes =
        tributary.console() != null && tributary.console().enabled() && tributary.console().write();
    if (mode == Mode.RUN
        && writes
        && tributary.management() != null
        && tributary.management().usersFile() == null) {
      problems.add(
          "tributary.console.write must be false without tributary.management.users-file but is"
              + " \"true\" (%s; the command user prints a line of that file)"
                  .formatted(given.get("tributary.console.write").where()));
    }
  }

  private void checkPlaceholders() {
    Map<String, String> values = new LinkedHashMap<>();
    given.forEach((key, value) -> values.put(key, value.value()));
    new Placeholders(values)
        .problems()
        .forEach(
            (key, rule) -> problems.add("%s %s (%s)".formatted(key, rule, given.get(key).where())));
  }

  /** Credentials that are not in the settings cannot be printed with an address. */
  private void stripAddresses() {
    for (Definition definition : definitions.values()) {
      String credentials = definition.setting().credentials();
      Given address = given.get(definition.key());
      if (credentials.isEmpty() || address == null) {
        continue;
      }
      String stripped = Secrets.withoutCredentials(address.value());
      if (!stripped.equals(address.value())) {
        given.put(definition.key(), new Given(stripped, address.where()));
        warnings.add(
            "%s must not contain a user name or password, which are ignored there (%s): set %s"
                .formatted(definition.key(), address.where(), credentials));
      }
    }
  }

  private Record build(Class<?> section, String prefix) {
    RecordComponent[] components = section.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    boolean whole = true;
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] =
          types[i].isRecord()
              ? build(types[i], prefix + Definition.kebab(components[i].getName()) + ".")
              : value(Definition.of(components[i], prefix));
      whole &= values[i] != null || !(types[i].isPrimitive() || types[i].isRecord());
    }
    if (!whole) {
      return null;
    }
    try {
      return (Record) section.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot build " + section, e);
    }
  }

  private Object value(Definition definition) {
    String text = effective(definition);
    try {
      if (text == null && definition.setting().required() && mode == Mode.RUN) {
        problems.add(
            "%s must be given to run (set it in application.properties or as %s; empty switches it off)"
                .formatted(definition.key(), definition.environmentName()));
      }
      return definition.parse(text);
    } catch (IllegalArgumentException e) {
      String shown = definition.setting().secret() ? Secrets.HIDDEN : text;
      problems.add(
          "%s %s but is \"%s\" (%s)"
              .formatted(
                  definition.key(), e.getMessage(), shown, given.get(definition.key()).where()));
      return null;
    }
  }

  private String effective(Definition definition) {
    Given value = given.get(definition.key());
    if (value != null) {
      return value.value();
    }
    String fallback = definition.defaultIn(mode);
    return fallback.isEmpty() ? null : fallback;
  }

  private static List<String> printable(List<String> lines) {
    return lines.stream().map(Printable::line).toList();
  }

  private Map<String, String> origins() {
    Map<String, String> all = new LinkedHashMap<>();
    given.forEach((key, value) -> all.put(key, value.where()));
    return all;
  }

  private Map<String, String> inForce() {
    Map<String, String> all = new LinkedHashMap<>();
    definitions.forEach(
        (key, definition) -> {
          String value = effective(definition);
          boolean hide = definition.setting().secret() && value != null && !value.isEmpty();
          all.put(key, hide ? Secrets.HIDDEN : value == null ? "" : value);
        });
    return all;
  }
}
