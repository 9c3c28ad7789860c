package dev.tributary.ingest.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.mqtt.MqttMessageFactory;
import java.util.List;

/**
 * Passes packets on to MQTT's decoder, which holds each as a whole, and cuts those that are too
 * large for that: a device may publish 256 MiB. What is left of such a message is its topic, its
 * packet id and the beginning of its payload, enough for a dead letter; its properties are left out
 * where they are too large by themselves. A {@link Whole} goes ahead of it: what was cut is never
 * taken for a message that is whole.
 */
final class PublishCutter extends ByteToMessageDecoder {
  /**
   * Goes ahead of a PUBLISH that was cut.
   *
   * @param size of its payload and of properties that were left out
   */
  record Whole(int size) {}

  private static final int PUBLISH = 3;
  private static final int LONGEST_NUMBER = 4;
  private static final int LARGEST_PROPERTIES = 64 * 1024;

  /** Beside the payload: a topic, properties, and what stands between them. */
  private static final int LARGEST_HEAD = 64 * 1024 + LARGEST_PROPERTIES + 16;

  private final int keptPayload;

  /** How many bytes to leave out, to pass on and to leave out before the next packet begins. */
  private int leaving;

  private int passing;
  private int skipping;

  /** Packet boundaries are lost. */
  private boolean broken;

  /**
   * @param keptPayload how many bytes of the payload of a message that is cut are passed on
   */
  PublishCutter(int keptPayload) {
    this.keptPayload = keptPayload;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (broken) {
      in.skipBytes(in.readableBytes());
    } else if (leaving > 0) {
      leaving -= leave(in, leaving);
    } else if (passing > 0) {
      passing -= pass(in, passing, out);
    } else if (skipping > 0) {
      skipping -= leave(in, skipping);
    } else if (!passWhole(in, out)) {
      cut(context, in, out);
    }
  }

  /**
   * Passes all on that needs no cutting.
   *
   * @return false if a packet that does comes next
   */
  private boolean passWhole(ByteBuf in, List<Object> out) {
    int start = in.readerIndex();
    int at = start;
    boolean fits = true;
    while (fits && at < in.writerIndex()) {
      int digits = digits(in, at + 1);
      if (digits == 0) {
        break;
      }
      if (digits > LONGEST_NUMBER) {
        // the decoder reports what is wrong with it
        broken = true;
        at = in.writerIndex();
        break;
      }
      int length = number(in, at + 1, digits);
      fits = length <= keptPayload + LARGEST_HEAD;
      at += fits ? 1 + digits + length : 0;
    }
    int ready = Math.min(at, in.writerIndex()) - start;
    passing = Math.max(0, at - in.writerIndex());
    if (ready > 0) {
      pass(in, ready, out);
      return true;
    }
    return fits;
  }

  /** Passes the head of a large packet on, once it is there. */
  private void cut(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    int flags = in.getUnsignedByte(in.readerIndex());
    int digits = digits(in, in.readerIndex() + 1);
    int length = number(in, in.readerIndex() + 1, digits);
    int body = in.readerIndex() + 1 + digits;
    if (flags >> 4 != PUBLISH) {
      refuse(in, out, "a packet of %d bytes that is no PUBLISH".formatted(length));
      return;
    }
    if (in.writerIndex() < body + 2) {
      return;
    }
    int idBytes = (flags & 0x06) == 0 ? 0 : 2;
    int properties = body + 2 + in.getUnsignedShort(body) + idBytes;
    if (in.writerIndex() < properties + LONGEST_NUMBER) {
      return;
    }
    int propertiesDigits = digits(in, properties);
    int propertiesLength = number(in, properties, propertiesDigits);
    int head = properties - body;
    int payload = length - head - propertiesDigits - propertiesLength;
    if (propertiesDigits > LONGEST_NUMBER || payload < 0) {
      refuse(in, out, "a PUBLISH that is shorter than its properties");
      return;
    }
    boolean withProperties = propertiesLength <= LARGEST_PROPERTIES;
    int kept = Math.min(payload, keptPayload);
    int following = kept + (withProperties ? propertiesDigits + propertiesLength : 1);
    ByteBuf start = context.alloc().buffer(1 + LONGEST_NUMBER + head + 1);
    start.writeByte(flags);
    writeNumber(start, head + following);
    start.writeBytes(in, body, head);
    in.readerIndex(properties);
    if (withProperties) {
      passing = following;
    } else {
      start.writeByte(0);
      leaving = propertiesDigits + propertiesLength;
      passing = kept;
    }
    skipping = payload - kept;
    out.add(new Whole(payload + leaving));
    out.add(start);
  }

  private void refuse(ByteBuf in, List<Object> out, String why) {
    broken = true;
    in.skipBytes(in.readableBytes());
    out.add(MqttMessageFactory.newInvalidMessage(new DecoderException(why)));
  }

  private static int pass(ByteBuf in, int most, List<Object> out) {
    int some = Math.min(most, in.readableBytes());
    out.add(in.readRetainedSlice(some));
    return some;
  }

  private static int leave(ByteBuf in, int most) {
    int some = Math.min(most, in.readableBytes());
    in.skipBytes(some);
    return some;
  }

  /** How many bytes the number here has; 0 if not all of them are there, 5 if it has too many. */
  private static int digits(ByteBuf in, int at) {
    for (int digit = 0; digit < LONGEST_NUMBER; digit++) {
      if (at + digit >= in.writerIndex()) {
        return 0;
      }
      if (in.getByte(at + digit) >= 0) {
        return digit + 1;
      }
    }
    return LONGEST_NUMBER + 1;
  }

  private static int number(ByteBuf in, int at, int digits) {
    int number = 0;
    for (int digit = 0; digit < digits && digit < LONGEST_NUMBER; digit++) {
      number |= (in.getByte(at + digit) & 0x7F) << (7 * digit);
    }
    return number;
  }

  private static void writeNumber(ByteBuf out, int number) {
    int left = number;
    do {
      out.writeByte(left > 0x7F ? (left & 0x7F) | 0x80 : left);
      left >>= 7;
    } while (left > 0);
  }
}
