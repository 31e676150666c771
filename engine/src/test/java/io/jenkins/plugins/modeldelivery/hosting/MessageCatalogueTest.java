package io.jenkins.plugins.modeldelivery.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every message that a user can meet is one line that names what it is about, without words that only developers read. */
class MessageCatalogueTest {
    /** What our messages are about, besides values, options, keys and files. */
    private static final Pattern THING = Pattern.compile(
            "\\b(agents?|answers?|approval|artifacts?|bucket|candidate|connection|container|contract|counts|credentials|decisions?"
                    + "|digest|endpoint|environments?|files?|eval set|evidence|export|fingerprints?|kubeconfig|lease|ledger|metrics"
                    + "|models?|node block|outputs?|parameters?|policy|predictions?|probe|production|promotion|queries|records"
                    + "|reference|releases?|report|requests?|results?|rollback|routes?|rows|rules?|sets?|signature|state|tolerance"
                    + "|versions?|vectors?|webhook's|workload)\\b",
            Pattern.CASE_INSENSITIVE);

    /** A quoted value, an option, a key in camel case or with a mark, a constant, a path. */
    private static final Pattern KEY = Pattern.compile("'|--?\\w|[a-z][A-Z]|[$_/%:]|\\b[A-Z]{2,}\\b|\\.[a-z]");

    private static List<Message> messages;

    @BeforeAll
    static void read() throws Exception {
        messages = Message.all();
        assertThat(messages).as("the catalogue").hasSizeGreaterThan(300);
    }

    @Test
    void shouldBeOneLine() {
        assertThat(offending(m -> m.text().matches(".*\\\\[nrt].*") || m.text().length() > 300))
                .isEmpty();
    }

    @Test
    void shouldNotSpeakOfTheProgram() {
        Pattern words = Pattern.compile(
                "Exception|\\bnull\\b|\\bstack\\b|\\bNPE\\b|[Uu]nexpected error|[Ee]rror occurred|[Pp]lease|[Oo]ops|TODO|FIXME");
        assertThat(offending(m -> words.matcher(m.text()).find())).isEmpty();
    }

    @Test
    void shouldNameWhatTheyAreAbout() {
        assertThat(offending(m -> !m.text().contains(Message.GAP)
                        && !KEY.matcher(m.text()).find()
                        && !THING.matcher(m.text()).find()))
                .isEmpty();
    }

    @Test
    void shouldSayMoreThanThatSomethingFailed() {
        assertThat(offending(m -> m.text().replace(Message.GAP, " x ").trim().split("\\s+").length < 3))
                .isEmpty();
    }

    @Test
    void shouldBeWritableInOneSentence() {
        assertThat(offending(m -> m.text().matches(".*[.!,;]\\s*"))).isEmpty();
    }

    /** The troubleshooting table quotes messages as they are; a table that has grown old helps nobody. */
    @Test
    void shouldBeQuotedRightlyWhereHelpIsGiven() throws Exception {
        List<String> rows = Repository.text("docs/troubleshooting.md")
                .lines()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(10);
        List<String> unknown = new ArrayList<>();
        for (String row : rows) {
            String quoted = row.substring(3, row.indexOf('`', 3));
            List<String> pieces = Arrays.stream(quoted.split(Message.GAP))
                    .map(String::strip)
                    .filter(piece -> !piece.isEmpty())
                    .toList();
            assertThat(pieces).as(row).isNotEmpty();
            if (messages.stream().noneMatch(m -> containsInOrder(m.text(), pieces))) {
                unknown.add(quoted);
            }
        }
        assertThat(unknown).as("quoted messages that nothing says").isEmpty();
    }

    private static boolean containsInOrder(String text, List<String> pieces) {
        int from = 0;
        for (String piece : pieces) {
            int at = text.indexOf(piece, from);
            if (at < 0) {
                return false;
            }
            from = at + piece.length();
        }
        return true;
    }

    private static List<Message> offending(Predicate<Message> defect) {
        return messages.stream().filter(defect).toList();
    }
}
