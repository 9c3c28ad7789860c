package dev.tributary;

import dev.tributary.config.Settings;
import dev.tributary.config.SettingsLoader;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/** One running gateway: the routes of a folder, wired to the ends and to Kafka. */
public final class Gateway implements AutoCloseable {
  private final SettingsLoader.Loaded loaded;
  private final Path routes;
  private final Main main = new Main();

  public Gateway(SettingsLoader.Loaded loaded, Path routes) {
    this.loaded = loaded;
    this.routes = routes;
  }

  public void start() throws Exception {
    configure(loaded.settings());
    main.start();
  }

  private void configure(Settings settings) {
    // Only what an operator wrote counts: no application.properties of the class path, no CAMEL_*
    // variables or system properties that nobody checked.
    main.setDefaultPropertyPlaceholderLocation("false");
    main.configure()
        .withAutoConfigurationEnvironmentVariablesEnabled(false)
        .withAutoConfigurationSystemPropertiesEnabled(false)
        .withAutoConfigurationLogSummary(false)
        .withBasePackageScanEnabled(false)
        .withRoutesIncludePattern("file:" + routes.toAbsolutePath() + "/**/*.camel.yaml")
        .withName("tributary")
        .withLoadTypeConverters(false)
        .withStreamCachingEnabled(false)
        .withUseBreadcrumb(false)
        .withAllowUseOriginalMessage(false)
        .withInflightRepositoryBrowseEnabled(false)
        .withShutdownTimeout(Math.toIntExact(settings.tributary().shutdownTimeout().toSeconds()));
    loaded.inForce().forEach(main::addInitialProperty);
    settings.camel().forEach(main::addInitialProperty);
    settings.own().forEach(main::addInitialProperty);
  }

  public CamelContext camel() {
    return main.getCamelContext();
  }

  @Override
  public void close() {
    main.stop();
  }
}
