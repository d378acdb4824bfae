set -e
node_modules/.bin/openapi-typescript ../../openapi.json --output target/partner-center.d.ts >&2
node_modules/.bin/tsc >&2
exec node target/main.js
