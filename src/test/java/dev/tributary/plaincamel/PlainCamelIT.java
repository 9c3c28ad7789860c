package dev.tributary.plaincamel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.plaincamel.RouteSet.Effect;
import dev.tributary.plaincamel.RouteSet.Given;
import dev.tributary.plaincamel.RouteSet.Refusal;
import dev.tributary.plaincamel.RouteSet.Sent;
import dev.tributary.plaincamel.Table.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Every route of the corpus in src/test/plain-camel works, or is refused by {@code check} with
 * file, line and reason. All that should work run in one process, beside the shipped routes.
 */
@Tag("plain-camel")
class PlainCamelIT {
  private static final Duration PATIENCE =
      Duration.ofSeconds(Integer.getInteger("plain-camel.patience", 30));

  /** What a failed start blames where it names no file. */
  private static final Pattern NAMED = Pattern.compile("(?:template|source): ?([\\w-]+)");

  private static final Table TABLE = new Table();

  /** What differs, by the name of the set; empty text where nothing does. */
  private static final Map<String, String> DIFFERENCES = new LinkedHashMap<>();

  @BeforeAll
  static void run() throws Exception {
    List<RouteSet> sets = selected();
    if (!Run.STOCK) {
      refuse(sets.stream().filter(RouteSet::isRefused).toList());
      refuse(RefusedNames.read().routes(Files.createTempDirectory("refused")));
    }
    Map<String, List<RouteSet>> batches =
        sets.stream()
            .filter(set -> !set.isRefused())
            .filter(set -> !Run.STOCK || set.expectation().stock() == null)
            .collect(Collectors.groupingBy(set -> set.expectation().batch()));
    for (Map.Entry<String, List<RouteSet>> batch : batches.entrySet()) {
      work(batch.getKey(), batch.getValue());
    }
  }

  @AfterAll
  static void print() throws IOException {
    TABLE.write();
    System.out.println(TABLE);
  }

  @TestFactory
  Stream<DynamicTest> everyRoute() {
    return DIFFERENCES.entrySet().stream()
        .map(
            set ->
                DynamicTest.dynamicTest(set.getKey(), () -> assertThat(set.getValue()).isEmpty()));
  }

  /** All, or those whose names begin with one of {@code -Dplain-camel.only=01,kafka-}. */
  private static List<RouteSet> selected() {
    List<String> only = Arrays.asList(System.getProperty("plain-camel.only", "").split(","));
    return RouteSet.all().stream()
        .filter(set -> only.stream().anyMatch(start -> set.name().startsWith(start)))
        .toList();
  }

  private static void verdict(RouteSet set, Verdict good, String difference) {
    TABLE.put(set.name(), difference.isEmpty() ? good : Verdict.DIFFERS, difference);
    DIFFERENCES.put(set.name(), difference);
  }

  private static void refuse(List<RouteSet> sets) throws IOException, InterruptedException {
    if (sets.isEmpty()) {
      return;
    }
    try (Run run = new Run("check-refused-", sets, "http://127.0.0.1:9")) {
      Map<String, List<Run.Problem>> problems = run.check();
      for (RouteSet set : sets) {
        String difference = unlike(set, problems.getOrDefault(set.fileName(), List.of()));
        verdict(set, Verdict.REFUSED, difference);
      }
    }
  }

  /** What {@code check} should have said, and what it said that it should not. */
  static String unlike(RouteSet set, List<Run.Problem> problems) {
    List<Run.Problem> left = new ArrayList<>(problems);
    List<String> missing = new ArrayList<>();
    for (Refusal refusal : set.expectation().refused()) {
      Run.Problem found =
          left.stream()
              .filter(problem -> problem.line() == refusal.line())
              .filter(problem -> refusal.words().stream().allMatch(problem.sentence()::contains))
              .findFirst()
              .orElse(null);
      if (found == null) {
        missing.add("line %d with %s".formatted(refusal.line(), refusal.words()));
      }
      left.remove(found);
    }
    if (missing.isEmpty() && left.isEmpty()) {
      return "";
    }
    return "expected %s, but check says %s".formatted(missing, left);
  }

