"""The debug mode of SensorsAnalyticsSDK, which checks only, then writes."""

import sys

import sensorsanalytics

for writing in (False, True):
    consumer = sensorsanalytics.DebugConsumer(
        f"{sys.argv[2]}/sa?project=default&token={sys.argv[1]}", writing
    )
    sa = sensorsanalytics.SensorsAnalytics(consumer)
    sa.track("u1", "View", {"n": 1}, is_login_id=True)
    sa.close()
