/**
 * What the ledger says about a model: its evidence and the verdicts computed again from it, the history of its figures, and
 * what served in which environment.
 *
 * <p>To show a history, for example the last two years: {@code new ModelHistory(ledger, model).since(moment, 1000)} gives
 * points newest first, each with time, version, verdict, {@code metrics} by name and, where a shift was checked,
 * {@code drift} (MMD², p-value, effect, sizes). Two shift points belong on one line of a chart only if
 * {@code isOnScaleOf} says so.
 */
package io.jenkins.plugins.modeldelivery.recording;
