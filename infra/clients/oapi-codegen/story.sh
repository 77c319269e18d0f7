mkdir client
go tool oapi-codegen -config config.yaml "$OPENAPI"
echo STEP generate ok

cp ../common/steps.go .
go build -o story .
echo STEP compile ok

./story
