echo STEP generate not offered
echo STEP compile not offered

cp ../common/relay.py ../common/steps.py .
python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt
.venv/bin/python story.py

echo STEP default not offered
echo STEP clear not offered
