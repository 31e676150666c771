/** What happens to models, told to whoever listens: webhooks of the configuration, and other plugins. */
package io.jenkins.plugins.modeldelivery.jenkins.notification;
