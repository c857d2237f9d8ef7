"""Every call of rudder-sdk-python, which packs by default."""

import sys

import rudderstack.analytics as analytics

analytics.write_key, analytics.dataPlaneUrl = sys.argv[1], sys.argv[2]
failures = []
analytics.on_error = lambda error, items: failures.append(error)
analytics.identify("u1", {"city": "上海", "age": 30})
analytics.track("u1", "Order Completed", {"total": 129.5})
analytics.track("u1", "Viewed", {"sku": "a"}, anonymous_id="device-1")
analytics.page("u1", "shop", "home", {"url": "/"})
analytics.screen("u1", "shop", "home")
analytics.group("u1", "g1", {"plan": "pro"})
analytics.alias("device-1", "u1")
for number in range(int(sys.argv[-1]) if sys.argv[-1].isdigit() else 0):
    analytics.track("u2", "Tick", {"n": number})
analytics.shutdown()
assert not failures, failures
