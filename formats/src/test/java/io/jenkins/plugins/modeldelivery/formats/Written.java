package io.jenkins.plugins.modeldelivery.formats;

import io.airlift.compress.Compressor;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.io.TableLines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Files that parquet-java's own writer makes, and what is read of them. */
final class Written {
    private final MessageType schema;
    private CompressionCodecName codec = CompressionCodecName.UNCOMPRESSED;
    private boolean checksums = true;
    private WriterVersion version = WriterVersion.PARQUET_1_0;
    private int dictionary = 1 << 20;
    private int pageRows = 20_000;
    private int groupRows = Integer.MAX_VALUE;

    private Written(String schema) {
        this.schema = MessageTypeParser.parseMessageType("message rows {" + schema + "}");
    }

    static Written as(String schema) {
        return new Written(schema);
    }

    Written packed(CompressionCodecName by) {
        codec = by;
        return this;
    }

    Written withoutChecksums() {
        checksums = false;
        return this;
    }

    Written ofVersion(WriterVersion other) {
        version = other;
        return this;
    }

    Written withoutDictionary() {
        return withDictionaryOf(0);
    }

    /** @param bytes after which values are written plainly */
    Written withDictionaryOf(int bytes) {
        dictionary = bytes;
        return this;
    }

    Written inPagesOf(int rows) {
        pageRows = rows;
        return this;
    }

    Written inGroupsOf(int rows) {
        groupRows = rows;
        return this;
    }

    /** @param fill is given each row with its number */
    Path to(Path file, int rows, BiConsumer<Group, Integer> fill) throws IOException {
        Files.deleteIfExists(file);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withCodecFactory(new Packing())
                .withCompressionCodec(codec)
                .withPageWriteChecksumEnabled(checksums)
                .withWriterVersion(version)
                .withDictionaryEncoding(dictionary > 0)
                .withDictionaryPageSize(Math.max(1, dictionary))
                .withPageRowCountLimit(pageRows)
                .withRowGroupRowCountLimit(groupRows)
                .build()) {
            for (int i = 0; i < rows; i++) {
                Group row = new SimpleGroup(schema);
                fill.accept(row, i);
                writer.write(row);
            }
        }
        return file;
    }

    /** The rows as JSON lines. */
    static List<String> lines(Path file) throws IOException {
        return lines(file, new ArrayList<>());
    }

    /** @param warnings takes what else is said */
    static List<String> lines(Path file, List<String> warnings) throws IOException {
        try (InputStream in = new TableLines(new ParquetFormat().open(file, Sha256.digest()), warnings::add)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** What parquet-java takes from Hadoop otherwise. */
    private static final class Packing implements CompressionCodecFactory {
        @Override
        public BytesInputCompressor getCompressor(CompressionCodecName name) {
            return new BytesInputCompressor() {
                @Override
                public BytesInput compress(BytesInput bytes) throws IOException {
                    return BytesInput.from(pack(name, bytes.toInputStream().readAllBytes()));
                }

                @Override
                public CompressionCodecName getCodecName() {
                    return name;
                }

                @Override
                public void release() {
                    // holds nothing
                }
            };
        }

        private static byte[] pack(CompressionCodecName name, byte[] bytes) throws IOException {
            return switch (name) {
                case UNCOMPRESSED -> bytes;
                case GZIP -> {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    try (OutputStream gzip = new GZIPOutputStream(out)) {
                        gzip.write(bytes);
                    }
                    yield out.toByteArray();
                }
                case SNAPPY -> pack(new SnappyCompressor(), bytes);
                case ZSTD -> pack(new ZstdCompressor(), bytes);
                case LZ4_RAW -> pack(new Lz4Compressor(), bytes);
                default -> throw new IllegalArgumentException(name.name());
            };
        }

        private static byte[] pack(Compressor compressor, byte[] bytes) {
            byte[] packed = new byte[compressor.maxCompressedLength(bytes.length)];
            int length = compressor.compress(bytes, 0, bytes.length, packed, 0, packed.length);
            return Arrays.copyOf(packed, length);
        }

        @Override
        public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
            throw new IllegalArgumentException("only writes");
        }

        @Override
        public void release() {
            // holds nothing
        }
    }
}
