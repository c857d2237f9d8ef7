// Every call of @rudderstack/rudder-sdk-node, which packs by default.
import RudderAnalytics from "@rudderstack/rudder-sdk-node";

const [writeKey, dataPlaneUrl, packed] = process.argv.slice(2);
const failures = [];
const client = new (RudderAnalytics.default ?? RudderAnalytics)(writeKey, {
  dataPlaneUrl,
  gzip: packed !== "plain",
  flushInterval: 100,
  errorHandler: (error) => failures.push(error),
});
const calls = [];
const call = (kind, message) => calls.push(new Promise((done) => client[kind](message, done)));
call("identify", { userId: "u1", traits: { city: "上海", age: 30 } });
call("track", { userId: "u1", event: "Order Completed", properties: { total: 129.5, bad: NaN } });
call("track", { anonymousId: "device-1", event: "Viewed", properties: { sku: "a" } });
call("page", { userId: "u1", category: "shop", name: "home", properties: { url: "/" } });
call("screen", { userId: "u1", category: "shop", name: "home" });
call("group", { userId: "u1", groupId: "g1", traits: { plan: "pro" } });
call("alias", { userId: "u1", previousId: "device-1" });
await Promise.all(calls);
if (failures.length) throw new AggregateError(failures, "not delivered");
