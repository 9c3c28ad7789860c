package dev.tributary.contract;

import java.util.Map;

/**
 * A decoder of your own, for a payload that no layout of {@code routes/decoders/} describes. Its
 * jar lies in {@code lib/} and names the class in {@code
 * META-INF/services/dev.tributary.contract.PayloadDecoder}; a file of {@code routes/decoders/} with
 * {@code format: <its name>} chooses it. One instance serves all threads.
 */
public interface PayloadDecoder {
  /** What {@code format} calls it: a to z, 0 to 9 and hyphens. */
  String format();

  /**
   * From bytes to what JSON could have held: a {@code Map<String, ?>} or {@code List<?>} of maps,
   * lists, texts, numbers, truths and null, whose names kinds.yaml or a mapping knows.
   *
   * @param message what is known beside the payload: {@code address}, {@code device}, {@code
   *     content-type}, {@code f-port}; a name whose value is unknown is missing
   * @throws Exception if this is no such payload: the message becomes a dead letter, {@code
   *     unreadable}, with the text of the exception
   */
  Object decode(byte[] payload, Map<String, String> message) throws Exception;
}
