"""Make the layouts and links beside this file with in-toto 3.1 and GnuPG 2.2:

    python -m tests.exchange.recorded.make_in_toto FOLDER

`subkeys`: a step asks for two functionaries, and both links are signed by subkeys of one GnuPG key.
`two-people`: the same with two GnuPG keys.  `ed25519` and `dsse`: two keys without GnuPG, links and
layout signed in the classical way and in DSSE envelopes.  Every layout is signed with `owner.pem`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from in_toto.models.layout import Layout, Step
from in_toto.models.metadata import Envelope, Metablock
from in_toto.runlib import in_toto_run
from securesystemslib._gpg.functions import export_pubkey
from securesystemslib.signer import CryptoSigner

Key = dict[str, Any]


class Gpg:
    """A GnuPG home of its own."""

    def __init__(self, home: str) -> None:
        self.home = home

    def run(self, *words: str) -> str:
        line = ["gpg", "--homedir", self.home, "--batch", "--yes", "--pinentry-mode", "loopback", "--passphrase", ""]
        return subprocess.run([*line, *words], check=True, capture_output=True, text=True).stdout

    def prints(self) -> list[str]:
        lines = self.run("--list-keys", "--with-colons").splitlines()
        return [line.split(":")[9].lower() for line in lines if line.startswith("fpr")]

    def new(self, *words: str) -> str:
        """Make a key; its fingerprint."""
        before = set(self.prints())
        self.run(*words)
        return next(each for each in self.prints() if each not in before)


def plain(signer: CryptoSigner) -> Key:
    """A public key as a layout holds it."""
    return {**signer.public_key.to_dict(), "keyid": signer.public_key.keyid}


def write_layout(folder: Path, owner: CryptoSigner, keys: list[Key], allowed: list[str], *, dsse: bool = False) -> None:
    layout = Layout(expires="2036-01-01T00:00:00Z", keys={key["keyid"]: key for key in keys})
    layout.steps = [Step(name="build", pubkeys=allowed, threshold=2, expected_command=["true"])]
    metadata = Envelope.from_signable(layout) if dsse else Metablock(signed=layout)
    metadata.create_signature(owner)
    metadata.dump(str(folder / "root.layout"))


def write_link(folder: Path, *, dsse: bool = False, **signer: Any) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    in_toto_run("build", [], [], ["true"], metadata_directory=str(folder), use_dsse=dsse, **signer)


def with_gpg(target: Path, owner: CryptoSigner, home: str) -> None:
    gpg = Gpg(home)
    master = gpg.new("--quick-generate-key", "ann <ann@example.org>", "rsa2048", "sign", "never")
    subkeys = []
    for _ in range(2):  # GnuPG signs with the newest subkey
        subkeys.append(gpg.new("--quick-add-key", master, "rsa2048", "sign", "never"))
        write_link(target / "subkeys", gpg_keyid=subkeys[-1], gpg_home=home)
    other = gpg.new("--quick-generate-key", "bob <bob@example.org>", "rsa2048", "sign", "never")
    for each in (master, other):
        write_link(target / "two-people", gpg_keyid=each, gpg_home=home)
    keys = [export_pubkey(each, home) for each in (master, other)]
    write_layout(target / "subkeys", owner, keys[:1], subkeys)
    write_layout(target / "two-people", owner, keys, [master, other])


def without_gpg(target: Path, owner: CryptoSigner) -> None:
    for name, dsse in (("ed25519", False), ("dsse", True)):
        pair = [CryptoSigner.generate_ed25519() for _ in range(2)]
        for each in pair:
            write_link(target / name, dsse=dsse, signer=each)
        write_layout(target / name, owner, [plain(each) for each in pair], [each.public_key.keyid for each in pair], dsse=dsse)


def main(target: Path) -> None:
    private = Ed25519PrivateKey.generate()
    owner = CryptoSigner(private)
    target.mkdir(parents=True, exist_ok=True)
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (target / "owner.pem").write_bytes(public)
    with tempfile.TemporaryDirectory() as home:
        with_gpg(target, owner, home)
    without_gpg(target, owner)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
