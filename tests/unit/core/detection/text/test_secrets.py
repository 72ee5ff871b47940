"""Keys of issuers, and what looks like them: every key is put together here, so that none stands in the file."""

import random
import string

import pytest

from airflow_gov_provider.core.detection.text.secrets import secrets

_CHANCE = random.Random(7)
LOWER_HEX = "0123456789abcdef"
LETTERS = string.ascii_letters + string.digits
UPPER = string.ascii_uppercase + string.digits


def _some(count, of=LETTERS):
    """``count`` characters, with a digit, and with a capital where there are any."""
    drawn = [_CHANCE.choice(of) for _ in range(count - 2)]
    return "".join([*drawn, "7", "Q" if "Q" in of else "d"])


def _found(text):
    return {text[span.start : span.end] for span in secrets(text)}


ISSUED = {
    "AWS access key": "AKIA" + _some(16, UPPER),
    "AWS temporary key": "ASIA" + _some(16, UPPER),
    "Azure client secret": _some(3) + "8" + "Q~" + _some(34),
    "Google API key": "AIza" + _some(35),
    "Google client secret": "GOCSPX-" + _some(28),
    "Google token": "ya29." + _some(60),
    "Alibaba key": "LTAI" + _some(20),
    "DigitalOcean token": "dop_v1_" + _some(64, LOWER_HEX),
    "Databricks token": "dapi" + _some(32, LOWER_HEX),
    "Vault token": "hvs." + _some(90),
    "Vault's older token": "s." + _some(24),
    "Pulumi token": "pul-" + _some(40, LOWER_HEX),
    "GitHub personal token": "ghp_" + _some(36),
    "GitHub fine-grained token": "github_pat_" + _some(22) + "_" + _some(59),
    "GitHub app token": "ghs_" + _some(36),
    "GitLab personal token": "glpat-" + _some(20),
    "GitLab runner token": "glrt-" + _some(20),
    "npm token": "npm_" + _some(36),
    "PyPI token": "pypi-" + "AgEIcHlwaS5vcmc" + _some(70),
    "Docker token": "dckr_pat_" + _some(27),
    "NuGet key": "oy2" + _some(43, string.ascii_lowercase + string.digits),
    "Atlassian token": "ATATT3" + _some(60),
    "Sentry token": "sntrys_" + _some(60),
    "Grafana token": "glsa_" + _some(32) + "_" + _some(8, LOWER_HEX),
    "Supabase token": "sbp_" + _some(40, LOWER_HEX),
    "PlanetScale password": "pscale_pw_" + _some(40),
    "Slack bot token": "xoxb-" + "1" * 11 + "-" + "2" * 12 + "-" + _some(24),
    "Slack app token": "xapp-1-" + _some(11, UPPER) + "-" + _some(40),
    "Slack webhook": "https://hooks.slack" + ".com/services/T" + _some(8, UPPER) + "/B" + _some(8, UPPER) + "/" + _some(24),
    "Discord webhook": "https://discord" + ".com/api/webhooks/" + "4" * 18 + "/" + _some(60),
    "Telegram bot": "5" * 9 + ":AA" + _some(33),
    "SendGrid key": "SG." + _some(22) + "." + _some(43),
    "Mailgun key": "key-" + _some(32, LOWER_HEX),
    "Mailchimp key": _some(32, LOWER_HEX) + "-us12",
    "Brevo key": "xkeysib-" + _some(64, LOWER_HEX) + "-" + _some(16, LOWER_HEX),
    "Twilio key": "SK" + _some(32, LOWER_HEX),
    "Stripe key": "sk_" + "live_" + _some(24),
    "Stripe webhook": "whsec_" + _some(32),
    "Shopify token": "shpat_" + _some(32, LOWER_HEX),
    "Square token": "sq0atp-" + _some(22),
    "Plaid token": "access-" + "production-" + "-".join(_some(n, LOWER_HEX) for n in (8, 4, 4, 4, 12)),
    "OpenAI key": "sk-" + "proj-" + _some(48),
    "Anthropic key": "sk-" + "ant-api03-" + _some(80),
    "Hugging Face token": "hf_" + _some(34),
    "New Relic key": "NRAK-" + _some(27, UPPER),
    "Postman key": "PMAK-" + _some(24, LOWER_HEX) + "-" + _some(34, LOWER_HEX),
    "Airtable token": "pat" + _some(14) + "." + _some(64, LOWER_HEX),
    "JWT": "eyJ" + _some(20) + ".eyJ" + _some(40) + "." + _some(43),
}  # fmt: skip


