package dev.tributary.contract;

import java.util.concurrent.CompletableFuture;

/**
 * A listener that is on no network and is handed its messages: everything from the parsing on is
 * what runs in production.
 */
public interface OfflineListener {
  CompletableFuture<DeviceAnswer> send(SampleMessage sent);
}
