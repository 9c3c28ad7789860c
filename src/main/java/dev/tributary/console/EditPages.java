package dev.tributary.console;

import dev.tributary.console.edit.ActiveFiles;
import dev.tributary.console.edit.Editor;
import dev.tributary.console.edit.RouteFiles;
import dev.tributary.console.edit.Trial;
import dev.tributary.console.letters.DeadLetters;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.reload.Reload;
import dev.tributary.reload.ReloadResult;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** The pages on which something can be mended: dead letters and the files of the folder. */
final class EditPages {
  private EditPages() {}

  static List<ConsolePage> of(GatewayView gateway) {
    GatewayActions actions = gateway.actions();
    Path folder = gateway.project().folder();
    RouteFiles files = new RouteFiles(folder);
    Trial trial = new Trial(actions.gateways(), actions.modules(), gateway.loaded(), folder);
    DeadLetters letters =
        new DeadLetters(
            gateway.loaded().settings(), actions.replay(), gateway.observation()::maskedWhole);
    Editor editor =
        new Editor(
            files,
            trial,
            gateway.settings().reload().enabled() ? () -> reload(actions.reload()) : null,
            gateway.settings().deadLetter().topic());
    ActiveFiles active =
        new ActiveFiles(
            gateway.project(),
            () ->
                actions.reload().get() == null
                    ? gateway.project().fingerprint()
                    : actions.reload().get().fingerprint());
    active.look();
    return List.of(
        new DeadLettersPage(letters, editor),
        new MappingsPage(files, active, editor, letters, actions.reload()));
  }

  /** The watch of the folder may have been first. */
  private static ReloadResult reload(Supplier<Reload> reload) {
    ReloadResult result = reload.get().reload();
    return result.ok() && result.changes().isEmpty() ? reload.get().last() : result;
  }
}
