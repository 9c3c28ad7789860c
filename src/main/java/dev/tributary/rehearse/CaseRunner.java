package dev.tributary.rehearse;

import dev.tributary.analytics.AnalyticsModule;
import dev.tributary.analytics.rules.RuleSet;
import dev.tributary.analytics.rules.RuleTrial;
import dev.tributary.analytics.streams.RuleTopics;
import dev.tributary.config.Settings;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Receipt;
import dev.tributary.kafka.RecordedMessage;
import dev.tributary.kafka.Topics;
import dev.tributary.project.Project;
import dev.tributary.rehearse.Case.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs cases, each as if it were the only one. */
public final class CaseRunner {
  private static final Set<String> BESIDE_EVENTS = Set.of(Topics.RAW, Topics.STATE);
  private static final String DEAD_LETTER = "dead-letter";

  private final Rehearsal rehearsal;
  private final EventSchema schema;
  private final String deadLetterTopic;
  private final RuleSet rules;

  /**
   * @param schema what every event must keep to
   * @param rules of the folder
   */
  private CaseRunner(Rehearsal rehearsal, EventSchema schema, Settings settings, RuleSet rules) {
    this.rehearsal = rehearsal;
    this.schema = schema;
    this.rules = rules;
    this.deadLetterTopic = settings.tributary().deadLetter().topic();
  }

  /** For the cases of a folder. */
  public static CaseRunner of(Rehearsal rehearsal, Settings settings, Project project) {
    return new CaseRunner(
        rehearsal, EventSchema.of(project.folder()), settings, AnalyticsModule.rules(project));
  }

  /** A line for each difference; none if the case passed. */
  public List<String> run(Case one) throws Exception {
    Comparison comparison = new Comparison();
    if (one.outgoing() != null) {
      rehearsal.outgoing().run(one.outgoing(), comparison);
      return comparison.differences();
    }
    rehearsal.begin();
    Protocol protocol = Protocol.MQTT;
    DeviceAnswer answer = null;
    RuleTrial trial = new RuleTrial(rules);
    List<RecordedMessage> all = new ArrayList<>();
    for (Case.Message message : one.messages()) {
      if (message.received() != null) {
        trial.listenUntil(message.received().toEpochMilli());
      }
      if (message.sent() != null) {
        protocol = message.sent().protocol();
        answer = rehearsal.send(message.sent(), message.received());
        all.addAll(judged(rehearsal.take(), trial));
      }
    }
    compareRules(one.expected(), trial, comparison);
    if (answer != null) {
      comparison.answer(one.expected().answers(), answer);
      comparison.code(code(protocol, answer), answer);
    }
    comparison.dropped(
        one.expected().dropped(),
        rehearsal.takeDropped().stream().map(Receipt.Dropped::why).toList());
    compareRecords(one.expected(), all, comparison);
    return comparison.differences();
  }

  /** Gives rules the events among records. */
  private List<RecordedMessage> judged(List<RecordedMessage> records, RuleTrial trial) {
    for (RecordedMessage record : records) {
      if (!record.topic().equals(deadLetterTopic)
          && !record.topic().equals(Topics.THROTTLED)
          && !BESIDE_EVENTS.contains(record.topic())) {
        trial.accept(record.value());
      }
    }
    return records;
  }

  private void compareRules(Case.Expected expected, RuleTrial trial, Comparison comparison) {
    if (expected.measures() != null) {
      List<RecordedMessage> measures =
          trial.measures().stream()
              .map(measure -> value(RuleTopics.measure(measure.rule()), measure.toJson()))
              .toList();
      comparison.records("measures", expected.measures(), measures);
      for (int i = 0; i < measures.size(); i++) {
        holdToSchema("measures[" + i + "]", "a measure", measures.get(i), comparison);
      }
    }
    if (expected.alerts() != null) {
      comparison.records(
          "alerts",
          expected.alerts(),
          trial.alerts().stream().map(alert -> value(RuleTopics.ALERT, alert.toJson())).toList());
    }
    if (expected.measures() != null || expected.alerts() != null) {
      trial.failures().forEach(failure -> comparison.differ("rules", "no failure", failure));
    }
  }

  private static RecordedMessage value(String topic, byte[] json) {
    return new RecordedMessage(topic, null, 0, Map.of(), json);
  }

  private void compareRecords(
      Case.Expected expected, List<RecordedMessage> all, Comparison comparison) {
    List<RecordedMessage> events = new ArrayList<>();
    List<RecordedMessage> kept = new ArrayList<>();
    for (RecordedMessage record : all) {
      if (record.topic().equals(deadLetterTopic)) {
        kept.add(in(DEAD_LETTER, record));
      } else if (record.topic().equals(Topics.THROTTLED)) {
        kept.add(record);
      } else if (isWanted(record.topic(), expected.records())) {
        events.add(record);
      }
    }
    if (expected.records() != null) {
      comparison.records("records", expected.records(), events);
    }
    if (expected.deadLetters() != null) {
      comparison.records("dead-letters", expected.deadLetters(), kept);
    }
    for (int i = 0; i < events.size(); i++) {
      if (!events.get(i).topic().equals(Topics.RAW)) {
        holdToSchema("records[" + i + "]", "an event", events.get(i), comparison);
      }
    }
  }

  private void holdToSchema(String at, String what, RecordedMessage record, Comparison comparison) {
    for (String problem : schema.problems(record.value())) {
      comparison.differ(at, what + " by event.schema.json", problem);
    }
  }

  /** Copies that only some gateways keep count where a case asks for them. */
  private static boolean isWanted(String topic, List<Wanted> wanted) {
    return !BESIDE_EVENTS.contains(topic)
        || (wanted != null && wanted.stream().anyMatch(record -> topic.equals(record.topic())));
  }

  private static RecordedMessage in(String topic, RecordedMessage record) {
    return new RecordedMessage(
        topic, record.key(), record.partition(), record.headers(), record.value());
  }

  /** The protocol's code for this answer. */
  private static String code(Protocol protocol, DeviceAnswer answer) {
    Reason reason = answer.answers().size() == 1 ? Reason.of(answer.answers().get(0)) : null;
    return switch (protocol) {
      case MQTT ->
          reason != null && reason.fate() == Reason.Fate.REFUSED
              ? DeviceAnswer.NO_PUBACK
              : DeviceAnswer.PUBACK;
      case COAP -> reason == null ? "2.04" : reason.coapCode();
      case CAMEL -> reason == null ? DeviceAnswer.STORED : reason.word();
      case HTTP -> {
        if (answer.code().equals("200")) {
          yield "200";
        }
        yield reason == null ? "204" : Integer.toString(reason.httpStatus());
      }
    };
  }
}
