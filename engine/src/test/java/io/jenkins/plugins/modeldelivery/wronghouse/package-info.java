/** Breaks every rule of {@code HousePlan} once, so that a test can see each of them fail. */
package io.jenkins.plugins.modeldelivery.wronghouse;
