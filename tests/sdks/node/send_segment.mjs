// Every call of @segment/analytics-node.
import { Analytics } from "@segment/analytics-node";

const [writeKey, host] = process.argv.slice(2);
const failures = [];
const analytics = new Analytics({ writeKey, host, flushInterval: 100 });
analytics.on("error", (error) => failures.push(error));
analytics.identify({ userId: "u1", traits: { city: "上海", age: 30 } });
analytics.track({ userId: "u1", event: "Order Completed", properties: { total: 129.5, bad: NaN } });
analytics.track({ anonymousId: "device-1", event: "Viewed", properties: { sku: "a" } });
analytics.page({ userId: "u1", category: "shop", name: "home", properties: { url: "/" } });
analytics.screen({ userId: "u1", category: "shop", name: "home" });
analytics.group({ userId: "u1", groupId: "g1", traits: { plan: "pro" } });
analytics.alias({ userId: "u1", previousId: "device-1" });
await analytics.closeAndFlush({ timeout: 60_000 });
if (failures.length) throw new AggregateError(failures.map((each) => each.reason ?? each), "not delivered");
