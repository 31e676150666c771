package io.jenkins.plugins.modeldelivery.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that PyArrow 25.0.1 and DuckDB 1.5.6 wrote: what is read must not depend on parquet-java agreeing with itself. */
class OtherWritersTest {
    /** Pages of both versions; plain, dictionaries, and every delta encoding; Snappy. */
    @ParameterizedTest
    @ValueSource(strings = {"pyarrow.parquet", "pyarrow-v2.parquet"})
    void shouldReadEveryKindOfPyArrow(String file) throws Exception {
        List<String> warnings = new ArrayList<>();
        assertThat(Written.lines(resource(file), warnings))
                .containsExactly(
                        "{\"i8\":1,\"u8\":1,\"u32\":1,\"u64\":1,\"f16\":1.5,\"f32\":0.10000000149011612,"
                                + "\"date\":\"2026-11-01\",\"t\":\"01:02:03.000004\",\"ts\":\"2026-11-01T01:02:03.45\","
                                + "\"tsz\":\"2026-11-01T01:02:03Z\",\"tns\":\"2009-02-13T23:31:30.123456789\",\"dec\":1.25,"
                                + "\"b\":\"AP8=\",\"bool\":true,\"nested\":{\"a\":{\"b\":[1,null,3]},\"l\":[[1.0],[],null]},"
                                + "\"map\":{\"k\":1,\"m\":null},\"dict\":\"x\",\"los\":[{\"x\":1,\"y\":\"a\"},null],\"null\":null}",
                        "{\"u32\":2,\"u64\":2,\"f16\":-0.0999755859375,\"f32\":NaN,\"dict\":\"y\",\"los\":[],\"i8\":null,"
                                + "\"u8\":null,\"date\":null,\"t\":null,\"ts\":null,\"tsz\":null,\"tns\":null,\"dec\":null,"
                                + "\"b\":null,\"bool\":null,\"null\":null,\"nested\":null,\"map\":null}",
                        "{\"i8\":-3,\"u8\":255,\"u32\":4294967295,\"u64\":18446744073709551615,\"f16\":65504.0,"
                                + "\"f32\":Infinity,\"date\":\"1969-12-31\",\"t\":\"23:59:59\",\"ts\":\"1969-12-31T23:59:59\","
                                + "\"tsz\":\"1969-12-31T23:59:59Z\",\"tns\":\"1969-12-31T23:59:59.999999999\","
                                + "\"dec\":-99999.99,\"b\":\"\",\"bool\":false,\"nested\":{\"a\":null,\"l\":null},\"map\":{},"
                                + "\"dict\":\"x\",\"null\":null,\"los\":null}");
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldReadTimesOfEarlierWritersWithoutAZone() throws Exception {
        assertThat(Written.lines(resource("pyarrow-int96.parquet")))
                .containsExactly("{\"ts\":\"2026-11-01T01:02:03.45\"}");
    }

    @Test
    void shouldReadDuckDb() throws Exception {
        List<String> warnings = new ArrayList<>();
        assertThat(Written.lines(resource("duckdb.parquet"), warnings))
                .containsExactly(
                        "{\"id\":\"r0\",\"label\":\"a\",\"latency_ms\":0.0,\"embedding\":[0.0,1.0],\"output\":{\"a\":[1,2]},"
                                + "\"u\":\"0a0570fb-93e1-4076-9238-b8f9c1b8e27f\",\"small\":0}",
                        "{\"id\":\"r1\",\"label\":\"b\",\"latency_ms\":0.25,\"embedding\":[1.0,2.0],\"output\":{\"a\":[1,2]},"
                                + "\"u\":\"0a0570fb-93e1-4076-9238-b8f9c1b8e27f\",\"small\":100}",
                        "{\"id\":\"r2\",\"label\":null,\"latency_ms\":null,\"embedding\":null,\"output\":null,\"u\":null,"
                                + "\"small\":null}");
        assertThat(warnings).singleElement().asString().contains("without checksums");
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(OtherWritersTest.class.getResource(name).toURI());
    }
}
