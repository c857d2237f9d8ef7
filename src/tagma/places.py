"""What the files of a workspace are called."""

SETTINGS_FILE = "tagma.yaml"
RUNTIME_FOLDER = ".tagma"
LOCK_FILE = "owner.lock"
SERVER_FILE = "server.json"
SERVER_LOG = "server.log"
