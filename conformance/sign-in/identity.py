"""A certificate of an application, and a world in which it is registered."""

import datetime
import json
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

DEMO = Path(__file__).parent.parent.parent / "crates/sandbox/src/seed/demo.toml"

#: The application of the account `direct`.
SECRET = 'clientSecret = "direct-app-secret", '


class Identity:
    """A certificate that its own key has signed, in files."""

    def __init__(self, folder: Path):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "app.direct.example")])
        now = datetime.datetime.now(datetime.timezone.utc)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .sign(key, hashes.SHA256())
        )
        self.key = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        self.certificate = certificate.public_bytes(serialization.Encoding.PEM).decode()
        self.sha1 = certificate.fingerprint(hashes.SHA1()).hex()
        self.sha256 = certificate.fingerprint(hashes.SHA256()).hex()
        #: Key and certificate in one file.
        self.both = folder / "both.pem"
        self.both.write_text(self.key + self.certificate)
        self.world = folder / "world.toml"
        demo = DEMO.read_text()
        assert SECRET in demo
        self.world.write_text(demo.replace(SECRET, f"{SECRET}certificates = [{json.dumps(self.certificate)}], "))
