package dev.tributary.console;

import dev.tributary.module.Module;
import dev.tributary.observe.ManagementPages;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BooleanSupplier;

/** The console on the management port: its files, and what its pages show and do. */
public final class Console implements Module, ManagementPages {
  private final Assets assets = new Assets();
  private final Access access;
  private final Live live;
  private final Api api;

  public Console(GatewayView gateway) {
    this.access = new Access(gateway.settings());
    this.live = new Live(new Overview(gateway)::show);
    this.api = new Api(access, live, Pages.of(gateway));
  }

  @Override
  public boolean serve(HttpServerRequest request, BooleanSupplier keep) {
    if (request.path().startsWith(Api.ROOT)) {
      api.serve(request, keep);
      return true;
    }
    HttpMethod method = request.method();
    return (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))
        && assets.serve(request);
  }

  @Override
  public void close() {
    api.close();
    live.close();
    access.close();
  }
}
