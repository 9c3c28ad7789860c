package dev.tributary.rehearse;

import java.util.Map;

/**
 * What one step of a route made of a message.
 *
 * @param route the id of the route
 * @param step as Camel names it, {@code to[mapping:flat]}; empty for what the listener handed in
 * @param variables those that it set
 * @param body what it left, null if that is what was there before
 * @param failure what it failed with, or null
 */
public record Stage(
    String route, String step, Map<String, Object> variables, Object body, Exception failure) {}
