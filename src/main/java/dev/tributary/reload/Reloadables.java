package dev.tributary.reload;

import dev.tributary.config.Problems;
import dev.tributary.ingest.IngestModule;
import dev.tributary.ingest.Limits;
import dev.tributary.kafka.KafkaModule;
import dev.tributary.kafka.TopicPlan;
import dev.tributary.normalize.Normalization;
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
      IngestModule ingest,
      KafkaModule kafka,
      String prefix)
      throws IOException {
    TopicPlan[] plan = {TopicPlan.read(routes.resolve(TOPICS), prefix)};
    return List.of(
        new Of(
            Pattern.compile("kinds\\.yaml|shapes\\.yaml|.+\\.jslt|.+\\.json"),
            folder -> catalogue(normalization, kafka)),
        new Of(
            Pattern.compile(Pattern.quote(LIMITS)),
            folder -> {
              Limits before = ingest.limits();
              ingest.limits(Limits.read(folder.resolve(LIMITS)));
              return () -> ingest.limits(before);
            }),
        new Of(
            Pattern.compile(Pattern.quote(TOPICS)),
            folder -> {
              TopicPlan before = plan[0];
              plan[0] = TopicPlan.read(folder.resolve(TOPICS), prefix);
              kafka.plan(plan[0]);
              return () -> kafka.plan(before);
            }));
  }

  private static Runnable catalogue(Normalization normalization, KafkaModule kafka) {
    Runnable back = normalization.keep();
    Problems problems = new Problems();
    problems.addAll(normalization.reload());
    problems.throwIfAny();
    kafka.expect(normalization.topics());
    return back;
  }
}
