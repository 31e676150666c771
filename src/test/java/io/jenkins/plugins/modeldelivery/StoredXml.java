package io.jenkins.plugins.modeldelivery;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.modeldelivery.jenkins.traffic.TrafficLeaseAction;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** What Jenkins has stored in a file, to be compared with what another version stored. */
final class StoredXml {
    static final String OURS = "io.jenkins.plugins.modeldelivery.";

    /** Classes that have another name since, and write it. */
    private static final Map<String, String> RENAMED =
            Map.of(OURS + "staging.TrafficLeaseAction", TrafficLeaseAction.class.getName());

    private StoredXml() {}

    /** A file of the home of {@link HomeOfTheVersionBeforeTest}, as it was written then. */
    static Path before(String path) throws URISyntaxException {
        URL url = HomeOfTheVersionBeforeTest.class.getResource("HomeOfTheVersionBeforeTest/" + path);
        return Path.of(url.toURI());
    }

    /** Who is granted what. */
    static Set<String> grants(Path file) throws Exception {
        NodeList entries = document(file).getElementsByTagName("permission");
        return IntStream.range(0, entries.getLength())
                .mapToObj(i -> entries.item(i).getTextContent())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What of a file is ours, and a job's Pipeline, whatever the order in which a class's fields are written. */
    static List<String> ours(Path file) throws Exception {
        List<String> found = new ArrayList<>();
        collect(document(file), found);
        assertThat(file.toString(), found, is(not(empty())));
        return found;
    }

    private static Element document(Path file) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
    }

    private static void collect(Element element, List<String> found) {
        if (element.getTagName().startsWith(OURS) || element.getTagName().equals("definition")) {
            found.add(canonical(element));
        } else {
            children(element).forEach(child -> collect(child, found));
        }
    }

    private static String canonical(Element element) {
        String name = RENAMED.getOrDefault(element.getTagName(), element.getTagName());
        List<Element> children = children(element);
        String content = children.isEmpty()
                ? element.getTextContent()
                : children.stream().map(StoredXml::canonical).sorted().collect(Collectors.joining("\n"));
        return name + " " + element.getAttribute("class") + "{" + content + "}";
    }

    private static List<Element> children(Element element) {
        List<Element> children = new ArrayList<>();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                children.add(child);
            }
        }
        return children;
    }
}
