package dev.tributary.ingest.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.tributary.contract.Outcome;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of each item of a batch, in its order. Each has its status; what else there is to
 * report is left out where the answer would grow past its bound.
 */
final class BatchResults {
  static final int MOST_BYTES = 1 << 20;
  static final int MOST_DETAIL = 200;

  private static final int EACH_BYTES = 100;
  private static final int ID_BYTES = 80;

  /** What stands around the results. */
  private static final int FRAME_BYTES = 100;

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
    List<String> results = new ArrayList<>(outcomes.size());
    int room = MOST_BYTES - FRAME_BYTES;
    for (Outcome outcome : outcomes) {
      String result = result(results.size(), outcome, false);
      results.add(result);
      room -= result.length() + 1;
    }
    boolean shortened = false;
    for (int i = 0; i < results.size(); i++) {
      String whole = result(i, outcomes.get(i), true);
      int more = ByteBufUtil.utf8Bytes(whole) - results.get(i).length();
      if (more <= room) {
        results.set(i, whole);
        room -= more;
      } else {
        shortened = true;
      }
    }
    return Buffer.buffer(
        "{\"stored\":%d,\"refused\":%d%s,\"results\":[%s]}"
            .formatted(
                stored,
                outcomes.size() - stored,
                shortened ? ",\"shortened\":true" : "",
                String.join(",", results)));
  }

  /**
   * @param whole with detail and ids
   */
  private static String result(int index, Outcome outcome, boolean whole) {
    StringBuilder json = new StringBuilder(EACH_BYTES);
    json.append("{\"index\":").append(index);
    json.append(",\"status\":").append(outcome.isStored() ? 204 : outcome.reason().httpStatus());
    if (!outcome.isStored()) {
      json.append(",\"reason\":\"").append(outcome.reason().word()).append('"');
      if (whole) {
        json.append(",\"detail\":\"");
        JsonStringEncoder.getInstance().quoteAsString(cut(outcome.detail()), json);
        json.append('"');
      }
      if (outcome.retryAfter() != null) {
        json.append(",\"retry_after\":").append(ProblemDetails.seconds(outcome.retryAfter()));
      }
    }
    if (outcome.dropped() != null) {
      json.append(",\"dropped\":\"").append(outcome.dropped()).append('"');
    }
    if (whole && !outcome.eventIds().isEmpty()) {
      json.append(",\"ids\":[\"").append(String.join("\",\"", outcome.eventIds())).append("\"]");
    }
    return json.append('}').toString();
  }

  private static String cut(String detail) {
    return detail.length() <= MOST_DETAIL ? detail : detail.substring(0, MOST_DETAIL - 1) + "…";
  }
}
