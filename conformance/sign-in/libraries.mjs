// Does what it is told with @azure/msal-node and @azure/identity: an object of JSON on each line of stdin, and the answer on a line of stdout.
//
// {"call": "confidential" | "public" | "clientSecret", "with": CONFIGURATION} makes a client; {"call": METHOD, "with": REQUEST}
// calls it.
// Answers are {"result": ...} or {"error": {...}}; what the library tells while it works comes before, as {"told": ...}.

import { createInterface } from "node:readline";
import { ClientSecretCredential } from "@azure/identity";
import { ConfidentialClientApplication, CryptoProvider, PublicClientApplication } from "@azure/msal-node";

const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");

let client;

async function answer({ call, with: given }) {
    switch (call) {
        case "confidential":
            client = new ConfidentialClientApplication(given);
            return null;
        case "public":
            client = new PublicClientApplication(given);
            return null;
        case "clientSecret":
            client = new ClientSecretCredential(given.tenantId, given.clientId, given.clientSecret, given.options);
            return null;
        case "pkce":
            return await new CryptoProvider().generatePkceCodes();
        case "acquireTokenInteractive":
            return await client.acquireTokenInteractive({ ...given, openBrowser: async (url) => say({ told: { url } }) });
        case "acquireTokenByDeviceCode":
            return await client.acquireTokenByDeviceCode({ ...given, deviceCodeCallback: (told) => say({ told }) });
        default:
            return await client[call](given);
    }
}

for await (const line of createInterface({ input: process.stdin })) {
    try {
        say({ result: (await answer(JSON.parse(line))) ?? null });
    } catch (error) {
        const { name, message, errorCode, subError, errorNo } = error;
        say({ error: { name, message, errorCode, subError, errorNo } });
    }
}
