package conformance;

import com.microsoft.aad.msal4j.PublicClientApplication;
import com.microsoft.aad.msal4j.UserNamePasswordParameters;
import com.microsoft.store.partnercenter.AuthenticationToken;
import com.microsoft.store.partnercenter.IAggregatePartner;
import com.microsoft.store.partnercenter.IPartnerCredentials;
import com.microsoft.store.partnercenter.PartnerService;
import com.microsoft.store.partnercenter.extensions.PartnerCredentials;
import java.util.Set;
import org.joda.time.DateTime;

/** An account of the demo world. */
record Account(String name, int number) {
    private static final String LOGIN = "https://login.microsoftonline.com";
    private static final String RESOURCE = "https://api.partnercenter.microsoft.com";

    String domain() {
        return name + ".example";
    }

    /** Its application signs in with its secret, as the SDK does it. */
    IAggregatePartner app() {
        String id = "b0000000-0000-4000-8000-00000000000" + number;
        return partner(PartnerCredentials.getInstance()
                .generateByApplicationCredentials(id, name + "-app-secret", domain(), LOGIN, "https://graph.windows.net"));
    }

    /** Its administrator signs in with MSAL, and the SDK asks for another token when it needs one. */
    IAggregatePartner person() throws Exception {
        String id = "b0000000-0000-4000-8000-00000000010" + number;
        return partner(PartnerCredentials.getInstance().generateByUserCredentials(id, signIn(id), () -> {
            try {
                return signIn(id);
            } catch (Exception refused) {
                throw new IllegalStateException(refused);
            }
        }));
    }

    private AuthenticationToken signIn(String id) throws Exception {
        PublicClientApplication app =
                PublicClientApplication.builder(id).authority(LOGIN + "/" + domain()).build();
        var parameters = UserNamePasswordParameters.builder(
                        Set.of(RESOURCE + "/user_impersonation"),
                        "admin@" + domain(),
                        (name + "-admin-password").toCharArray())
                .build();
        var signedIn = app.acquireToken(parameters).get();
        return new AuthenticationToken(signedIn.accessToken(), new DateTime(signedIn.expiresOnDate()));
    }

    private static IAggregatePartner partner(IPartnerCredentials credentials) {
        return PartnerService.getInstance().createPartnerOperations(credentials);
    }
}
