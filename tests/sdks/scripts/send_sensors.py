"""Every call of SensorsAnalyticsSDK with one of its consumers."""

import sys
import time

import sensorsanalytics

address = f"{sys.argv[2]}/sa?project=default&token={sys.argv[1]}"
consumer = getattr(sensorsanalytics, sys.argv[3])(address)
sa = sensorsanalytics.SensorsAnalytics(consumer)
sa.track("u1", "View", {"n": 1}, is_login_id=True)
sa.track("device-1", "View", {"n": 2})
sa.track_signup("u1", "device-1")
sa.profile_set("u1", {"city": "上海"}, is_login_id=True)
sa.profile_set_once("u1", {"first": "web"}, is_login_id=True)
sa.profile_increment("u1", {"points": 3}, is_login_id=True)
sa.profile_append("u1", {"likes": ["a", "b"]}, is_login_id=True)
sa.profile_unset("u1", ["city"], is_login_id=True)
sa.item_set("sku", "1", {"price": 5})
sa.item_delete("sku", "1")
many = int(sys.argv[-1]) if sys.argv[-1].isdigit() else 0
for number in range(many):
    while True:
        try:
            sa.track("u2", "Tick", {"n": number}, is_login_id=True)
            break
        except sensorsanalytics.SensorsAnalyticsNetworkException:  # it holds 1,000, no more
            time.sleep(0.05)
    time.sleep(0.005 if number < many // 2 else 0.001)
sa.flush()
sa.profile_delete("u3", is_login_id=True)
sa.flush()
sa.close()
