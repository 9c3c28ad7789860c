package dev.tributary.console;

import dev.tributary.analytics.AnalyticsModule;
import dev.tributary.config.Settings;
import dev.tributary.config.SettingsLoader;
import dev.tributary.ingest.Intake;
import dev.tributary.observe.Health;
import dev.tributary.observe.Info;
import dev.tributary.observe.Observation;
import dev.tributary.project.Project;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/**
 * What pages may look at.
 *
 * @param project as it was read at the start
 * @param camel null before the routes are made
 */
public record GatewayView(
    SettingsLoader.Loaded loaded,
    Project project,
    Supplier<CamelContext> camel,
    Observation observation,
    Intake intake,
    AnalyticsModule analytics,
    Health health,
    Info info,
    GatewayActions actions) {
  public Settings.Tributary settings() {
    return loaded.settings().tributary();
  }
}
