package dev.tributary.analytics.rules;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** State as bytes: a version, and then what a part writes in the order in which it reads it. */
final class StateBytes {
  private static final int VERSION = 1;

  private StateBytes() {}

  interface Writing {
    void write(Out out) throws IOException;
  }

  interface Part<T> {
    T read(In in) throws IOException;
  }

  static byte[] write(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);
    Out out = new Out(new DataOutputStream(bytes));
    try {
      out.data.writeByte(VERSION);
      writing.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static <T> T read(byte[] bytes, Part<T> part) {
    In in = new In(new DataInputStream(new ByteArrayInputStream(bytes)));
    try {
      int version = in.data.readByte();
      if (version != VERSION) {
        throw new IllegalStateException(
            "the state of rules has format %d but this version reads %d"
                .formatted(version, VERSION));
      }
      return part.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** To write to. */
  record Out(DataOutputStream data) {
    Out number(long value) throws IOException {
      data.writeLong(value);
      return this;
    }

    Out fraction(double value) throws IOException {
      data.writeDouble(value);
      return this;
    }

    Out text(String text) throws IOException {
      if (text == null) {
        data.writeInt(-1);
        return this;
      }
      return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    Out decimal(BigDecimal decimal) throws IOException {
      if (decimal == null) {
        data.writeInt(-1);
        return this;
      }
      bytes(decimal.unscaledValue().toByteArray());
      data.writeInt(decimal.scale());
      return this;
    }

    Out texts(List<String> texts) throws IOException {
      data.writeInt(texts == null ? -1 : texts.size());
      for (String text : texts == null ? List.<String>of() : texts) {
        text(text);
      }
      return this;
    }

    Out bytes(byte[] bytes) throws IOException {
      data.writeInt(bytes.length);
      data.write(bytes);
      return this;
    }
  }

  /** To read from. */
  record In(DataInputStream data) {
    long number() throws IOException {
      return data.readLong();
    }

    double fraction() throws IOException {
      return data.readDouble();
    }

    String text() throws IOException {
      int length = data.readInt();
      return length < 0 ? null : new String(data.readNBytes(length), StandardCharsets.UTF_8);
    }

    byte[] bytes() throws IOException {
      return data.readNBytes(data.readInt());
    }

    BigDecimal decimal() throws IOException {
      int length = data.readInt();
      return length < 0
          ? null
          : new BigDecimal(new BigInteger(data.readNBytes(length)), data.readInt());
    }

    boolean hasMore() throws IOException {
      return data.available() > 0;
    }

    List<String> texts() throws IOException {
      int size = data.readInt();
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
