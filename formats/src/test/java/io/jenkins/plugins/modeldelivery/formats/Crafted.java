package io.jenkins.plugins.modeldelivery.formats;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/** A file of one column of three whole numbers, made by hand so that each word of it can be a lie. */
final class Crafted {
    static final int ROWS = 3;

    final SchemaElement root = new SchemaElement("rows");
    final SchemaElement column = new SchemaElement("n");
    final PageHeader page;
    final ColumnMetaData meta;
    final FileMetaData footer;
    final ByteBuffer data = ByteBuffer.allocate(ROWS * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    Crafted() {
        root.setNum_children(1);
        column.setType(Type.INT32);
        column.setRepetition_type(FieldRepetitionType.REQUIRED);
        for (int i = 1; i <= ROWS; i++) {
            data.putInt(i);
        }
        page = new PageHeader(PageType.DATA_PAGE, data.capacity(), data.capacity());
        page.setData_page_header(new DataPageHeader(ROWS, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
        meta = new ColumnMetaData(
                Type.INT32,
                new ArrayList<>(List.of(Encoding.PLAIN)),
                new ArrayList<>(List.of("n")),
                CompressionCodec.UNCOMPRESSED,
                ROWS,
                0,
                0,
                Footer.MAGIC.length);
        ColumnChunk chunk = new ColumnChunk(0);
        chunk.setMeta_data(meta);
        RowGroup group = new RowGroup(new ArrayList<>(List.of(chunk)), data.capacity(), ROWS);
        footer = new FileMetaData(1, new ArrayList<>(List.of(root, column)), ROWS, new ArrayList<>(List.of(group)));
    }

    Path to(Path file, Consumer<Crafted> lie) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Footer.MAGIC);
        meta.setTotal_compressed_size(-1);
        lie.accept(this);
        Util.writePageHeader(page, out);
        out.write(data.array());
        if (meta.getTotal_compressed_size() == -1) {
            meta.setTotal_compressed_size(out.size() - Footer.MAGIC.length);
        }
        int begin = out.size();
        Util.writeFileMetaData(footer, out);
        out.write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(out.size() - begin)
                .array());
        out.write(Footer.MAGIC);
        return Files.write(file, out.toByteArray());
    }
}
