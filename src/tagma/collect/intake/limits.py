"""How large, how deep and how many: the bounds of what is accepted."""

MOST_RAW = 5 << 20
MOST_INFLATED = 10 << 20
MOST_EVENT = 256 << 10
MOST_EVENTS = 5_000
MOST_DEPTH_STORED = 32
MOST_DEPTH = 100
MOST_KEYS = 1_000
MOST_PLAIN = 5_000  # bytes in which there is no room for so many keys
MOST_TEXT = 64 << 10
MOST_NAME = 255
MOST_MESSAGE_ID = 256
MOST_RAW_KEPT = 1 << 20
MOST_DIGITS = 4_300
MOST_TOKENS = 500_000
