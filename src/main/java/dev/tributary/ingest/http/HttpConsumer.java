package dev.tributary.ingest.http;

import java.util.HashSet;
import java.util.Set;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.Method;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.support.DefaultConsumer;

/** One verb of the REST DSL: one path and its methods. Open while it is started. */
final class HttpConsumer extends DefaultConsumer implements PlatformHttpConsumer {
  private final HttpListener listener;
  private final ServedPath path;

  HttpConsumer(HttpListener listener, PlatformHttpEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
    this.listener = listener;
    Set<Method> methods = new HashSet<>(Method.parseList(endpoint.getHttpMethodRestrict()));
    // what CORS of an operator's own paths adds to all
    methods.remove(Method.OPTIONS);
    this.path = ServedPath.of(endpoint.getPath(), methods, endpoint.getConsumes());
  }

  @Override
  public PlatformHttpEndpoint getEndpoint() {
    return (PlatformHttpEndpoint) super.getEndpoint();
  }

  ServedPath path() {
    return path;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    listener.serve(this);
  }
}
