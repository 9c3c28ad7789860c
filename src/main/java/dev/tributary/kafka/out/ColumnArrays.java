package dev.tributary.kafka.out;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * The records of a list as columns: a header for each member, with an array of what each record has
 * there. A statement takes the arrays through {@code unnest}, which costs a database less than
 * taking JSON apart. What has types of several kinds is three columns: {@code <member>_number},
 * {@code _text} and {@code _json}.
 */
public final class ColumnArrays implements Processor {
  private static final ObjectMapper JSON = new ObjectMapper();

  private List<String> members = List.of();
  private String typed = "value";

  /** Names, joined by commas. */
  public void setMembers(String names) {
    members = Arrays.stream(names.split(",", -1)).map(String::strip).toList();
  }

  /** The member of which there are three columns. */
  public void setTyped(String member) {
    typed = member;
  }

  @Override
  public void process(Exchange exchange) throws JsonProcessingException {
    Message message = exchange.getMessage();
    Collection<?> records =
        message.getBody() instanceof Collection<?> list ? list : List.of(message.getBody());
    for (String member : members) {
      String[] column = new String[records.size()];
      int row = 0;
      for (Object record : records) {
        column[row++] = text(((Map<?, ?>) record).get(member));
      }
      message.setHeader(member, column);
    }
    String[] numbers = new String[records.size()];
    String[] texts = new String[records.size()];
    String[] documents = new String[records.size()];
    int row = 0;
    for (Object record : records) {
      Object value = ((Map<?, ?>) record).get(typed);
      if (value instanceof Boolean yes) {
        numbers[row] = yes ? "1" : "0";
      } else if (value instanceof Number number) {
        numbers[row] = number(number);
      } else if (value instanceof String text) {
        texts[row] = text;
      } else {
        documents[row] = text(value);
      }
      row++;
    }
    message.setHeader(typed + "_number", numbers);
    message.setHeader(typed + "_text", texts);
    message.setHeader(typed + "_json", documents);
  }

  /** What no double can be is no infinite one either: the database refuses it. */
  private static String number(Number number) {
    return number instanceof Double real && real.isInfinite() ? "1e999" : number.toString();
  }

  private static String text(Object value) throws JsonProcessingException {
    return value == null || value instanceof String
        ? (String) value
        : value instanceof Number || value instanceof Boolean
            ? value.toString()
            : JSON.writeValueAsString(value);
  }
}
