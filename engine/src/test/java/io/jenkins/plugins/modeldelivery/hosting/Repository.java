package io.jenkins.plugins.modeldelivery.hosting;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/** The files of this repository; the engine's tests run in {@code engine/}. */
public final class Repository {
    public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    public static final Path JAVA = ROOT.resolve("src/main/java");
    public static final Path VIEWS = ROOT.resolve("src/main/resources");

    private Repository() {}

    /** A file by its path from the root. */
    public static String text(String path) throws IOException {
        return Files.readString(ROOT.resolve(path));
    }

    /** Files below a directory whose name ends so, in order. */
    public static List<Path> files(Path below, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    static Document xml(Path file) throws IOException, ParserConfigurationException, SAXException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        try (InputStream in = Files.newInputStream(file)) {
            return factory.newDocumentBuilder().parse(in);
        }
    }
}
