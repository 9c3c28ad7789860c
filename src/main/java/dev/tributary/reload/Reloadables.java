package dev.tributary.reload;

import dev.tributary.config.Problems;
import dev.tributary.ingest.Limits;
import dev.tributary.ingest.Throttle;
import dev.tributary.kafka.TopicPlan;
import dev.tributary.normalize.Normalization;
import dev.tributary.publish.Publishing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The parts of a gateway: its catalogue of kinds and mappings, its limits, its topics. */
public final class Reloadables {
  private static final String LIMITS = "limits.yaml";
  private static final String TOPICS = "topics.yaml";

  private interface Taking {
    Runnable take(Path routes) throws Exception;
  }

  private record Of(Pattern file, Taking taking) implements Reloadable {
    @Override
    public boolean isOf(Path path) {
      return file.matcher(path.getFileName().toString()).matches();
    }

    @Override
    public Runnable take(Path routes) throws Exception {
      return taking.take(routes);
    }
  }

  private Reloadables() {}

  /**
   * @param routes the folder that is in force now
   * @param prefix of the topics
   */
  public static List<Reloadable> of(
      Path routes,
      Normalization normalization,
      Throttle throttle,
      Publishing publishing,
      String prefix)
      throws IOException {
    Limits[] limits = {Limits.read(routes.resolve(LIMITS))};
    TopicPlan[] plan = {TopicPlan.read(routes.resolve(TOPICS), prefix)};
    return List.of(
        new Of(
            Pattern.compile("kinds\\.yaml|shapes\\.yaml|.+\\.jslt|.+\\.json"),
            folder -> catalogue(normalization, publishing)),
        new Of(
            Pattern.compile(Pattern.quote(LIMITS)),
            folder -> {
              Limits before = limits[0];
              limits[0] = Limits.read(folder.resolve(LIMITS));
              throttle.reload(limits[0]);
              return () -> throttle.reload(before);
            }),
        new Of(
            Pattern.compile(Pattern.quote(TOPICS)),
            folder -> {
              TopicPlan before = plan[0];
              plan[0] = TopicPlan.read(folder.resolve(TOPICS), prefix);
              publishing.plan(plan[0]);
              return () -> publishing.plan(before);
            }));
  }

  private static Runnable catalogue(Normalization normalization, Publishing publishing) {
    Runnable back = normalization.keep();
    Problems problems = new Problems();
    problems.addAll(normalization.reload());
    problems.throwIfAny();
    publishing.expect(normalization.topics());
    return back;
  }
}
