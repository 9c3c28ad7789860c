package dev.tributary.ingest.coap;

import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.StrictDtlsEndpointContextMatcher;
import org.eclipse.californium.elements.util.Bytes;

/**
 * Knows a sender over DTLS by its session, not by its address: with a connection id the address may
 * change between two blocks of an upload, or between a request and its repetition.
 */
final class SessionMatcher extends StrictDtlsEndpointContextMatcher {
  @Override
  public Object getEndpointIdentity(EndpointContext context) {
    Bytes session = context.get(DtlsEndpointContext.KEY_SESSION_ID);
    if (session != null && !session.isEmpty()) {
      return session;
    }
    // a client without extended master secret has none, but may have a connection id
    Bytes connection = context.get(DtlsEndpointContext.KEY_READ_CONNECTION_ID);
    return connection == null || connection.isEmpty()
        ? super.getEndpointIdentity(context)
        : connection;
  }
}
