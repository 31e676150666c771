/** How JSON and YAML documents are read (strictly) and written (the same bytes each time). */
package io.jenkins.plugins.modeldelivery.json;
