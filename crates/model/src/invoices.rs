//! Invoices: what the partner is billed, its line items, and what customers cost.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{ids::CustomerId, operation::Nothing, operations};

operations! {
    /// Lists what the services of a customer cost in a billing period, line by line.
    ListServiceCostLineItems = GET "/v1/customers/{customer_id}/servicecosts/{billing_period}/lineitems"
        (User, GLOBAL, Nothing) ServiceCostsPath, Nothing, Nothing => Value,
        "get-a-customer-s-service-costs-line-items";

    /// Gets what the services of a customer cost in a billing period.
    GetServiceCostsSummary = GET "/v1/customers/{customer_id}/servicecosts/{billing_period}"
        (User, GLOBAL, Nothing) ServiceCostsPath, Nothing, Nothing => Value, "get-a-customer-s-service-costs-summary";

    /// Lists the partner's invoices.
    ListInvoices = GET "/v1/invoices"
        (Either, EVERYWHERE, Nothing) Nothing, Value, Nothing => Value, "get-a-collection-of-invoices";

    /// Lists the links to the line items that are not billed yet.
    ListEstimateLinks = GET "/v1/invoices/estimates/links"
        (Either, EVERYWHERE, Nothing) Nothing, Value, Nothing => Value, "get-invoice-estimate-links";

    /// Lists the balance of the partner's account, by currency.
    ListInvoiceSummaries = GET "/v1/invoices/summaries"
        (User, EVERYWHERE, Nothing) Nothing, Nothing, Nothing => Value, "get-invoice-summaries";

    /// Gets the balance of the partner's account.
    GetInvoiceSummary = GET "/v1/invoices/summary"
        (Either, EVERYWHERE, Nothing) Nothing, Nothing, Nothing => Value, "get-the-reseller-s-current-account-balance";

    /// Lists the usage that is not billed yet.
    ListUnbilledLineItems = GET "/v1/invoices/unbilled/lineitems"
        (Either, GLOBAL, Nothing) Nothing, Value, Nothing => Value, "get-invoice-unbilled-consumption-lineitems";

    /// Gets an invoice.
    GetInvoice = GET "/v1/invoices/{invoice_id}"
        (User, EVERYWHERE, Nothing) InvoicePath, Nothing, Nothing => Value, "get-invoice-by-id";

    /// Gets an invoice as PDF.
    GetInvoiceStatement = GET "/v1/invoices/{invoice_id}/documents/statement"
        (User, EVERYWHERE, Nothing) InvoicePath, Nothing, Nothing => Value, "get-invoice-statement";

    /// Lists the line items of an invoice, chosen by query parameters.
    ListInvoiceLineItems = GET "/v1/invoices/{invoice_id}/lineitems"
        (Either, EVERYWHERE, Nothing) InvoicePath, Value, Nothing => Value, "get-invoiceline-items";

    /// Lists the billing line items of one-time purchases on an invoice.
    ListOneTimeBillingLineItems = GET "/v1/invoices/{invoice_id}/lineitems/onetime/billinglineitems"
        (Either, EVERYWHERE, Nothing) InvoicePath, Value, Nothing => Value, "get-invoiceline-items";

    /// Lists the line items of one-time purchases on an invoice.
    ListOneTimeLineItems = GET "/v1/invoices/{invoice_id}/lineitems/OneTime/{invoice_line_item_type}"
        (Either, EVERYWHERE, Nothing) OneTimeLineItemsPath, Value, Nothing => Value, "get-invoiceline-items";

    /// Lists the line items of an invoice by billing provider and type.
    ListProviderLineItems = GET "/v1/invoices/{invoice_id}/lineitems/{billing_provider}/{invoice_line_item_type}"
        (Either, EVERYWHERE, Nothing) LineItemsPath, Value, Nothing => Value, "get-invoiceline-items";

    /// Gets a receipt of an invoice as PDF.
    GetReceiptStatement = GET "/v1/invoices/{invoice_id}/receipts/{receipt_id}/documents/statement"
        (User, GLOBAL, Nothing) ReceiptPath, Nothing, Nothing => Value, "get-invoice-receipt-statement";
}

/// The path to a billing period of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServiceCostsPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The billing period: `mostrecent` is the only one.
    pub billing_period: String,
}

/// The path to an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InvoicePath {
    /// The invoice's number, such as `D020001IVK`.
    pub invoice_id: String,
}

/// The path to a type of line items of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneTimeLineItemsPath {
    /// The invoice's number, such as `D020001IVK`.
    pub invoice_id: String,
    /// The type of line items: `billinglineitems` or `usagelineitems`.
    pub invoice_line_item_type: String,
}

/// The path to the line items of an invoice by provider and type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LineItemsPath {
    /// The invoice's number, such as `D020001IVK`.
    pub invoice_id: String,
    /// Who bills: `office`, `azure` or `onetime`.
    pub billing_provider: String,
    /// The type of line items: `billinglineitems` or `usagelineitems`.
    pub invoice_line_item_type: String,
}

/// The path to a receipt of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReceiptPath {
    /// The invoice's number, such as `D020001IVK`.
    pub invoice_id: String,
    /// The receipt's id.
    pub receipt_id: String,
}
