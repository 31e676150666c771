package io.jenkins.plugins.modeldelivery.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;

/** Views escape by default and hold no code, so that a Content-Security-Policy may forbid all that is inline. */
class ViewsTest {
    private static final String HEADER = "<?jelly escape-by-default='true'?>";

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> shouldBeSafe() throws Exception {
        List<Path> views = Repository.files(Repository.VIEWS, ".jelly");
        assertThat(views).hasSizeGreaterThan(15);
        return views.stream()
                .map(view -> dynamicTest(
                        Repository.VIEWS.relativize(view).toString(),
                        () -> assertThat(defects(view)).isEmpty()));
    }

    /** The check itself finds what it is for. */
    @Test
    void shouldNameEachDefect() throws Exception {
        Path view = Files.writeString(directory.resolve("bad.jelly"), """
                <j:jelly xmlns:j="jelly:core" xmlns:f="/lib/form" xmlns:st="jelly:stapler">
                  <style>p {}</style>
                  <script>alert(1)</script>
                  <script type="application/json">{}</script>
                  <script src="${resURL}/a.js" />
                  <p onclick="x()" style="color: red">x</p>
                  <a href="javascript:x()">y</a>
                  <f:textbox checkUrl="check" />
                  <st:include page="x.jelly" class="io.example.Plugin" />
                </j:jelly>
                """);
        assertThat(defects(view))
                .containsExactly(
                        "does not begin with " + HEADER,
                        "<style>",
                        "inline <script>",
                        "<p onclick>",
                        "<p style>",
                        "<a href> with javascript:",
                        "<f:textbox checkUrl> without checkDependsOn",
                        "<st:include class> by name, which only Jenkins' own class loader would find");
    }

    /** A page whose class has moved away from its views is not found any more, and a form has no help. */
    @Test
    void shouldLieBesideTheirClass() throws Exception {
        List<Path> files = new ArrayList<>(Repository.files(Repository.VIEWS, ".jelly"));
        files.addAll(Repository.files(Repository.VIEWS, ".html"));
        List<Path> classes = files.stream()
                .map(file -> Repository.VIEWS.relativize(file))
                .filter(file -> file.startsWith("io"))
                .map(file -> Repository.JAVA.resolve(file.getParent() + ".java"))
                .distinct()
                .toList();
        assertThat(classes)
                .hasSizeGreaterThan(30)
                .allSatisfy(file -> assertThat(file).exists());
    }

    @Test
    void shouldLoadNoScriptFromElsewhere() throws Exception {
        List<Path> scripts = new ArrayList<>(Repository.files(Repository.VIEWS, ".js"));
        scripts.addAll(Repository.files(Repository.ROOT.resolve("src/main/webapp"), ".js"));
        assertThat(scripts).hasSizeGreaterThan(5);
        for (Path script : scripts) {
            assertThat(Files.readString(script))
                    .as(script.toString())
                    .doesNotContain("eval(", "new Function(", "innerHTML", "document.write", "://cdn");
        }
    }

    private static List<String> defects(Path view) throws Exception {
        List<String> defects = new ArrayList<>();
        if (!Files.readString(view).startsWith(HEADER)) {
            defects.add("does not begin with " + HEADER);
        }
        Document document = Repository.xml(view);
        NodeList elements = document.getElementsByTagName("*");
        for (int i = 0; i < elements.getLength(); i++) {
            inspect((Element) elements.item(i), defects);
        }
        return defects;
    }

    private static void inspect(Element element, List<String> defects) {
        String tag = element.getTagName();
        if (tag.equals("style")) {
            defects.add("<style>");
        }
        if (tag.equals("script")
                && !element.hasAttribute("src")
                && !element.getAttribute("type").equals("application/json")) {
            defects.add("inline <script>");
        }
        NamedNodeMap attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            String name = attributes.item(i).getNodeName();
            if (name.matches("on[a-z]+") || name.equals("style")) {
                defects.add("<" + tag + " " + name + ">");
            }
            if (attributes.item(i).getNodeValue().trim().startsWith("javascript:")) {
                defects.add("<" + tag + " " + name + "> with javascript:");
            }
        }
        if (tag.equals("st:include") && element.getAttribute("class").matches("[a-z.]*[A-Z].*")) {
            defects.add("<st:include class> by name, which only Jenkins' own class loader would find");
        }
        if (element.hasAttribute("checkUrl") && !element.hasAttribute("checkDependsOn")) {
            defects.add("<" + tag + " checkUrl> without checkDependsOn");
        }
    }
}
