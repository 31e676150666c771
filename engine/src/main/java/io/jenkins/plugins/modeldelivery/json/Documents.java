package io.jenkins.plugins.modeldelivery.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Utf8;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Locale;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a document that may be JSON or YAML; YAML with the safe constructor, without aliases and duplicate keys, and up to
 * {@link #MAX_YAML_BYTES}.
 */
public final class Documents {
    /** Largest YAML document: its parser takes much longer and more memory than JSON's. */
    public static final int MAX_YAML_BYTES = 1 << 20;

    private static final int MAX_EVENTS = 100_000;

    private Documents() {}

    /** Reads a file by its ending: {@code .yaml} and {@code .yml} as YAML, all else as JSON. */
    public static JsonNode read(Path file) throws BadInputException {
        return isYaml(file)
                ? parseYaml(Utf8.text(Json.bytes(file, MAX_YAML_BYTES), file.toString()), file.toString())
                : Json.read(file);
    }

    /** The same of a file of others' numbers, of which some may be NaN or infinite. */
    public static JsonNode readNumbers(Path file) throws BadInputException {
        return isYaml(file) ? read(file) : Json.readNumbers(file);
    }

    public static boolean isYaml(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }

    /** The text of a document file, at most {@link Json#MAX_DOCUMENT_BYTES}. */
    public static String text(Path file) throws BadInputException {
        return Utf8.text(Json.bytes(file, Json.MAX_DOCUMENT_BYTES), file.toString());
    }

    /**
     * Parses one YAML document into a JSON node.
     *
     * @param source how to call the document in a message
     * @throws BadInputException with the line where it is not valid YAML, uses an alias or is too large; or when it is empty
     */
    public static JsonNode parseYaml(String text, String source) throws BadInputException {
        if (text.length() > MAX_YAML_BYTES) {
            throw Json.tooLarge(source, MAX_YAML_BYTES);
        }
        try {
            requireSmall(text, source);
            Object value = new Yaml(new SafeConstructor(options())).load(text);
            if (value == null) {
                throw new BadInputException(source + " is empty; a YAML document was expected");
            }
            return Json.mapper().valueToTree(value);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new BadInputException(source + " is not valid YAML (line " + line + "): " + e.getProblem(), e);
        } catch (YAMLException | IllegalArgumentException e) {
            throw new BadInputException(source + " is not valid YAML: " + e.getMessage(), e);
        }
    }

    /** Looks at the document piece by piece before any of it is built. */
    private static void requireSmall(String text, String source) throws BadInputException {
        int count = 0;
        int depth = 0;
        for (Event event : new Yaml(options()).parse(new StringReader(text))) {
            if (event instanceof AliasEvent) {
                throw new BadInputException(source + " is not read (line "
                        + (event.getStartMark().getLine() + 1) + "): it has an alias (*); write its value there");
            }
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            if (depth > Json.MAX_DEPTH) { // the parser takes ever longer, and looks at its own limit much later
                throw new BadInputException(source + " is not read (line "
                        + (event.getStartMark().getLine() + 1) + "): it is nested deeper than " + Json.MAX_DEPTH);
            }
            if (++count > MAX_EVENTS) {
                throw new BadInputException(source + " has more than " + MAX_EVENTS / 2
                        + " keys and values, too many for one" + " YAML document; JSON may have more");
            }
        }
    }

    /** The node graph of a YAML (or JSON) text, whose marks tell the line of each key. */
    public static Node compose(String text) {
        return new Yaml(new SafeConstructor(options())).compose(new StringReader(text));
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setNestingDepthLimit(Json.MAX_DEPTH);
        options.setCodePointLimit(MAX_YAML_BYTES);
        return options;
    }
}
