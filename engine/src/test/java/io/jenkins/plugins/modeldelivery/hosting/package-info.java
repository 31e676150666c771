/** What the Jenkins project asks of a plugin's repository, read from its files; needs no Jenkins. */
package io.jenkins.plugins.modeldelivery.hosting;
