/** Who may promote, roll back and override; registered early, so that every authorization strategy can grant it. */
package io.jenkins.plugins.modeldelivery.permissions;
