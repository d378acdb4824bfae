//! Whether items of the catalogue can be had: checks of the inventory.

use std::collections::{BTreeMap, HashSet};

use partner_center_model::{
    cloud::Cloud,
    errors,
    ids::CustomerId,
    products::{CheckInventory, InventoryCheckRequest, InventoryItem, InventoryRestriction},
};

use super::{
    catalogue::parts::{Product, Sku},
    resource, rules,
};
use crate::{
    areas::{customers, market},
    context::{Answer, Call, Cx, Outcome},
    refusal::Refusal,
};

/// Source: `check-inventory`.
pub(super) fn check(cx: &mut Cx<'_, '_>, call: Call<CheckInventory>) -> Outcome<Vec<InventoryItem>> {
    let country = market::asked(call.query.country.as_deref())?;
    let request = call.body;
    let items = targets(&request, cx.account.cloud, country)?;
    told(&request, &items)?;
    if let Some(id) = context(&request, "CustomerId") {
        let customer: CustomerId =
            id.parse().map_err(|error| Refusal::invalid("inventoryContext.customerId", error))?;
        let account = cx.account.clone();
        if !customers::is_tied(cx, &account, customer)? {
            return Err(Refusal::new(errors::NO_COMMERCE_RELATIONSHIP)
                .argument(account.mpn_id.as_str())
                .argument(customer.to_string())
                .explain("inventoryContext.customerId names no customer of this account.")
                .into());
        }
    }
    Ok(Answer::ok(items.into_iter().map(|(product, sku)| item(product, sku)).collect()))
}

/// The SKUs that are meant, each once: all of a product where none is named. What the catalogue does not have is left out.
///
/// Source: `check-inventory`, `product-resources`.
fn targets(
    request: &InventoryCheckRequest,
    cloud: Cloud,
    country: &str,
) -> Result<Vec<(&'static Product, &'static Sku)>, Refusal> {
    if request.target_items.is_empty() {
        return Err(Refusal::invalid("targetItems", "expected one item at least, found none"));
    }
    let (mut items, mut seen) = (Vec::new(), HashSet::new());
    for (place, target) in request.target_items.iter().enumerate() {
        let id = target.product_id.as_deref().filter(|id| !id.is_empty());
        let id = id.ok_or_else(|| {
            Refusal::invalid(format_args!("targetItems[{place}].productId"), "expected a product, found nothing")
        })?;
        let Some(product) = rules::product(id, cloud, country) else { continue };
        let wanted = target.sku_id.as_deref().filter(|id| !id.is_empty());
        for sku in &product.skus {
            let meant = wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(&sku.id));
            if meant && rules::sold(sku, cloud, country) && seen.insert((&product.id, &sku.id)) {
                items.push((product, sku));
            }
        }
    }
    Ok(items)
}

/// Whether the context says what the SKUs need. Source: `check-inventory`; the refusal is inferred.
fn told(request: &InventoryCheckRequest, items: &[(&'static Product, &'static Sku)]) -> Result<(), Refusal> {
    for (product, sku) in items {
        let missing = resource::inventory_variables(product.kind).iter().find(|name| context(request, name).is_none());
        if let Some(name) = missing {
            return Err(Refusal::invalid(format_args!("inventoryContext.{name}"), "expected an id, found nothing")
                .explain(format!("The inventoryVariables of {}:{} name what a check needs.", product.id, sku.id)));
        }
    }
    Ok(())
}

/// A value of the context, whose names are taken in any casing.
fn context<'a>(request: &'a InventoryCheckRequest, name: &str) -> Option<&'a str> {
    let value = request.inventory_context.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    value.and_then(|(_, value)| value.as_deref()).filter(|value| !value.is_empty())
}

/// What is found of a SKU. A virtual machine may be sold out in its region; nothing else runs out.
fn item(product: &Product, sku: &Sku) -> InventoryItem {
    let sold_out = sku.machine.as_ref().filter(|machine| machine.sold_out);
    let restriction = sold_out.map(|machine| {
        let region = &machine.region.arm;
        let properties = [("type", "Location"), ("values", region.as_str())];
        InventoryRestriction {
            reason_code: Some("NotAvailableForSubscription".to_owned()),
            description: Some(format!("Restriction identified of type 'Location' with values '{region}'.")),
            properties: properties
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into_iter()
                .collect::<BTreeMap<_, _>>(),
        }
    });
    InventoryItem {
        product_id: Some(product.id.clone()),
        sku_id: Some(sku.id.clone()),
        is_restricted: Some(restriction.is_some()),
        restrictions: restriction.into_iter().collect(),
    }
}
