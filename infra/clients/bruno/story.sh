npm ci --no-audit --no-fund --ignore-scripts
npx bru import openapi --source "$OPENAPI" --output collection --collection-name Clientele --collection-format bru
echo STEP generate ok

node story.js
echo STEP compile ok

(cd collection && npx bru run story --env 'The local server' --env-var "baseUrl=$CLIENTELE_URL" --reporter-json ../ran.json) || true
node told.js
