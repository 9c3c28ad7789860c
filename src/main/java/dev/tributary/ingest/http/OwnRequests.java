package dev.tributary.ingest.http;

import dev.tributary.config.Settings;
import dev.tributary.ingest.RouteWorkers;

/** Requests for an operator's own routes, and what bounds them apart from those of devices. */
final class OwnRequests implements AutoCloseable {
  /** Of what requests may hold that are being received: so much again. */
  private static final int SHARE = 4;

  private final OwnPaths paths = new OwnPaths();
  private final RouteWorkers workers = new RouteWorkers("http-routes");
  private final ReceiveBudget budget;
  private final OwnMessages messages;

  /**
   * @param authenticates whether the gateway checks credentials
   */
  OwnRequests(Settings.Http settings, boolean authenticates) {
    this.budget = new ReceiveBudget(settings.maxReceivingBytes() / SHARE);
    this.messages = new OwnMessages(authenticates);
  }

  OwnPaths paths() {
    return paths;
  }

  void start(RequestExchange call, OwnPaths.Match match, int mostBytes) {
    call.share().release();
    new OwnRequest(call, match, messages, workers, mostBytes, budget.share()).start();
  }

  @Override
  public void close() {
    workers.close();
  }
}