@pytest.mark.parametrize("issuer", ISSUED)
@pytest.mark.parametrize("around", ["{}", "the key {} leaked", 'X = "{}"', "[{}](x)", "({})."])
def test_a_key_of_an_issuer_is_found_whole_wherever_it_stands(issuer, around):
    key = ISSUED[issuer]
    assert any(key in found for found in _found(around.format(key))), issuer


PLAIN = _some(12)
ENCODED = _some(86) + "=" * 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={ENCODED};EndpointSuffix=x", ENCODED),
        (f"Endpoint=sb://x.example.com/;SharedAccessKeyName=send;SharedAccessKey={ENCODED}", ENCODED),
        (f"https://a.blob.example.com/c?sv=2022-11-02&ss=b&sig={PLAIN}", f"&sig={PLAIN}"),
        (f"Server=db;Database=x;User Id=app;Password={PLAIN};Encrypt=yes", PLAIN),
        (f"Driver=x;UID=app;PWD={PLAIN}", PLAIN),
        (f"jdbc:postgresql://db.example.com/x?user=app&password={PLAIN}", f"&password={PLAIN}"),
        (f"amqp://app:{PLAIN}@mq.example.com:5672/%2F", PLAIN),
        (f"https://{'ab1' * 9}@git.example.com/a/b.git", "ab1" * 9),
        (f"DB_PASSWORD={PLAIN}", PLAIN),
        (f"export SERVICE_API_KEY='{PLAIN}'", PLAIN),
        (f"SECRET_KEY_BASE={PLAIN}", PLAIN),
        (f"Authorization: Basic {PLAIN}", f"Authorization: Basic {PLAIN}"),
        (f"Private-Token: {PLAIN}", f"Private-Token: {PLAIN}"),
        (f"Ocp-Apim-Subscription-Key: {PLAIN}", f"Ocp-Apim-Subscription-Key: {PLAIN}"),
        (f"curl -s -u app:{PLAIN} https://x.example.com", PLAIN),
        ("mytool login --password correcthorse --yes", "correcthorse"),
        (f"sshpass -p {PLAIN} ssh a@b", PLAIN),
        (f"machine x.example.com login app password {PLAIN}", PLAIN),
        (f"db.example.com:5432:orders:app:{PLAIN}", PLAIN),
        ("app:$2b$" + "12$" + "a" * 53, "$2b$" + "12$" + "a" * 53),
        ("root:$6$" + "salt5a1t$" + "b" * 86 + ":19000:", "$6$" + "salt5a1t$" + "b" * 86),
        ("password: 123456", "123456"),
        ("the password is 'sunshine'", "sunshine"),
    ],
    ids=lambda value: str(value)[:28],
)
def test_a_place_made_for_a_secret_gives_it_away(text, value):
    assert value in _found(text)


@pytest.mark.parametrize(
    "text",
    [
        "sha256:" + _some(64, LOWER_HEX),
        "commit " + _some(40, LOWER_HEX),
        '"integrity": "sha512-' + _some(86) + '=="',
        "--hash=sha256:" + _some(64, LOWER_HEX),
        "image@sha256:" + _some(64, LOWER_HEX),
        "id 6f1c2a4e-" + "3b7d-4c55-9e21-" + _some(12, LOWER_HEX),
        "data:image/png;base64,iVBORw0KGgo" + _some(80),
        "ssh-rsa AAAAB3NzaC1yc2E" + _some(80) + " a@b",
        "-----BEGIN " + "CERTIFICATE-----\nMIIx\n-----END " + "CERTIFICATE-----",
        "-----BEGIN " + "PUBLIC KEY-----\nMIIx\n-----END " + "PUBLIC KEY-----",
        "etag " + _some(32, LOWER_HEX),
        "sk-spinner-circle-fade-dot",
        "pypi-publish-action-for-wheels",
        "npm_lifecycle_event and npm_config_registry",
        "self.someMethodOfAClassIsCalled",
        "pass=1024 fail=3 skip=12",
        "pass: 98.50%",
        "Multiple API keys: several",
        "login credentials: email and so on",
        "secret: metadata:",
        "--password ${DB_PASSWORD}",
        "https://www.example.com/a@b",
        "https://user.name.of.nobody.here@example.com",
        "10:30:00:12:45",
        "price is $6$ or $7$ each",
    ],
    ids=lambda value: str(value)[:28],
)
def test_digests_identifiers_and_public_halves_are_none(text):
    assert _found(text) == set()
