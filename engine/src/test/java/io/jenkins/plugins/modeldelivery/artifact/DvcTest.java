package io.jenkins.plugins.modeldelivery.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.store.S3Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(S3Server.Extension.class)
class DvcTest {
    private static final String LOCK = """
            schema: '2.0'
            stages:
              prepare:
                cmd: python prepare.py
                deps:
                - {path: raw, md5: 00000000000000000000000000000000.dir, size: 5, nfiles: 2}
                outs:
                - path: data
                  hash: md5
                  md5: 1111111111111111111111111111111a.dir
                  size: 5
                  nfiles: 2
              train:
                cmd: python train.py
                outs:
                - path: models/intent.onnx
                  md5: 2222222222222222222222222222222b
                  size: 7
            """;

    @TempDir
    Path directory;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String md5(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes(text)));
    }

    private static DvcPointer pointer(String md5, long size) throws Exception {
        return DvcPointer.parse("outs:\n- {md5: " + md5 + ", size: " + size + ", hash: md5, path: m}\n", "m.dvc")
                .get(0);
    }

    @Test
    void shouldReadTheOutputsOfALockFile() throws Exception {
        Path file = Files.writeString(directory.resolve("dvc.lock"), LOCK);
        assertThat(DvcPointer.read(file)).extracting(DvcPointer::path).containsExactly("data", "models/intent.onnx");
        DvcPointer model = DvcPointer.find(file, "models/intent.onnx");
        assertThat(model.size()).isEqualTo(7);
        assertThat(model.remoteKey()).isEqualTo("files/md5/22/22222222222222222222222222222b");
        assertThat(model.in("s3://bucket/dvc/").uri())
                .isEqualTo("s3://bucket/dvc/files/md5/22/22222222222222222222222222222b");
        assertThat(DvcPointer.find(file, "data").digest().isDirectory()).isTrue();
        assertThatThrownBy(() -> DvcPointer.find(file, "")).isInstanceOf(BadInputException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: 1",
                "outs: []",
                "outs: [{path: x}]",
                "outs: [{path: x, md5: zz}]",
                "outs: [{path: x, md5: ../../../../etc/passwd}]",
                "outs: [{path: x, hash: blake3, md5: 2222222222222222222222222222222b}]",
                "outs: [{md5: 2222222222222222222222222222222b}]",
                "outs: [{path: x, size: many, md5: 2222222222222222222222222222222b}]",
                "outs: {"
            })
    void shouldRefuseWhatIsNoPointer(String text) {
        assertThatThrownBy(() -> DvcPointer.parse(text, "m.dvc"))
                .isInstanceOf(BadInputException.class)
                .message()
                .hasLineCount(1);
    }

    @Test
    void shouldFindAFileInADirectoryRemote() throws Exception {
        checkFile(DirectoryStore.open(directory));
    }

    @Test
    void shouldFindAFileInABucket(S3Server server) throws Exception {
        checkFile(server.emptyStore());
    }

    private static void checkFile(ObjectStore store) throws Exception {
        DvcRemote remote = new DvcRemote(store);
        DvcPointer pointer = pointer(md5("content"), 7);
        assertThatThrownBy(() -> remote.check(pointer, false, Progress.NONE))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("dvc push");
        store.create(pointer.remoteKey(), bytes("content"));
        assertThat(remote.check(pointer, true, Progress.NONE)).isEqualTo(7);
        assertThatThrownBy(() -> remote.check(pointer(md5("content"), 8), false, Progress.NONE))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("has 7 bytes, the pointer says 8");
        DvcPointer damaged = pointer(md5("another"), 7);
        store.create(damaged.remoteKey(), bytes("damaged"));
        assertThat(remote.check(damaged, false, Progress.NONE)).isEqualTo(7);
        assertThatThrownBy(() -> remote.check(damaged, true, Progress.NONE))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("changed or damaged");
    }

    @Test
    void shouldCheckEveryFileOfADirectory() throws Exception {
        ObjectStore store = DirectoryStore.open(directory);
        DvcRemote remote = new DvcRemote(store);
        String manifest = "[{\"md5\": \"" + md5("ab") + "\", \"relpath\": \"a/b\"}, {\"md5\": \"" + md5("cde")
                + "\", \"relpath\": \"c\"}]";
        DvcPointer pointer = pointer(md5(manifest) + ".dir", 5);
        store.create(pointer.remoteKey(), bytes(manifest));
        store.create(DvcPointer.remoteKey(md5("ab")), bytes("ab"));
        assertThatThrownBy(() -> remote.check(pointer, false, Progress.NONE))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("'m/c'");
        store.create(DvcPointer.remoteKey(md5("cde")), bytes("cde"));
        assertThat(remote.check(pointer, true, Progress.NONE)).isEqualTo(5);
        assertThatThrownBy(() -> remote.check(pointer(md5(manifest) + ".dir", 6), false, Progress.NONE))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("have 5 bytes");
    }
}
