package io.jenkins.plugins.modeldelivery.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    /** Key, id, time and body of the standard's own libraries' tests. */
    @Test
    void shouldSignLikeEverybodyElse() throws Exception {
        String signature = SigningKey.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}");
        assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://h/tops3cret",
                "/tops3cret",
                "https:tops3cret",
                "https:///tops3cret",
                "https://user:tops3cret@h/",
                "https://h/#tops3cret",
                "https://h/ tops3cret",
                "tops3cret",
                ""
            })
    void shouldRefuseAddressesWithoutShowingThem(String url) {
        assertThatThrownBy(() -> WebhookUrl.parse(url))
                .isInstanceOf(BadInputException.class)
                .hasNoCause()
                .message()
                .startsWith("The webhook's URL")
                .doesNotContain("tops3cret", "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "whsec_", "tops3cret", "whsec_dG9wczNjcmV0", "not base64 at all, but long enough for one"})
    void shouldRefuseWeakKeysWithoutShowingThem(String key) {
        assertThatThrownBy(() -> SigningKey.parse(key))
                .isInstanceOf(BadInputException.class)
                .hasNoCause()
                .hasMessageContaining("24 to 64 bytes")
                .message()
                .doesNotContain("tops3cret", "dG9wczNjcmV0", "at all");
    }

    @Test
    void shouldNotShowSecretsByAccident() throws Exception {
        WebhookUrl url = WebhookUrl.parse("https://hooks.example.com/tops3cret");
        SigningKey key = SigningKey.parse("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assertThat(url + " " + key + " " + Webhook.signed(url, key))
                .doesNotContain("tops3cret", "hooks.example.com", "MfKQ9r8");
    }
}
