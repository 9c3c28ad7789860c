package dev.tributary.console;

import dev.tributary.module.Modules;
import dev.tributary.rehearse.OfflineGateway;
import dev.tributary.reload.Reload;
import dev.tributary.replay.Replay;
import java.util.function.Supplier;

/**
 * What pages may do with a gateway.
 *
 * @param gateways makes gateways on no network, to try messages
 * @param modules makes what a check of the folder needs
 * @param reload null before the routes are made
 * @param replay the way of a replayed message through the routes that run
 */
public record GatewayActions(
    OfflineGateway.Factory gateways,
    Modules modules,
    Supplier<Reload> reload,
    Supplier<Replay.Pipeline> replay) {}
