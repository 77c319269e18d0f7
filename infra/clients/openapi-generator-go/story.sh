../common/openapi-generator go --additional-properties packageName=client,withGoMod=false,enumClassPrefix=true
rm -r client/test
echo STEP generate ok

cp ../common/steps.go .
go build -o story .
echo STEP compile ok

./story
