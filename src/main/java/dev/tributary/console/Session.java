package dev.tributary.console;

/**
 * Who asks.
 *
 * @param id what the cookie holds; empty where nobody has to log in
 * @param user empty where nobody has logged in
 * @param token what every request that acts must carry, against forged ones
 */
record Session(String id, String user, String token) {}
