npm ci --no-audit --no-fund
# Off, because an If-Match that the converter makes up is refused, as it has to be.
npx openapi2postmanv2 --spec "$OPENAPI" --output collection.json \
  --options folderStrategy=Tags,parametersResolution=Example,enableOptionalParameters=false
echo STEP generate ok

node --check story.js
echo STEP compile ok

node story.js
