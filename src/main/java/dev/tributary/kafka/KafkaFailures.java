package dev.tributary.kafka;

import dev.tributary.contract.Reason;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** What a failure of the producer means for the message. */
public final class KafkaFailures {
  private KafkaFailures() {}

  /** Undeliverable where Kafka will never take this record; else it is Kafka that is away. */
  public static Reason reason(Throwable failure) {
    return isRefusal(failure) ? Reason.UNDELIVERABLE : Reason.UNAVAILABLE;
  }

  /** Whether Kafka, or its client, rejected this very record and would do so again. */
  static boolean isRefusal(Throwable failure) {
    return isTooLarge(failure)
        || failure instanceof InvalidRecordException
        || failure instanceof InvalidTimestampException
        || failure instanceof InvalidTopicException
        || failure instanceof TopicAuthorizationException
        || failure instanceof SerializationException
        || failure instanceof PolicyViolationException
        || failure instanceof InvalidConfigurationException
        || failure instanceof UnsupportedForMessageFormatException;
  }

  public static boolean isTooLarge(Throwable failure) {
    return failure instanceof RecordTooLargeException
        || failure instanceof RecordBatchTooLargeException;
  }

  public static boolean isKafka(Throwable failure) {
    return failure instanceof KafkaException;
  }

  /** Whether the client is of no more use: only a new one can send again. */
  static boolean isFatal(Throwable failure) {
    return failure instanceof ClusterAuthorizationException
        || failure instanceof ProducerFencedException
        || failure instanceof UnsupportedVersionException
        || failure instanceof IllegalStateException
        // a plain KafkaException is how the client reports that an earlier request broke it
        || (failure != null && failure.getClass() == KafkaException.class);
  }

  /** Whether the cluster did not answer, and may the next time. */
  static boolean isOfTheMoment(Throwable failure) {
    return failure instanceof RetriableException
        && !(failure instanceof UnknownTopicOrPartitionException);
  }

  /** Whether it is the client as a whole that Kafka does not let in. */
  static boolean isOfClient(Throwable failure) {
    return failure instanceof AuthenticationException
        || failure instanceof ClusterAuthorizationException;
  }

  /** What a future failed with, without its wrapping. */
  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
