package io.jenkins.plugins.modeldelivery.report;

import io.jenkins.plugins.modeldelivery.io.Sha256;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** An immutable JSON document with a strong entity tag, answered with 304 to who has it already. */
final class JsonDocumentResponse implements HttpResponse {
    private static final int A_YEAR_IN_SECONDS = 365 * 24 * 60 * 60;

    private final byte[] bytes;

    JsonDocumentResponse(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    @Override
    public void generateResponse(StaplerRequest2 request, StaplerResponse2 response, Object node) throws IOException {
        String tag = '"' + Sha256.of(bytes) + '"';
        response.setHeader("ETag", tag);
        response.setHeader("Cache-Control", "private, immutable, max-age=" + A_YEAR_IN_SECONDS);
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