  private static void work(String batch, List<RouteSet> sets) throws Exception {
    try (FarEnd far = new FarEnd()) {
      List<RouteSet> sound = sets;
      if (!Run.STOCK) {
        try (Run run = new Run("check-" + batch + "-", sets, far.url())) {
          sound = sound(sets, run.check());
        }
      }
      dev(batch, sound, far);
    }
  }

  /** Runs them in one process; what keeps it from starting is left out, so that the others show. */
  private static void dev(String batch, List<RouteSet> sets, FarEnd far) throws Exception {
    if (sets.isEmpty()) {
      return;
    }
    String why;
    try (Run run = new Run("dev-" + batch + "-", sets, far.url())) {
      if (run.dev()) {
        watch(run, sets);
        return;
      }
      why = run.errors();
    }
    List<RouteSet> blamed =
        sets.size() == 1 ? sets : sets.stream().filter(set -> isBlamed(set, why)).toList();
    blamed.forEach(set -> verdict(set, Verdict.WORKS, "keeps dev from starting: " + why));
    if (blamed.isEmpty()) {
      dev(batch, sets.subList(0, sets.size() / 2), far);
      dev(batch, sets.subList(sets.size() / 2, sets.size()), far);
    } else {
      dev(batch, sets.stream().filter(set -> !blamed.contains(set)).toList(), far);
    }
  }

  private static boolean isBlamed(RouteSet set, String why) {
    return why.contains(set.fileName())
        || NAMED.matcher(why).results().anyMatch(named -> set.text().contains(named.group(1)));
  }

  private static List<RouteSet> sound(List<RouteSet> sets, Map<String, List<Run.Problem>> refused) {
    List<RouteSet> sound = new ArrayList<>();
    for (RouteSet set : sets) {
      List<Run.Problem> problems = refused.get(set.fileName());
      if (problems == null) {
        sound.add(set);
      } else if (!set.expectation().refused().isEmpty()) {
        verdict(set, Verdict.REFUSED, unlike(set, problems));
      } else {
        verdict(set, Verdict.WORKS, "check refuses it: " + problems);
      }
    }
    return sound;
  }

  private static void watch(Run run, List<RouteSet> sets) throws Exception {
    Set<String> topics =
        sets.stream()
            .flatMap(set -> set.expectation().expect().stream())
            .filter(Sent.class::isInstance)
            .map(effect -> ((Sent) effect).topic())
            .collect(Collectors.toSet());
    try (Watch watch = new Watch(run)) {
      Map<RouteSet, String> failed = new HashMap<>();
      for (RouteSet set : sets) {
        try {
          for (Given given : set.expectation().given()) {
            watch.act(given);
          }
          set.expectation().expect().forEach(watch::ask);
        } catch (Exception e) {
          failed.put(set, e.toString());
        }
      }
      try {
        Awaitility.await()
            .atMost(PATIENCE)
            .pollInSameThread()
            .pollInterval(Duration.ofMillis(300))
            .until(
                () -> {
                  sets.forEach(set -> set.expectation().expect().forEach(watch::askAgain));
                  watch.look(topics);
                  return sets.stream().allMatch(set -> unseen(watch, set).isEmpty());
                });
      } catch (ConditionTimeoutException e) {
        // told below, one by one
      }
      watch.look(topics);
      for (RouteSet set : sets) {
        verdict(set, Verdict.WORKS, difference(watch, set, failed.get(set)));
      }
    }
  }

  private static List<Effect> unseen(Watch watch, RouteSet set) {
    return set.expectation().expect().stream()
        .filter(
            effect -> {
              try {
                return !watch.isSeen(effect);
              } catch (IOException e) {
                return true;
              }
            })
        .toList();
  }

  private static String difference(Watch watch, RouteSet set, String failed) throws IOException {
    StringBuilder text = new StringBuilder();
    if (failed != null) {
      text.append("could not be asked: ").append(failed).append("; ");
    }
    for (Effect effect : unseen(watch, set)) {
      text.append("no %s but %s; ".formatted(effect, watch.instead(effect)));
    }
    if (!text.isEmpty()) {
      text.append(watch.complaint(set.name()));
    }
    return text.toString();
  }
}
