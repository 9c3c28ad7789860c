package dev.tributary.cli;

import dev.tributary.analytics.AnalyticsModule;
import dev.tributary.analytics.RulesInKafka;
import dev.tributary.analytics.rules.Rule;
import dev.tributary.config.Settings;
import dev.tributary.module.KeptState;
import dev.tributary.project.Project;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What a folder would change of the state that rules have. */
final class StateChanges {
  private static final String BEAN = "dev.tributary:type=Reload";

  private StateChanges() {}

  /**
   * A phrase for each change; empty where nothing is known of what runs.
   *
   * @param online whether Kafka is asked where no gateway of these settings runs on this machine
   */
  static List<String> of(Settings settings, Project project, boolean online) {
    return before(settings, online)
        .map(
            before ->
                KeptState.changes(
                    before, AnalyticsModule.rules(project).all().stream().map(Rule::kept).toList()))
        .orElse(List.of());
  }

  private static Optional<Collection<KeptState>> before(Settings settings, boolean online) {
    try {
      String[] kept =
          (String[])
              RunningGateway.attribute(settings.tributary().trace().directory(), BEAN, "Kept");
      return Optional.of(Arrays.stream(kept).map(KeptState::parse).toList());
    } catch (IOException e) {
      // none runs here
      return online && settings.tributary().kafka().brokers() != null
          ? Optional.of(RulesInKafka.kept(settings))
          : Optional.empty();
    }
  }
}
