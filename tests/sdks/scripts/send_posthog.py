"""Calls of the PostHog client."""

import sys

from posthog import Posthog

client = Posthog(sys.argv[1], host=sys.argv[2], gzip="gzip" in sys.argv[3:])
client.capture("clicked", distinct_id="u1", properties={"x": 1})
client.set(distinct_id="u1", properties={"city": "上海"})
client.set_once(distinct_id="u1", properties={"first": "web"})
client.alias("old", "u1")
client.group_identify("company", "c1", {"plan": "pro"})
client.shutdown()
