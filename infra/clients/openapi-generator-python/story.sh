../common/openapi-generator python
echo STEP generate ok

cp ../common/steps.py .
python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt
.venv/bin/pip install --quiet --disable-pip-version-check --no-deps ./client
.venv/bin/python -m compileall -q client
echo STEP compile ok

.venv/bin/python story.py
