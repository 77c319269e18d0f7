../common/openapi-generator typescript-fetch --global-property skipFormModel=false
echo STEP generate ok

cp ../common/steps.ts ../common/tsconfig.json .
npm ci --no-audit --no-fund
npx tsc
echo STEP compile ok

node out/story.js
