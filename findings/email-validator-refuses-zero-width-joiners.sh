#!/usr/bin/env bash
# email-validator 2.4.0: an address is refused whose domain has a zero-width joiner or non-joiner, even in its ASCII
# form. Expected: accepted where the letters around it need it, as words in Sinhala and Persian do. IDNA 2008 (RFC 5892,
# appendix A) allows both in such places, and the idna package, which email-validator uses, takes them.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check email-validator==2.4.0 idna==3.20

seen=$("$dir/bin/python" - <<'PYTHON'
import email_validator
import idna

for language, label in (
    ("Sinhala", "\u0dc1\u0dca\u200d\u0dbb\u0dd3"),
    ("Persian", "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc"),
):
    encoded = idna.encode(label).decode()
    print(language, encoded, "round trip by idna:", idna.decode(encoded) == label)
    for domain in label, encoded:
        try:
            email_validator.validate_email(f"info@{domain}.example.com", check_deliverability=False)
            print(" accepted")
        except email_validator.EmailNotValidError as e:
            print("", e)
PYTHON
)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
Sinhala xn--10cl1a0b660p round trip by idna: True
 The email address contains unsafe characters: ZERO WIDTH JOINER.
 The email address contains unsafe characters: ZERO WIDTH JOINER.
Persian xn--mgba3gch31f060k round trip by idna: True
 The email address contains unsafe characters: ZERO WIDTH NON-JOINER.
 The email address contains unsafe characters: ZERO WIDTH NON-JOINER.
SEEN
