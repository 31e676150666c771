package io.jenkins.plugins.modeldelivery.drift.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/** HotSpot inlines hot methods of up to 325 bytes, and inlined loops of these methods are not vectorised. */
class InliningTest {
    private static final int LARGEST_INLINED = 325;

    @Test
    void shouldBeTooLongToInline() {
        assertThat(lastInstruction(FloatGemm.class, "block")).isGreaterThan(LARGEST_INLINED);
    }

    private static int lastInstruction(Class<?> owner, String method) {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out);
        String classes =
                owner.getProtectionDomain().getCodeSource().getLocation().getPath();
        ToolProvider.findFirst("javap").orElseThrow().run(writer, writer, "-c", "-p", "-cp", classes, owner.getName());
        String code = Arrays.stream(out.toString().split("\\R\\R"))
                .filter(part -> part.contains("void " + method + "("))
                .findFirst()
                .orElseThrow();
        Matcher last = Pattern.compile("(\\d+): return").matcher(code);
        int at = -1;
        while (last.find()) {
            at = Integer.parseInt(last.group(1));
        }
        return at;
    }
}
