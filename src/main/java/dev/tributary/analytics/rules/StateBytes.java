package dev.tributary.analytics.rules;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * State as bytes: a version, and then what a part writes in the order in which it reads it. Small
 * numbers take few bytes, and ids that are UUIDs 17.
 */
final class StateBytes {
  private static final int VERSION = 2;

  private static final int NOTHING = 0;
  private static final int ID = 1;
  private static final int TEXT = 2;
  private static final int ID_LENGTH = 36;

  private StateBytes() {}

  static byte[] write(Consumer<Out> writing) {
    Out out = new Out();
    out.put(VERSION);
    writing.accept(out);
    return Arrays.copyOf(out.bytes, out.size);
  }

  static <T> T read(byte[] bytes, Function<In, T> part) {
    ByteBuffer data = ByteBuffer.wrap(bytes);
    try {
      int version = data.get();
      if (version != VERSION) {
        throw new IllegalStateException(
            "the state of rules has format %d but this version reads %d"
                .formatted(version, VERSION));
      }
      return part.apply(new In(data));
    } catch (BufferUnderflowException e) {
      throw new IllegalStateException("the state of rules ends too soon", e);
    }
  }

  /** To write to. */
  static final class Out {
    private byte[] bytes = new byte[128];
    private int size;

    private void put(int one) {
      room(1);
      bytes[size++] = (byte) one;
    }

    private void room(int more) {
      if (bytes.length - size < more) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
      }
    }

    /** Seven bits a byte, the lowest first; the sign is the lowest of all. */
    Out number(long value) {
      room(10);
      long rest = (value << 1) ^ (value >> 63);
      while ((rest & ~0x7FL) != 0) {
        bytes[size++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      bytes[size++] = (byte) rest;
      return this;
    }

    Out fraction(double value) {
      return fixed(Double.doubleToLongBits(value));
    }

    /** One that is seldom small. */
    Out fixed(long value) {
      room(Long.BYTES);
      for (int shift = 56; shift >= 0; shift -= 8) {
        bytes[size++] = (byte) (value >> shift);
      }
      return this;
    }

    Out text(String text) {
      if (text == null) {
        return number(NOTHING);
      }
      if (isId(text)) {
        UUID id = UUID.fromString(text);
        return number(ID).fixed(id.getMostSignificantBits()).fixed(id.getLeastSignificantBits());
      }
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      return number(TEXT + utf8.length).raw(utf8);
    }

    /** As UUIDs are written, so that the same text comes back. */
    private static boolean isId(String text) {
      if (text.length() != ID_LENGTH) {
        return false;
      }
      for (int i = 0; i < ID_LENGTH; i++) {
        char at = text.charAt(i);
        boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? at != '-' : !((at >= '0' && at <= '9') || (at >= 'a' && at <= 'f'))) {
          return false;
        }
      }
      return true;
    }

    private Out raw(byte[] more) {
      room(more.length);
      System.arraycopy(more, 0, bytes, size, more.length);
      size += more.length;
      return this;
    }

    Out decimal(BigDecimal decimal) {
      if (decimal == null) {
        return number(NOTHING);
      }
      byte[] digits = decimal.unscaledValue().toByteArray();
      return number(digits.length).raw(digits).number(decimal.scale());
    }

    Out texts(List<String> texts) {
      number(texts == null ? -1 : texts.size());
      for (String text : texts == null ? List.<String>of() : texts) {
        text(text);
      }
      return this;
    }

    Out bytes(byte[] more) {
      return number(more.length).raw(more);
    }
  }

  /** To read from. */
  record In(ByteBuffer data) {
    long number() {
      long value = 0;
      int shift = 0;
      byte next;
      do {
        next = data.get();
        value |= (next & 0x7FL) << shift;
        shift += 7;
      } while (next < 0);
      return (value >>> 1) ^ -(value & 1);
    }

    long fixed() {
      return data.getLong();
    }

    double fraction() {
      return data.getDouble();
    }

    String text() {
      int length = (int) number();
      return switch (length) {
        case NOTHING -> null;
        case ID -> new UUID(data.getLong(), data.getLong()).toString();
        default -> new String(raw(length - TEXT), StandardCharsets.UTF_8);
      };
    }

    private byte[] raw(int length) {
      byte[] bytes = new byte[length];
      data.get(bytes);
      return bytes;
    }

    byte[] bytes() {
      return raw((int) number());
    }

    BigDecimal decimal() {
      int length = (int) number();
      return length == NOTHING ? null : new BigDecimal(new BigInteger(raw(length)), (int) number());
    }

    boolean hasMore() {
      return data.hasRemaining();
    }

    List<String> texts() {
      int size = (int) number();
      if (size < 0) {
        return null;
      }
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        texts.add(text());
      }
      return texts;
    }
  }
}
