package dev.tributary.ingest.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.tributary.contract.Outcome;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** What became of each item of a batch, in its order. */
final class BatchResults {
  private static final int EACH_BYTES = 100;
  private static final int ID_BYTES = 80;

  private final List<Outcome> outcomes = new ArrayList<>();
  private int pending;
  private long held;

  /** The index of a new item, whose outcome is still to come. */
  int open() {
    pending++;
    held += EACH_BYTES;
    outcomes.add(null);
    return outcomes.size() - 1;
  }

  void close(int index, Outcome outcome) {
    outcomes.set(index, outcome);
    pending--;
    held += (long) ID_BYTES * outcome.eventIds().size();
    held += outcome.isStored() ? 0 : outcome.detail().length();
  }

  /** About how many bytes they take: a batch of tiny items has a large answer. */
  long held() {
    return held;
  }

  int pending() {
    return pending;
  }

  int size() {
    return outcomes.size();
  }

  Buffer json() {
    long stored = outcomes.stream().filter(Outcome::isStored).count();
    StringBuilder json = new StringBuilder(64 + 100 * outcomes.size());
    json.append("{\"stored\":").append(stored);
    json.append(",\"refused\":").append(outcomes.size() - stored);
    json.append(",\"results\":[");
    for (int i = 0; i < outcomes.size(); i++) {
      append(json, i, outcomes.get(i));
    }
    return Buffer.buffer(json.append("]}").toString());
  }

  private static void append(StringBuilder json, int index, Outcome outcome) {
    json.append(index == 0 ? "{\"index\":" : ",{\"index\":").append(index);
    json.append(",\"status\":").append(outcome.isStored() ? 204 : outcome.reason().httpStatus());
    if (!outcome.isStored()) {
      json.append(",\"reason\":\"").append(outcome.reason().word());
      json.append("\",\"detail\":\"");
      JsonStringEncoder.getInstance().quoteAsString(outcome.detail(), json);
      json.append('"');
      if (outcome.retryAfter() != null) {
        json.append(",\"retry_after\":").append(ProblemDetails.seconds(outcome.retryAfter()));
      }
    }
    if (outcome.dropped() != null) {
      json.append(",\"dropped\":\"").append(outcome.dropped()).append('"');
    }
    if (!outcome.eventIds().isEmpty()) {
      json.append(",\"ids\":[\"").append(String.join("\",\"", outcome.eventIds())).append("\"]");
    }
    json.append('}');
  }
}
