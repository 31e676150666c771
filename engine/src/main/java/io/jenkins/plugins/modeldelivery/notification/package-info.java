/** Tells people in time: events about models, sent to webhooks off the critical path, never failing what they tell about. */
package io.jenkins.plugins.modeldelivery.notification;
