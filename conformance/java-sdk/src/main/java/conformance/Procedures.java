package conformance;

import static conformance.Main.check;
import static conformance.Main.same;

import com.microsoft.store.partnercenter.IAggregatePartner;
import com.microsoft.store.partnercenter.exception.PartnerErrorCategory;
import com.microsoft.store.partnercenter.exception.PartnerException;
import com.microsoft.store.partnercenter.models.Address;
import com.microsoft.store.partnercenter.models.carts.Cart;
import com.microsoft.store.partnercenter.models.carts.CartLineItem;
import com.microsoft.store.partnercenter.models.customers.Customer;
import com.microsoft.store.partnercenter.models.customers.CustomerBillingProfile;
import com.microsoft.store.partnercenter.models.customers.CustomerCompanyProfile;
import com.microsoft.store.partnercenter.models.customers.CustomerPartnerRelationship;
import com.microsoft.store.partnercenter.models.offers.BillingCycleType;
import com.microsoft.store.partnercenter.models.orders.Order;
import com.microsoft.store.partnercenter.models.orders.OrderLineItem;
import com.microsoft.store.partnercenter.models.relationships.PartnerRelationshipType;
import com.microsoft.store.partnercenter.models.subscriptions.SubscriptionStatus;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The documented procedures. */
final class Procedures {
    private static final String OFFER = "91FD106F-4B2C-4938-95AC-F54F74E9A239";
    private static final String ADD_ON = "2828BE95-46BA-4F91-B2FD-0BEF192ECF60";
    private static final String SOFTWARE = "DG7GMGF0DWT0:0001:DG7GMGF0DSQR";

    private Procedures() {}

    static void checkAll() throws Exception {
        IAggregatePartner sandbox = new Account("direct-sandbox", 2).app();
        IAggregatePartner direct = new Account("direct", 1).person();
        IAggregatePartner provider = new Account("provider", 3).person();
        String[] made = new String[2];
        check("a customer from beginning to end: it is made", () -> made[0] = create(sandbox, "pinewood.example"));
        check("a customer from beginning to end: a cart is checked out", () -> buy(sandbox, made[0]));
        check("a customer from beginning to end: a blocked deletion says why", () -> cannotDelete(sandbox, made[0]));
        check("a customer from beginning to end: its orders are cancelled", () -> cancelAll(sandbox, made[0]));
        check("a customer from beginning to end: it is deleted", () -> delete(sandbox, made[0]));
        check("a relationship: a licence and its add-on are bought", () -> {
            made[1] = create(direct, "elderberry.example");
            licence(direct, made[1]);
        });
        check("a relationship: an active subscription keeps it", () -> cannotRemove(direct, made[1]));
        check("a relationship: a subscription is suspended and reactivated", () -> suspend(direct, made[1]));
        check("a relationship: it is removed", () -> remove(direct, made[1]));
        check("a reseller's customer: an order has the reseller on record", () -> orderForReseller(provider));
    }

    private static String create(IAggregatePartner partner, String domain) {
        Address address = new Address();
        address.setFirstName("Accounts");
        address.setLastName("Payable");
        address.setAddressLine1("12 Quarry Lane");
        address.setCity("Portland");
        address.setState("OR");
        address.setCountry("US");
        address.setPostalCode("97205");
        address.setPhoneNumber("5035550142");
        CustomerBillingProfile billing = new CustomerBillingProfile();
        billing.setCulture("en-US");
        billing.setLanguage("en");
        billing.setEmail("accounts@" + domain);
        billing.setCompanyName("Pinewood Cabins");
        billing.setDefaultAddress(address);
        CustomerCompanyProfile company = new CustomerCompanyProfile();
        company.setDomain(domain);
        Customer customer = new Customer();
        customer.setBillingProfile(billing);
        customer.setCompanyProfile(company);
        Customer made = partner.getCustomers().create(customer);
        same("Portland", made.getBillingProfile().getDefaultAddress().getCity());
        same(true, made.getUserCredentials().getPassword() != null);
        return made.getId();
    }

    private static void buy(IAggregatePartner partner, String customer) {
        CartLineItem line = new CartLineItem();
        line.setId(0);
        line.setCatalogItemId(SOFTWARE);
        line.setQuantity(2);
        line.setBillingCycle(com.microsoft.store.partnercenter.models.products.BillingCycleType.ONE_TIME);
        Cart cart = new Cart();
        cart.setLineItems(List.of(line));
        var carts = partner.getCustomers().byId(customer).getCarts();
        Cart kept = carts.create(cart);
        same(SOFTWARE, carts.byId(kept.getId()).get().getLineItems().get(0).getCatalogItemId());
        same(1, carts.byId(kept.getId()).checkout().getOrders().size());
    }

    private static void cannotDelete(IAggregatePartner partner, String customer) {
        refused(PartnerErrorCategory.BAD_INPUT, "3000", () -> partner.getCustomers().byId(customer).delete());
    }

