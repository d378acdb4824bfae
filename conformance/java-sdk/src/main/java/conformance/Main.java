package conformance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Says what was right. */
final class Main {
    /** How long one thing may take: the SDK repeats some refusals for ever. */
    private static final int SECONDS = 30;

    private static int failed;

    private Main() {}

    /** Something that must go well. */
    interface Check {
        void run() throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        var sdk = com.microsoft.store.partnercenter.PartnerService.class;
        String jar = sdk.getProtectionDomain().getCodeSource().getLocation().getPath();
        System.out.println("# uses com.microsoft.store:partnercenter "
                + jar.replaceAll(".*partnercenter-(.*)\\.jar", "$1"));
        // The SDK takes no name but in camelCase, and one page of the documentation prints others.
        setting("{\"responses\":{\"casing\":\"camel\"}}");
        Procedures.checkAll();
        Reads.checkAll();
        System.exit(failed == 0 ? 0 : 1);
    }

    /** Does something, and says whether it went well. */
    static void check(String name, Check check) throws InterruptedException {
        var threads = Executors.newSingleThreadExecutor();
        try {
            threads.submit(() -> {
                        check.run();
                        return null;
                    })
                    .get(SECONDS, TimeUnit.SECONDS);
            System.out.println("ok - " + name);
        } catch (ExecutionException refused) {
            failed++;
            System.out.println("not ok - " + name + ": " + String.valueOf(refused.getCause()).replace('\n', ' '));
            refused.getCause().printStackTrace();
        } catch (java.util.concurrent.TimeoutException late) {
            failed++;
            System.out.println("not ok - " + name + ": it took more than " + SECONDS + " s");
        } finally {
            threads.shutdownNow();
        }
    }

    /** Fails where two are not the same. */
    static void same(Object expected, Object found) {
        if (!java.util.Objects.equals(expected, found)) {
            throw new AssertionError("expected " + expected + ", and found " + found);
        }
    }

    /** Changes settings of the sandbox. */
    static void setting(String body) throws Exception {
        URI settings = URI.create(System.getenv("BACKLOT_URL") + "/_backlot/settings");
        var request = HttpRequest.newBuilder(settings)
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body))
                .build();
        same(200, HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode());
    }
}
