package io.jenkins.plugins.modeldelivery.io;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the second jar is looked for; what it reads is tested beside it, in {@code formats/}. */
class TablesTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void write() throws Exception {
        file = Files.writeString(directory.resolve("x.parquet"), "PAR1");
    }

    private void open(Path from, Optional<String> configured) throws BadInputException {
        Tables.open(ForeignFormat.PARQUET, from, Sha256.digest(), configured, Tables.class);
    }

    private Path jar(String service) throws Exception {
        Path jar = directory.resolve("formats.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("META-INF/services/" + TableFormat.class.getName()));
            out.write(service.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    @Test
    void shouldSayWhatToPutWhere() {
        for (Optional<String> none : List.of(Optional.<String>empty(), Optional.of(" "))) {
            assertThatThrownBy(() -> open(file, none))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageStartingWith(file + " is Parquet: put " + Tables.JAR + " beside model-delivery.jar")
                    .hasMessageContaining(Tables.VARIABLE)
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void shouldNameAJarThatIsNotThere() {
        assertThatThrownBy(() -> open(file, Optional.of(directory.toString())))
                .isInstanceOf(BadInputException.class)
                .hasMessage("MODEL_DELIVERY_FORMATS names " + directory
                        + ", which is not a file; it takes the path of model-delivery-formats.jar");
    }

    @Test
    void shouldNameAJarThatIsAnother() throws Exception {
        Path other = jar("");
        assertThatThrownBy(() -> open(file, Optional.of(other.toString()))).hasMessage(other + " reads no Parquet");
        Path older = jar("io.jenkins.plugins.modeldelivery.formats.Gone");
        assertThatThrownBy(() -> open(file, Optional.of(older.toString())))
                .hasMessageStartingWith(older + " is not of this version of model-delivery");
    }

    /** The jar's classes see the engine and the platform, not what else is on the class path. */
    @Test
    void shouldShowTheJarNoLibraryOfAnotherVersion() throws Exception {
        Path jar = jar("org.assertj.core.api.Assertions");
        assertThatThrownBy(() -> open(file, Optional.of(jar.toString())))
                .hasMessageStartingWith(jar + " is not of this version");
    }

    @Test
    void shouldReadNoPipe() {
        Path pipe = directory.resolve("pipe"); // what is no regular file
        assertThatThrownBy(() -> open(pipe, Optional.empty()))
                .hasMessage(pipe + " is Parquet in a pipe, which is read from its end; give it as a file");
    }
}
