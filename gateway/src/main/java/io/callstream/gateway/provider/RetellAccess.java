package io.callstream.gateway.provider;

import io.callstream.retell.RetellAccount;
import java.util.Optional;

/**
 * Whether and where Retell can be asked.
 *
 * @param account empty without {@code RETELL_API_KEY}, which only web calls and agents need here
 */
public record RetellAccess(Optional<RetellAccount> account) {}
