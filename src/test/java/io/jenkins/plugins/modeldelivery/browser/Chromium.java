package io.jenkins.plugins.modeldelivery.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;

/** The system's own Chromium without a window, and what it complained about. */
final class Chromium implements AutoCloseable {
    /** As a theme does it: other values for the variables of core, nothing of ours. */
    private static final String DARK = """
            () => {
              const values = {
                '--background': '#16171c', '--text-color': '#f3f4f8', '--text-color-secondary': '#a2a6b4',
                '--card-background': '#1d1f26', '--card-border-color': '#2c2f39', '--table-background': '#1d1f26',
                '--table-border-color': '#2c2f39', '--table-header-foreground': '#c9ccd6', '--table-body-foreground': '#f3f4f8',
                '--input-color': '#1d1f26', '--input-border': '#454956', '--panel-border-color': '#2c2f39',
                '--accent-color': '#7aa2ff', '--link-color': '#7aa2ff', '--link-color--hover': '#a9c2ff',
                '--green': '#4cd37b', '--red': '#ff6b5e', '--orange': '#ffb454', '--yellow': '#ffe066', '--purple': '#c08cff',
                '--success-color': '#4cd37b', '--error-color': '#ff6b5e', '--warning-color': '#ffb454',
                '--header-background': '#101116', '--console-font-color': '#f3f4f8', '--pre-background': '#1d1f26', '--pre-color': '#f3f4f8',
                '--button-background': '#262932', '--item-background--hover': '#262932', '--item-background--active': '#2c2f39'
              };
              const apply = () => {
                Object.entries(values).forEach(([name, value]) => document.documentElement.style.setProperty(name, value));
                document.documentElement.style.colorScheme = 'dark';
                document.documentElement.dataset.theme = 'dark';
              };
              document.documentElement ? apply() : document.addEventListener('readystatechange', apply);
            }
            """;

    private static final String WATCH = """
            document.addEventListener('securitypolicyviolation', e =>
              console.error('CSP: ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sourceFile));
            window.alert = () => console.error('alert was called');
            """;

    private final Playwright playwright;
    private final Browser browser;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Chromium(Path executable) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    /** Skips the test, saying why, where no Chromium is installed. */
    static Chromium launch() {
        Optional<Path> executable =
                List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome").stream()
                        .map(Path::of)
                        .filter(Files::isExecutable)
                        .findFirst();
        Assumptions.assumeTrue(
                executable.isPresent(), "no Chromium is installed, so pages are not looked at (Debian: chromium)");
        return new Chromium(executable.orElseThrow());
    }

    /** A page as a reader with that theme and width of the window sees it. */
    Page page(boolean dark, int width) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT));
        context.addInitScript(WATCH);
        if (dark) {
            context.addInitScript("(" + DARK + ")()");
        }
        Page page = context.newPage();
        page.setDefaultTimeout(120_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text() + " on " + page.url());
            }
        });
        page.onPageError(error -> {
            // core's own script does not find its caption on a build page of the new layout, which has none
            if (!error.contains("/lib/hudson/build-caption.js")) {
                complaints.add(error + " on " + page.url());
            }
        });
        page.onDialog(dialog -> {
            complaints.add("a dialog said " + dialog.message());
            dialog.dismiss();
        });
        return page;
    }

    /** Violations of the Content-Security-Policy, errors of scripts, and alerts. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        playwright.close();
    }
}
