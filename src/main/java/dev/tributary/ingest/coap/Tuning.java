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

  private static final int MAX_EXCHANGES = 100_000;
  private static final int EXCHANGE_BYTES = 2048;
  private static final int BLOCK_BYTES = 1024;
  private static final int DATAGRAM_BYTES = 65_535;
  private static final int OUTGOING = 50_000;
  private static final long UPLOAD_BYTES = 64L << 20;
  private static final int BETWEEN_BLOCKS_SECONDS = 60;
  private static final int DTLS_CONNECTIONS = 50_000;
  private static final int DTLS_IDLE_SECONDS = 300;
  private static final int DTLS_JOBS = 10_000;

  static {
    CoapConfig.register();
    UdpConfig.register();
    DtlsConfig.register();
  }

  private Tuning() {}

  static Configuration configuration(int maxPayloadBytes) {
    Configuration config = Configuration.createStandardWithoutFile();
    config.set(UdpConfig.UDP_DATAGRAM_SIZE, DATAGRAM_BYTES);
    config.set(UdpConfig.UDP_CONNECTOR_OUT_CAPACITY, OUTGOING);
    config.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, maxPayloadBytes);
    config.set(CoapConfig.PREFERRED_BLOCK_SIZE, BLOCK_BYTES);
    config.set(CoapConfig.MAX_MESSAGE_SIZE, BLOCK_BYTES);
    config.set(CoapConfig.BLOCKWISE_STRICT_BLOCK1_OPTION, true);
    config.set(CoapConfig.BLOCKWISE_STATUS_LIFETIME, BETWEEN_BLOCKS_SECONDS, TimeUnit.SECONDS);
    // with our own deduplicator and message ids, the only use left is the number of uploads at once
    config.set(CoapConfig.MAX_ACTIVE_PEERS, uploads(maxPayloadBytes));
    config.set(CoapConfig.USE_MESSAGE_OFFLOADING, true);
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

  /** So many uploads at once that their buffers stay within the bytes set aside for them. */
  static int uploads(int maxPayloadBytes) {
    return (int) Math.max(16, Math.min(4096, UPLOAD_BYTES / maxPayloadBytes));
  }
}
