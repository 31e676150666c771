package io.jenkins.plugins.modeldelivery.report;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** A JSON document with a strong entity tag, answered with 304 to who has it already. */
public final class JsonDocumentResponse implements HttpResponse {
    private static final int A_YEAR_IN_SECONDS = 365 * 24 * 60 * 60;

    private final byte[] bytes;
    private final boolean immutable;

    private JsonDocumentResponse(byte[] bytes, boolean immutable) {
        this.bytes = bytes.clone();
        this.immutable = immutable;
    }

    /** One that never changes: need not be asked for again. */
    @NonNull
    public static JsonDocumentResponse immutable(@NonNull byte[] bytes) {
        return new JsonDocumentResponse(bytes, true);
    }

    /** One that is different when asked for later: to be asked for each time. */
    @NonNull
    public static JsonDocumentResponse changing(@NonNull JsonNode json) {
        return new JsonDocumentResponse(Json.compact(json).getBytes(StandardCharsets.UTF_8), false);
    }

    @Override
    public void generateResponse(StaplerRequest2 request, StaplerResponse2 response, Object node) throws IOException {
        String tag = '"' + Sha256.of(bytes) + '"';
        response.setHeader("ETag", tag);
        response.setHeader(
                "Cache-Control", immutable ? "private, immutable, max-age=" + A_YEAR_IN_SECONDS : "private, no-cache");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (tag.equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType("application/json;charset=UTF-8");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
