/** How each SDK is pointed at this server: code to paste, with the address and the key in it. */

export interface Snippet {
  /** The name of the SDK's maker; the same in every language. */
  family: 'curl' | 'Segment' | 'RudderStack' | 'Sensors' | 'PostHog'
  /** Where it runs. */
  place: 'shell' | 'web' | 'node' | 'python' | 'java' | 'android' | 'ios'
  /** What is installed first; '' where nothing is. */
  install: string
  code: string
}

const quote = (text: string): string => text.replace(/[\\'"]/g, '')

/** All snippets. `origin` is the address of the server as its senders reach it, such as https://tagma.example.com. */
export function listSnippets(origin: string, writeKey: string): Snippet[] {
  const at = quote(origin)
  const key = quote(writeKey)
  const sensors = `${at}/sa?project=default&token=${key}`
  return [
    {
      family: 'curl',
      place: 'shell',
      install: '',
      code: `curl ${at}/v1/track -u ${key}: \\
  -d '{"userId": "user-1", "event": "Order Completed", "properties": {"total": 129.0}, "messageId": "order-1"}'`,
    },
    {
      family: 'Segment',
      place: 'web',
      install: 'npm install @segment/analytics-next',
      code: `import { AnalyticsBrowser } from '@segment/analytics-next'

const analytics = AnalyticsBrowser.load({ writeKey: '${key}', cdnURL: '${at}' })
analytics.identify('user-1', { city: 'Shanghai' })
analytics.track('Order Completed', { total: 129.0 })`,
    },
    {
      family: 'Segment',
      place: 'node',
      install: 'npm install @segment/analytics-node',
      code: `import { Analytics } from '@segment/analytics-node'

const analytics = new Analytics({ writeKey: '${key}', host: '${at}' })
analytics.track({ userId: 'user-1', event: 'Order Completed', properties: { total: 129.0 } })
await analytics.closeAndFlush()`,
    },
    {
      family: 'Segment',
      place: 'python',
      install: 'pip install segment-analytics-python',
      code: `import segment.analytics as analytics

analytics.write_key = "${key}"
analytics.host = "${at}"
analytics.track("user-1", "Order Completed", {"total": 129.0})
analytics.shutdown()`,
    },
    {
      family: 'RudderStack',
      place: 'web',
      install: 'npm install @rudderstack/analytics-js',
      code: `import { RudderAnalytics } from '@rudderstack/analytics-js'

const analytics = new RudderAnalytics()
analytics.load('${key}', '${at}', { configUrl: '${at}' })
analytics.track('Order Completed', { total: 129.0 })`,
    },
    {
      family: 'RudderStack',
      place: 'node',
      install: 'npm install @rudderstack/rudder-sdk-node',
      code: `import RudderAnalytics from '@rudderstack/rudder-sdk-node'

const analytics = new RudderAnalytics('${key}', { dataPlaneUrl: '${at}', errorHandler: console.error })
analytics.track({ userId: 'user-1', event: 'Order Completed', properties: { total: 129.0 } })`,
    },
    {
      family: 'RudderStack',
      place: 'python',
      install: 'pip install rudder-sdk-python',
      code: `import rudderstack.analytics as analytics

analytics.write_key = "${key}"
analytics.dataPlaneUrl = "${at}"
analytics.track("user-1", "Order Completed", {"total": 129.0})
analytics.shutdown()`,
    },
    {
      family: 'Sensors',
      place: 'web',
      install: 'npm install sa-sdk-javascript',
      code: `import sensors from 'sa-sdk-javascript'

sensors.init({ server_url: '${at}/sa.gif?project=default&token=${key}' })
sensors.login('user-1')
sensors.track('OrderCompleted', { total: 129.0 })`,
    },
    {
      family: 'Sensors',
      place: 'android',
      install: '',
      code: `SAConfigOptions options = new SAConfigOptions("${sensors}");
SensorsDataAPI.startWithConfigOptions(this, options);

JSONObject properties = new JSONObject();
properties.put("total", 129.0);
SensorsDataAPI.sharedInstance().login("user-1");
SensorsDataAPI.sharedInstance().track("OrderCompleted", properties);`,
    },
    {
      family: 'Sensors',
      place: 'ios',
      install: '',
      code: `let options = SAConfigOptions(serverURL: "${sensors}", launchOptions: launchOptions)
SensorsAnalyticsSDK.start(configOptions: options)

SensorsAnalyticsSDK.sharedInstance()?.login("user-1")
SensorsAnalyticsSDK.sharedInstance()?.track("OrderCompleted", withProperties: ["total": 129.0])`,
    },
    {
      family: 'Sensors',
      place: 'python',
      install: 'pip install SensorsAnalyticsSDK',
      code: `import sensorsanalytics

consumer = sensorsanalytics.DefaultConsumer("${sensors}")
sa = sensorsanalytics.SensorsAnalytics(consumer)
sa.track("user-1", "OrderCompleted", {"total": 129.0}, is_login_id=True)
sa.close()`,
    },
    {
      family: 'Sensors',
      place: 'java',
      install: '',
      code: `SensorsAnalytics sa = new SensorsAnalytics(
    new SensorsAnalytics.BatchConsumer("${sensors}"));

Map<String, Object> properties = new HashMap<>();
properties.put("total", 129.0);
sa.track("user-1", true, "OrderCompleted", properties);
sa.shutdown();`,
    },
    {
      family: 'PostHog',
      place: 'node',
      install: 'npm install posthog-node',
      code: `import { PostHog } from 'posthog-node'

const posthog = new PostHog('${key}', { host: '${at}' })
posthog.capture({ distinctId: 'user-1', event: 'order completed', properties: { total: 129.0 } })
await posthog.shutdown()`,
    },
    {
      family: 'PostHog',
      place: 'python',
      install: 'pip install posthog',
      code: `from posthog import Posthog

posthog = Posthog("${key}", host="${at}")
posthog.capture("order completed", distinct_id="user-1", properties={"total": 129.0})
posthog.shutdown()`,
    },
  ]
}

export const FAMILIES: Snippet['family'][] = ['curl', 'Segment', 'RudderStack', 'Sensors', 'PostHog']
