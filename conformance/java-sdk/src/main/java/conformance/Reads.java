package conformance;

import static conformance.Main.check;
import static conformance.Main.same;

import com.microsoft.store.partnercenter.IAggregatePartner;
import com.microsoft.store.partnercenter.models.customers.Customer;
import com.microsoft.store.partnercenter.models.query.QueryFactory;
import com.microsoft.store.partnercenter.models.query.filters.FieldFilterOperation;
import com.microsoft.store.partnercenter.models.query.filters.SimpleFieldFilter;
import java.util.ArrayList;
import java.util.List;

/** Lists, page by page and filtered, and the catalogue. */
final class Reads {
    private static final String SALTMARSH = "d0000000-0000-4000-8000-000000000101";

    private Reads() {}

    static void checkAll() throws Exception {
        IAggregatePartner app = new Account("direct", 1).app();
        check("lists: the enumerator goes through every page", () -> pages(app));
        check("lists: a filter finds a customer", () -> filtered(app));
        check("reads: a customer, its profiles, orders and subscriptions", () -> customer(app));
        check("reads: entitlements of every kind", () -> entitlements(new Account("direct-sandbox", 2).app()));
        check("catalogue: products, SKUs and availabilities", () -> catalogue(app));
        check("catalogue: what a customer can buy", () -> catalogueOfCustomer(app));
        check("catalogue: offers and their categories", () -> offers(app));
    }

    private static void pages(IAggregatePartner partner) {
        var customers = partner.getCustomers();
        List<String> all = ids(customers.get().getItems());
        var page = partner.getEnumerators()
                .getCustomers()
                .create(customers.query(QueryFactory.getInstance().buildIndexedQuery(2)));
        List<String> found = new ArrayList<>();
        while (page.hasValue()) {
            found.addAll(ids(page.getCurrent().getItems()));
            page.next();
        }
        same(true, all.size() > 2);
        same(all, found);
    }

    private static List<String> ids(Iterable<Customer> customers) {
        List<String> ids = new ArrayList<>();
        customers.forEach(customer -> ids.add(customer.getId()));
        return ids;
    }

    private static void filtered(IAggregatePartner partner) {
        var filter = new SimpleFieldFilter("CompanyName", FieldFilterOperation.STARTS_WITH, "saltmarsh");
        var query = QueryFactory.getInstance().buildSimpleQuery(filter);
        same(List.of(SALTMARSH), ids(partner.getCustomers().query(query).getItems()));
    }

    private static void customer(IAggregatePartner partner) {
        var customer = partner.getCustomers().byId(SALTMARSH);
        same("Saltmarsh Outfitters", customer.get().getCompanyProfile().getCompanyName());
        same("US", customer.getProfiles().getBilling().get().getDefaultAddress().getCountry());
        for (var order : customer.getOrders().get().getItems()) {
            same(order.getId(), customer.getOrders().byId(order.getId()).get().getId());
        }
        for (var subscription : customer.getSubscriptions().get().getItems()) {
            same(subscription.getId(), customer.getSubscriptions().byId(subscription.getId()).get().getId());
        }
    }

    private static void entitlements(IAggregatePartner partner) {
        var entitlements = partner.getCustomers().byId("d0000000-0000-4000-8000-000000000201").getEntitlements();
        same(3, entitlements.get().getTotalCount());
        same(2, entitlements.byEntitlementType("software").get().getTotalCount());
    }

    /**
     * Not for SKUs that are offers: as the documentation prints them, their dynamic attributes have lists, and the SDK reads
     * nothing there but texts.
     */
    private static void catalogue(IAggregatePartner partner) {
        var products = partner.getProducts().byCountry("US");
        for (var listed : products.byTargetView("SoftwarePerpetual").get().getItems()) {
            var product = products.byId(listed.getId());
            same(listed.getTitle(), product.get().getTitle());
            var sku = product.getSkus().get().getItems().iterator().next();
            var availabilities = product.getSkus().byId(sku.getId()).getAvailabilities();
            var availability = availabilities.get().getItems().iterator().next();
            same(availability.getCatalogItemId(), availabilities.byId(availability.getId()).get().getCatalogItemId());
        }
    }

    private static void catalogueOfCustomer(IAggregatePartner partner) {
        var products = partner.getCustomers().byId(SALTMARSH).getProducts();
        var listed = products.byTargetView("AzureReservationsVM").get().getItems().iterator().next();
        var product = products.byId(listed.getId());
        same(listed.getTitle(), product.get().getTitle());
        var sku = product.getSkus().get().getItems().iterator().next();
        same(sku.getTitle(), product.getSkus().byId(sku.getId()).get().getTitle());
        var availabilities = product.getSkus().byId(sku.getId()).getAvailabilities();
        same(true, availabilities.get().getTotalCount() > 0);
    }

    private static void offers(IAggregatePartner partner) {
        same(true, partner.getOfferCategories().byCountry("US").get().getTotalCount() > 0);
        var offers = partner.getOffers().byCountry("US");
        for (var offer : offers.get().getItems()) {
            same(offer.getName(), offers.byId(offer.getId()).get().getName());
        }
    }
}
