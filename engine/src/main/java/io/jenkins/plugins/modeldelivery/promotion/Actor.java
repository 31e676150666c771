package io.jenkins.plugins.modeldelivery.promotion;

import java.util.Optional;

/**
 * Who acts.
 *
 * @param user the person or account, for the ledger
 * @param holder what acts for them, the same in a re-run: a job's full name; a re-run takes up its own rollout by it
 * @param buildUrl of the acting build
 */
public record Actor(String user, String holder, Optional<String> buildUrl) {}
