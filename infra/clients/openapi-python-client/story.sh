cp ../common/steps.py .
python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt
.venv/bin/openapi-python-client generate --path "$OPENAPI" --output-path client --meta none | tee generated.txt
# It leaves out an operation or a model that it cannot make, and says so.
if grep "unable to\|Unable to\|Cannot \|not supported" generated.txt; then exit 1; fi
echo STEP generate ok

.venv/bin/python -m compileall -q client
echo STEP compile ok

.venv/bin/python story.py
