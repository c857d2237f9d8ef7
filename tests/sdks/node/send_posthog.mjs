// Calls of posthog-node, which packs by default.
import { PostHog } from "posthog-node";

const [key, host, packed] = process.argv.slice(2);
const failures = [];
const client = new PostHog(key, {
  host,
  disableCompression: packed === "plain",
  flushInterval: 100,
  fetchRetryDelay: 200,
});
client.on("error", (error) => failures.push(error));
client.capture({ distinctId: "u1", event: "clicked", properties: { x: 1, bad: NaN } });
client.identify({ distinctId: "u1", properties: { city: "上海", $set_once: { first: "web" } } });
client.alias({ distinctId: "u1", alias: "old" });
client.groupIdentify({ groupType: "company", groupKey: "c1", properties: { plan: "pro" } });
await client.shutdown(60_000);
if (failures.length) throw new AggregateError(failures, "not delivered");
