package dev.tributary.contract;

/** Where a message came in: {@code mqtt}, {@code coap} or {@code http}, and its address. */
public record Source(String protocol, String address) {}
