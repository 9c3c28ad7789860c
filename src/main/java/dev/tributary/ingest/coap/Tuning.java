package dev.tributary.ingest.coap;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.config.DtlsConfig;

/** How Californium is set up; the reasons are in docs/decisions/coap-bounds.md. */
final class Tuning {
  static final Duration EXCHANGE_LIFETIME = Duration.ofSeconds(247);

  /** How often an unconfirmed response is repeated. */
  static final int RETRANSMISSIONS = 4;

  /** Responses repeated until they are confirmed, at once. */
  static final int UNCONFIRMED = 5_000;

  private static final int MAX_EXCHANGES = 100_000;
  private static final int EXCHANGE_BYTES = 512;
  private static final int DATAGRAM_BYTES = 65_535;
  private static final int OUTGOING = 50_000;
  private static final long UPLOAD_BYTES = 64L << 20;
  private static final int DTLS_CONNECTIONS = 50_000;
  private static final int DTLS_IDLE_SECONDS = 300;
  private static final int DTLS_JOBS = 10_000;

  static {
    CoapConfig.register();
    UdpConfig.register();
    DtlsConfig.register();
  }

  private Tuning() {}

  static Configuration configuration() {
    Configuration config = Configuration.createStandardWithoutFile();
    config.set(UdpConfig.UDP_DATAGRAM_SIZE, DATAGRAM_BYTES);
    config.set(UdpConfig.UDP_CONNECTOR_OUT_CAPACITY, OUTGOING);
    config.set(CoapConfig.MAX_RETRANSMIT, RETRANSMISSIONS);
    // what is remembered of an exchange is its answer, and that as it was sent
    config.set(CoapConfig.USE_MESSAGE_OFFLOADING, false);
    config.set(DtlsConfig.DTLS_MAX_CONNECTIONS, DTLS_CONNECTIONS);
    config.set(DtlsConfig.DTLS_STALE_CONNECTION_THRESHOLD, DTLS_IDLE_SECONDS, TimeUnit.SECONDS);
    config.set(DtlsConfig.DTLS_MAX_PENDING_INBOUND_JOBS, DTLS_JOBS);
    config.set(DtlsConfig.DTLS_MAX_PENDING_OUTBOUND_JOBS, DTLS_JOBS);
    return config;
  }

  /** So many exchanges remembered that they take at most a quarter of the heap. */
  static int exchanges(long heapBytes) {
    return (int) Math.min(MAX_EXCHANGES, heapBytes / 4 / EXCHANGE_BYTES);
  }

  /** So many bytes of uploads under way that they take at most an eighth of the heap. */
  static long uploadBytes(long heapBytes, int maxPayloadBytes) {
    return Math.max(maxPayloadBytes, Math.min(UPLOAD_BYTES, heapBytes / 8));
  }
}
