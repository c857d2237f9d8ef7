// Every call of sa-sdk-node (神策); "many" sends in batches, else one request for each.
import SensorsAnalytics from "sa-sdk-node";

const [token, host, packed, many] = process.argv.slice(2);
const sa = new (SensorsAnalytics.default ?? SensorsAnalytics)();
const options = { url: `${host}/sa?project=default&token=${token}`, gzip: packed !== "plain" };
const submitter = sa.submitTo(options, many === "many" ? { count: 4, timeSpan: 100 } : {});
const failures = [];
submitter.catch((error) => failures.push(error));
sa.track("u1", "View", { $is_login_id: true, n: 1, at: new Date(2024, 0, 1, 2, 3, 4, 5), tags: ["a", "b"] });
sa.track("device-1", "View", { n: 2 });
sa.trackSignup("u1", "device-1", {});
sa.profileSet("u1", { $is_login_id: true, city: "上海" });
sa.profileSetOnce("u1", { $is_login_id: true, first: "web" });
sa.profileIncrement("u1", { points: 3 });
sa.profileAppend("u1", { likes: ["a", "b"] });
sa.profileUnset("u1", ["city"]);
sa.itemSet("sku", "1", { price: 5 });
sa.itemDelete("sku", "1");
const queue = submitter.dataQueue;
await new Promise((done) => setTimeout(done, many === "many" ? 300 : 10));
while (queue.executing) await new Promise((done) => setTimeout(done, 10));
if (failures.length) throw new AggregateError(failures, "not delivered");
process.exit(0); // its timer of batches never ends
