package dev.tributary.ingest.http;

import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.Method;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.support.DefaultConsumer;

/** A path of an operator's own: its route answers for itself. */
final class OwnHttpConsumer extends DefaultConsumer implements PlatformHttpConsumer {
  private final HttpListener listener;
  private final OwnPath path;

  OwnHttpConsumer(HttpListener listener, PlatformHttpEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
    this.listener = listener;
    refuse(endpoint, "useCookieHandler", endpoint.isUseCookieHandler());
    refuse(endpoint, "handleWriteResponseError", endpoint.isHandleWriteResponseError());
    refuse(endpoint, "requestTimeout", endpoint.getRequestTimeout() > 0);
    refuse(endpoint, "fileNameExtWhitelist", endpoint.getFileNameExtWhitelist() != null);
    refuse(endpoint, "useBodyHandler", !endpoint.isUseBodyHandler());
    refuse(endpoint, "proxy", endpoint.isHttpProxy());
    this.path =
        OwnPath.of(
            endpoint.getPath(),
            Method.parseList(endpoint.getHttpMethodRestrict()),
            endpoint.isMatchOnUriPrefix());
  }

  private static void refuse(PlatformHttpEndpoint endpoint, String option, boolean set) {
    if (set) {
      throw new IllegalArgumentException(
          "platform-http has no option %s here, but %s sets it"
              .formatted(option, endpoint.getEndpointUri()));
    }
  }

  @Override
  public PlatformHttpEndpoint getEndpoint() {
    return (PlatformHttpEndpoint) super.getEndpoint();
  }

  OwnPath path() {
    return path;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    listener.serve(this);
  }
}
