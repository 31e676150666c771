/** How a report is laid out, once, and printed for terminals, build logs and Markdown; knows nothing of what it shows. */
package io.jenkins.plugins.modeldelivery.rendering;
