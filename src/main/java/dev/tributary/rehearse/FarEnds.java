package dev.tributary.rehearse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.engine.GatewayContext;
import dev.tributary.rehearse.Case.Answer;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.spi.EndpointStrategy;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/**
 * Stands in for whatever routes send to outside of this process: notes each request, and answers as
 * a case asks.
 */
final class FarEnds implements EndpointStrategy {
  /** Components that stay in this process, or by which messages only come. */
  private static final Set<String> HERE =
      Set.of(
          "bean",
          "browse",
          "class",
          "controlbus",
          "dataformat",
          "dataset",
          "dataset-test",
          "direct",
          "drop",
          "jslt",
          "json-validator",
          "kamelet",
          "language",
          "log",
          "mapping",
          "micrometer",
          "mock",
          "out",
          "platform-http",
          "rest",
          "rest-api",
          "seda",
          "stub",
          "topic",
          "undelivered",
          "validator",
          "xslt");

  private static final int OK = 200;
  private static final int MULTIPLE_CHOICES = 300;

  private final List<Requested> requests = new ArrayList<>();
  private final Deque<Answer> answers = new ArrayDeque<>();
  private GatewayContext camel;

  /**
   * What a far end received.
   *
   * @param uri without options
   */
  record Requested(String uri, Map<String, Object> headers, String body) {}

  /** Replaces what the routes of this context send to; called before they are made. */
  void standIn(CamelContext context) {
    camel = (GatewayContext) context;
    camel.disableJMX();
    camel.startRoutesOut();
    camel.getCamelContextExtension().registerEndpointCallback(this);
  }

  GatewayContext camel() {
    return camel;
  }

  /** Nothing of what went before counts. */
  synchronized void begin(List<Answer> next) {
    requests.clear();
    answers.clear();
    answers.addAll(next);
  }

  synchronized List<Requested> requests() {
    return List.copyOf(requests);
  }

  /** An address as in a route, without options. */
  static String bare(String uri) {
    return uri.replaceFirst("\\?.*", "").replaceFirst("^([\\w+-]+):/*", "$1:");
  }

  @Override
  public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
    return endpoint instanceof FarEnd || HERE.contains(uri.replaceFirst(":.*", ""))
        ? endpoint
        : new FarEnd(endpoint);
  }

  /** A list of messages, which the Kafka component sends one by one, is so many requests. */
  private synchronized Answer note(String uri, Exchange exchange) {
    Message whole = exchange.getMessage();
    List<?> parts = whole.getBody() instanceof List<?> list ? list : List.of();
    if (parts.isEmpty() || !(parts.get(0) instanceof Message)) {
      parts = List.of(whole);
    }
    for (Object part : parts) {
      Message message = (Message) part;
      Map<String, Object> headers = new LinkedHashMap<>(message.getHeaders());
      requests.add(new Requested(bare(uri), headers, body(message)));
    }
    return answers.isEmpty() ? Answer.DONE : answers.poll();
  }

  private static String body(Message message) {
    byte[] bytes = message.getBody(byte[].class);
    return bytes == null ? "" : new String(bytes, UTF_8);
  }

  /** One address. */
  private final class FarEnd extends DefaultEndpoint {
    private final Endpoint real;

    FarEnd(Endpoint real) {
      super(real.getEndpointUri(), real.getComponent());
      this.real = real;
    }

    @Override
    public Producer createProducer() {
      return new DefaultProducer(this) {
        @Override
        public void process(Exchange exchange) throws Exception {
          answer(note(getEndpointUri(), exchange), exchange);
        }
      };
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
      return real.createConsumer(processor);
    }

    private void answer(Answer answer, Exchange exchange) throws Exception {
      if (answer.exception() != null) {
        throw exception(answer);
      }
      boolean http = real instanceof HttpEndpoint;
      int status = answer.status() == null ? OK : answer.status();
      if (http
          && (status < OK || status >= MULTIPLE_CHOICES)
          && ((HttpEndpoint) real).isThrowExceptionOnFailure()) {
        throw new HttpOperationFailedException(
            bare(getEndpointUri()),
            status,
            answer.message(),
            null,
            answer.headers(),
            answer.body() == null ? "" : answer.body());
      }
      Message message = exchange.getMessage();
      answer.headers().forEach(message::setHeader);
      if (http) {
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setBody(answer.body() == null ? "" : answer.body());
      } else if (answer.body() != null) {
        message.setBody(answer.body());
      }
    }
  }

  private Exception exception(Answer answer) throws ReflectiveOperationException {
    if (answer.sqlState() != null) {
      return new SQLException(answer.message(), answer.sqlState());
    }
    Class<?> type = camel.getClassResolver().resolveMandatoryClass(answer.exception());
    return (Exception) type.getConstructor(String.class).newInstance(answer.message());
  }
}