    private static void cancelAll(IAggregatePartner partner, String customer) throws Exception {
        Main.setting("{\"cancellation\":{\"settle\":{\"afterReads\":1}}}");
        var operations = partner.getCustomers().byId(customer);
        Set<String> orders = new TreeSet<>();
        for (var entitlement : operations.getEntitlements().get().getItems()) {
            orders.add(entitlement.getReferenceOrder().getId());
        }
        same(1, orders.size());
        for (String id : orders) {
            Order order = operations.getOrders().byId(id).get();
            order.setStatus("cancelled");
            operations.getOrders().byId(id).patch(order);
            while (!"cancelled".equals(operations.getOrders().byId(id).get().getStatus())) {
                Thread.sleep(20);
            }
        }
        same(0, operations.getEntitlements().get().getTotalCount());
    }

    private static void delete(IAggregatePartner partner, String customer) {
        partner.getCustomers().byId(customer).delete();
        refused(PartnerErrorCategory.NOT_FOUND, "1000", () -> partner.getCustomers().byId(customer).get());
    }

    private static void licence(IAggregatePartner partner, String customer) {
        Order order = order(partner, customer, line(OFFER, null));
        String licence = order.getLineItems().iterator().next().getSubscriptionId();
        // An add-on joins the order of what it is added to.
        order.setLineItems(List.of(line(ADD_ON, licence)));
        partner.getCustomers().byId(customer).getOrders().byId(order.getId()).patch(order);
        var operations = partner.getCustomers().byId(customer).getSubscriptions().byId(licence);
        same(ADD_ON, operations.getAddOns().get().getItems().iterator().next().getOfferId());
    }

    private static OrderLineItem line(String offer, String parent) {
        OrderLineItem line = new OrderLineItem();
        line.setLineItemNumber(0);
        line.setOfferId(offer);
        line.setFriendlyName("Front desk");
        line.setQuantity(5);
        line.setParentSubscriptionId(parent);
        return line;
    }

    private static Order order(IAggregatePartner partner, String customer, OrderLineItem line) {
        Order order = new Order();
        order.setReferenceCustomerId(customer);
        order.setBillingCycle(BillingCycleType.MONTHLY);
        order.setLineItems(List.of(line));
        return partner.getCustomers().byId(customer).getOrders().create(order);
    }

    private static void cannotRemove(IAggregatePartner partner, String customer) {
        refused(PartnerErrorCategory.BAD_INPUT, "3000", () -> relate(partner, customer));
    }

    private static Customer relate(IAggregatePartner partner, String customer) {
        Customer none = partner.getCustomers().byId(customer).get();
        none.setRelationshipToPartner(CustomerPartnerRelationship.NONE);
        return partner.getCustomers().byId(customer).patch(none);
    }

    private static void suspend(IAggregatePartner partner, String customer) {
        var subscriptions = partner.getCustomers().byId(customer).getSubscriptions();
        for (var status : List.of(SubscriptionStatus.SUSPENDED, SubscriptionStatus.ACTIVE)) {
            for (var subscription : subscriptions.get().getItems()) {
                subscription.setStatus(status);
                same(status, subscriptions.byId(subscription.getId()).patch(subscription).getStatus());
            }
        }
    }

    private static void remove(IAggregatePartner partner, String customer) {
        var subscriptions = partner.getCustomers().byId(customer).getSubscriptions();
        for (var subscription : subscriptions.get().getItems()) {
            subscription.setStatus(SubscriptionStatus.SUSPENDED);
            subscriptions.byId(subscription.getId()).patch(subscription);
        }
        same(CustomerPartnerRelationship.NONE, relate(partner, customer).getRelationshipToPartner());
        refused(PartnerErrorCategory.NOT_FOUND, "1000", () -> partner.getCustomers().byId(customer).get());
    }

    private static void orderForReseller(IAggregatePartner partner) {
        var reseller = partner.getRelationships()
                .get(PartnerRelationshipType.IS_INDIRECT_CLOUD_SOLUTION_PROVIDER_OF)
                .getItems()
                .iterator()
                .next();
        OrderLineItem line = line(OFFER, null);
        line.setPartnerIdOnRecord(reseller.getMpnId());
        Order order = order(partner, "d0000000-0000-4000-8000-000000000301", line);
        same(reseller.getMpnId(), order.getLineItems().iterator().next().getPartnerIdOnRecord());
    }

    /** Fails unless the SDK throws what has this category and this code. */
    private static void refused(PartnerErrorCategory category, String code, Runnable call) {
        try {
            call.run();
        } catch (PartnerException refused) {
            same(category, refused.getErrorCategory());
            same(code, refused.getServiceErrorPayload().getErrorCode());
            return;
        }
        throw new AssertionError("it was not refused");
    }
}
