// Carries out a procedure with the generated client: a customer of a sandbox is made, buys, and is deleted.

import { readFileSync } from "node:fs";
import createClient from "openapi-fetch";
import type { components, paths } from "./partner-center.js";

const base = process.env["BACKLOT_URL"]!;
const version = (name: string): string =>
    JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;
for (const name of ["openapi-typescript", "openapi-fetch"]) {
    console.log(`# uses ${name} ${version(name)}`);
}

const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: "b0000000-0000-4000-8000-000000000002",
    client_secret: "direct-sandbox-app-secret",
    scope: "https://api.partnercenter.microsoft.com/.default",
});
const answer = await fetch(`${base}/direct-sandbox.example/oauth2/v2.0/token`, { method: "POST", body: form });
const { access_token } = (await answer.json()) as { access_token: string };
const client = createClient<paths>({ baseUrl: base, headers: { Authorization: `Bearer ${access_token}` } });

// Says whether something went well; what comes of it is for the next ones.
async function check<T>(name: string, action: () => Promise<T>): Promise<T> {
    try {
        const result = await action();
        console.log(`ok - ${name}`);
        return result;
    } catch (error) {
        console.log(`not ok - ${name}: ${String(error)}`);
        process.exit(1);
    }
}

// What was answered, where it went well.
function told<T>(answer: { data?: T; error?: components["schemas"]["ErrorBody"]; response: Response }): T {
    if (answer.data === undefined) {
        throw new Error(`${answer.response.status} ${answer.error?.code} ${answer.error?.description}`);
    }
    return answer.data;
}

function same<T>(expected: T, found: T): void {
    if (expected !== found) {
        throw new Error(`expected ${String(expected)}, and found ${String(found)}`);
    }
}

const customer_id = await check("customers: one is made", async () => {
    const body = {
        companyProfile: { domain: "cloudberry.example" },
        billingProfile: {
            culture: "en-US",
            email: "accounts@cloudberry.example",
            language: "en",
            companyName: "Cloudberry Canning",
            defaultAddress: {
                firstName: "Accounts",
                lastName: "Payable",
                addressLine1: "12 Quarry Lane",
                city: "Portland",
                state: "OR",
                postalCode: "97205",
                country: "US",
                phoneNumber: "5035550142",
            },
        },
    };
    const customer = told(await client.POST("/v1/customers", { body }));
    same("reseller", customer.relationshipToPartner);
    return customer.id!;
});

await check("carts: one is checked out", async () => {
    const lineItems = [
        { id: 0, catalogItemId: "DG7GMGF0DWT0:0001:DG7GMGF0DSQR", quantity: 2, billingCycle: "one_time" as const },
    ];
    const customer = { path: { customer_id } };
    const cart = told(await client.POST("/v1/customers/{customer_id}/carts", { params: customer, body: { lineItems } }));
    const path = { customer_id, cart_id: cart.id! };
    const done = told(await client.POST("/v1/customers/{customer_id}/carts/{cart_id}/checkout", { params: { path } }));
    same(1, done.orders?.length);
});

await check("customers: a blocked deletion is refused with its code", async () => {
    const refused = await client.DELETE("/v1/customers/{customer_id}", { params: { path: { customer_id } } });
    same(400, refused.response.status);
    same(3000, refused.error?.code);
});

await check("orders: all are cancelled", async () => {
    const customer = { path: { customer_id } };
    const listed = told(await client.GET("/v1/customers/{customer_id}/entitlements", { params: customer }));
    for (const { referenceOrder } of listed.items) {
        const params = { path: { customer_id, order_id: referenceOrder!.id! } };
        const body = { id: referenceOrder!.id!, status: "cancelled" as const };
        const order = told(await client.PATCH("/v1/customers/{customer_id}/orders/{order_id}", { params, body }));
        same("cancelled", order.status);
    }
    const left = told(await client.GET("/v1/customers/{customer_id}/entitlements", { params: customer }));
    same(0, left.totalCount);
});

await check("customers: one is deleted", async () => {
    const params = { path: { customer_id } };
    const gone = await client.DELETE("/v1/customers/{customer_id}", { params });
    same(204, gone.response.status);
    const again = await client.GET("/v1/customers/{customer_id}", { params });
    same(404, again.response.status);
});
