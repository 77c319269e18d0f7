cp ../common/steps.ts ../common/tsconfig.json .
npm ci --no-audit --no-fund
npx openapi-ts --input "$OPENAPI" --output client
echo STEP generate ok

npx tsc
echo STEP compile ok

node out/story.js
