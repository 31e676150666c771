package io.jenkins.plugins.modeldelivery.formats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import shaded.parquet.org.apache.thrift.TBase;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;

/**
 * What stands at a Parquet file's end: schema and places of the columns. No checksum vouches for it, so that everything in
 * it is held against the file and against the rest of it.
 *
 * @param end where it begins, and the pages end
 */
record Footer(FileMetaData document, long end) {
    static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_BYTES = 64 << 20;
    private static final int TAIL = Integer.BYTES + MAGIC.length;
    private static final int MOST_DEPTH = 100; // of the document, whose own nesting is 10

    static Footer read(HashedFile file) throws IOException {
        if (file.size() < MAGIC.length || !Arrays.equals(file.read(0, MAGIC.length), MAGIC)) {
            throw new IOException(
                    "it is Parquet packed once more; unpack it (gunzip), since Parquet is read from its end");
        }
        if (file.size() < MAGIC.length + TAIL) {
            throw new IOException("it is cut off: nothing follows its first bytes");
        }
        ByteBuffer tail = ByteBuffer.wrap(file.read(file.size() - TAIL, TAIL)).order(ByteOrder.LITTLE_ENDIAN);
        if (!ByteBuffer.wrap(MAGIC).equals(tail.slice(Integer.BYTES, MAGIC.length))) {
            throw new IOException("it is cut off: it does not end with PAR1, as Parquet does");
        }
        int length = tail.getInt(0);
        long begin = file.size() - TAIL - length;
        if (length <= 0 || begin < MAGIC.length) {
            throw new IOException("it is damaged: its footer of " + Integer.toUnsignedString(length)
                    + " bytes does not fit into the file");
        }
        if (length > MOST_BYTES) {
            throw new IOException("its footer has " + length + " bytes, more than " + (MOST_BYTES >> 20) + " MiB");
        }
        FileMetaData document = thrift(new FileMetaData(), file.part(begin, begin + length), length);
        Footer footer = new Footer(document, begin);
        footer.requireReadable();
        return footer;
    }

    /** Reads a document of Thrift; no list or text in it may be longer than all of it. */
    static <T extends TBase<?, ?>> T thrift(T into, InputStream in, int length) throws IOException {
        try {
            into.read(new TCompactProtocol(new TIOStreamTransport(
                    new TConfiguration(length, TConfiguration.DEFAULT_MAX_FRAME_SIZE, MOST_DEPTH), in)));
            return into;
        } catch (TException | RuntimeException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException("it is damaged: what describes its pages cannot be read", e);
        }
    }

    private void requireReadable() throws IOException {
        if (document.isSetEncryption_algorithm()) {
            throw new IOException("it is encrypted; write it without encryption");
        }
        long rows = 0;
        for (RowGroup group : document.getRow_groups()) {
            rows += group.getNum_rows();
            if (group.getNum_rows() < 0 || rows < 0) {
                throw new IOException("it is damaged: a row group of " + group.getNum_rows() + " rows");
            }
            for (ColumnChunk chunk : group.getColumns()) {
                requireReadable(chunk);
            }
        }
        if (rows != document.getNum_rows()) {
            throw new IOException(
                    "it is damaged: its row groups have " + rows + " rows, and the whole " + document.getNum_rows());
        }
    }

    private static void requireReadable(ColumnChunk chunk) throws IOException {
        if (chunk.isSetCrypto_metadata() || !chunk.isSetMeta_data()) {
            throw new IOException("it has an encrypted column; write it without encryption");
        }
        if (chunk.isSetFile_path()) {
            throw new IOException(
                    "it keeps columns in other files (" + chunk.getFile_path() + "); write it as one file");
        }
    }
}
