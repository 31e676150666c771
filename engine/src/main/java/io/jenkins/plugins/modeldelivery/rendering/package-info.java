/** Tables and texts for terminals, build logs and Markdown; knows nothing of what it shows. */
package io.jenkins.plugins.modeldelivery.rendering;
