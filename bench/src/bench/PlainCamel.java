package bench;

import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/** A plain Camel application: stock components, one YAML file. {@code FILE KEY=VALUE…}. */
public final class PlainCamel {
  private PlainCamel() {}

  public static void main(String[] arguments) throws Exception {
    Main main = new Main();
    main.setDefaultPropertyPlaceholderLocation("false");
    main.configure().withRoutesIncludePattern("file:" + Path.of(arguments[0]).toAbsolutePath());
    for (int i = 1; i < arguments.length; i++) {
      int equals = arguments[i].indexOf('=');
      main.addInitialProperty(
          arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
    }
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void afterStart(BaseMainSupport started) {
            CamelContext context = started.getCamelContext();
            System.out.println("READY " + context.getRoutesSize());
            if (Boolean.parseBoolean(context.resolvePropertyPlaceholders("{{once:false}}"))) {
              main.completed();
            }
          }
        });
    main.run();
  }
}
