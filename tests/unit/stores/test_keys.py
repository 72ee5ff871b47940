"""Keys in files: made once, for one user, and shown to nobody."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import pickle
import stat
import sys
import traceback
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from airflow_gov_provider.core.errors import ErrorCode, UsageError
from airflow_gov_provider.stores import keys
from airflow_gov_provider.stores.keys import FileSigner, FileVerifier, derive, ensure_keys, read_masking_key


class Home:
    """The three places of one installation."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.signing_key = root / "keys" / "signing.pem"
        self.public_keys = root / "keys" / "public"
        self.masking_key = root / "keys" / "masking.key"

    def ensure(self) -> None:
        ensure_keys(self.signing_key, self.public_keys, self.masking_key)

    def content(self) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in self.root.rglob("*") if path.is_file()}


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path / "governance")


@pytest.fixture
def keyed(home) -> Home:
    home.ensure()
    return home


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def refusal(use) -> UsageError:
    with pytest.raises(UsageError) as caught:
        use()
    return caught.value


# Made once


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_keys_are_made_for_their_owner_only_whatever_the_umask(home, umask):
    before = os.umask(umask)
    try:
        home.ensure()
    finally:
        os.umask(before)

    assert {mode(path) for path in home.root.rglob("*") if path.is_file()} == {0o600}
    assert {mode(path) for path in (home.root, *home.root.rglob("*")) if path.is_dir()} == {0o700}
    assert len(home.content()) == 3  # no temporary file is left


def test_the_keys_that_are_made_sign_verify_and_mask(keyed):
    signer, verifier = FileSigner(keyed.signing_key), FileVerifier(keyed.public_keys)

    signature = signer.sign(b"statement")

    assert verifier.verify(signer.key_id, signature, b"statement")
    assert not verifier.verify(signer.key_id, signature, b"another statement")
    assert not verifier.verify("ed25519:0000000000000000", signature, b"statement")
    assert not verifier.verify("", signature, b"statement")
    assert not verifier.verify(signer.key_id, b"", b"statement")
    assert not verifier.verify(signer.key_id, signature[:-1], b"statement")
    assert len(read_masking_key(keyed.masking_key)) == 32


def test_the_key_id_is_the_digest_of_the_raw_public_key(keyed):
    (pem,) = keyed.public_keys.glob("*.pem")
    public = serialization.load_pem_public_key(pem.read_bytes())
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    assert FileSigner(keyed.signing_key).key_id == f"ed25519:{hashlib.sha256(raw).hexdigest()[:16]}"
    assert pem.stem == hashlib.sha256(raw).hexdigest()[:16]


def test_existing_keys_are_never_replaced(keyed):
    before = keyed.content()

    keyed.ensure()

    assert keyed.content() == before


def test_a_public_key_that_a_crash_left_out_is_added_again(keyed):
    before = keyed.content()
    for path in keyed.public_keys.iterdir():
        path.unlink()

    keyed.ensure()

    assert keyed.content() == before


def test_processes_that_start_at_once_end_with_one_set_of_keys(home):
    fork = multiprocessing.get_context("fork")
    start, seen = fork.Barrier(6), fork.SimpleQueue()

    def use() -> None:
        start.wait(30)
        home.ensure()
        signer = FileSigner(home.signing_key)
        assert FileVerifier(home.public_keys).verify(signer.key_id, signer.sign(b"x"), b"x")
        seen.put((signer.key_id, hashlib.sha256(read_masking_key(home.masking_key)).hexdigest()))

    children = [fork.Process(target=use) for _ in range(6)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)

    assert [child.exitcode for child in children] == [0] * 6
    assert len({seen.get() for _ in range(6)}) == 1
    assert len(home.content()) == 3


def test_two_installations_have_different_keys(tmp_path):
    one, two = Home(tmp_path / "one"), Home(tmp_path / "two")
    one.ensure()
    two.ensure()

    assert FileSigner(one.signing_key).key_id != FileSigner(two.signing_key).key_id
    assert read_masking_key(one.masking_key) != read_masking_key(two.masking_key)


# Rotated and revoked


def test_verdicts_of_an_older_key_count_until_its_public_key_is_removed(keyed):
    old = FileSigner(keyed.signing_key)
    old_id, signature = old.key_id, old.sign(b"x")
    (old_public,) = keyed.public_keys.iterdir()
    keyed.signing_key.unlink()
    keyed.ensure()
    verifier = FileVerifier(keyed.public_keys)

    assert old.key_id != old_id  # the same signer uses the new key at once
    assert verifier.verify(old_id, signature, b"x")
    old_public.unlink()
    assert not verifier.verify(old_id, signature, b"x")


# Refused


@pytest.mark.parametrize("loose", [0o640, 0o604, 0o644, 0o660, 0o666, 0o610, 0o777])
@pytest.mark.parametrize("name", ["signing_key", "masking_key"])
def test_a_secret_that_others_may_touch_is_not_used_and_the_error_says_what_to_run(keyed, name, loose):
    path = getattr(keyed, name)
    path.chmod(loose)
    uses = {"signing_key": [FileSigner(path).sign, b"x"], "masking_key": [read_masking_key, path]}
    use, argument = uses[name]

    for error in (refusal(lambda: use(argument)), refusal(keyed.ensure)):
        assert error.code is ErrorCode.KEY_INVALID
        assert f"chmod 600 {path}" in error.hint
        assert error.where == str(path)


@pytest.mark.parametrize("strict", [0o600, 0o400])
def test_a_secret_that_only_its_owner_may_touch_is_used(keyed, strict):
    keyed.signing_key.chmod(strict)
    keyed.masking_key.chmod(strict)

    keyed.ensure()

    assert FileSigner(keyed.signing_key).sign(b"x")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_secret_of_another_user_is_not_used(keyed):
    os.chown(keyed.masking_key, 12345, 12345)

    assert "another user" in refusal(lambda: read_masking_key(keyed.masking_key)).what


@pytest.mark.parametrize("name", ["signing_key", "masking_key"])
def test_a_link_in_place_of_a_secret_is_neither_followed_nor_replaced(keyed, tmp_path, name):
    path, elsewhere = getattr(keyed, name), tmp_path / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)

    error = refusal(keyed.ensure)

    assert (error.code, error.where) == (ErrorCode.KEY_INVALID, str(path))
    assert "symbolic link" in error.what
    assert path.is_symlink()


def test_a_dangling_link_does_not_choose_where_a_new_key_is_written(home, tmp_path):
    home.signing_key.parent.mkdir(parents=True, mode=0o700)
    home.signing_key.symlink_to(tmp_path / "chosen by somebody else")

    assert refusal(home.ensure).code is ErrorCode.KEY_INVALID
    assert not (tmp_path / "chosen by somebody else").exists()


def test_a_pipe_in_place_of_a_key_does_not_make_the_gate_wait_for_ever(keyed):
    keyed.masking_key.unlink()
    os.mkfifo(keyed.masking_key, 0o600)

    assert refusal(lambda: read_masking_key(keyed.masking_key)).code is ErrorCode.KEY_INVALID


def test_a_directory_that_others_may_write_to_gets_no_keys(home):
    home.public_keys.mkdir(parents=True)
    home.public_keys.chmod(0o777)

    error = refusal(home.ensure)

    assert (error.code, error.where) == (ErrorCode.KEY_INVALID, str(home.public_keys))
    assert home.content() == {}


def test_public_keys_that_others_may_add_to_are_trusted_by_nobody(keyed):
    keyed.public_keys.chmod(0o770)

    error = refusal(lambda: FileVerifier(keyed.public_keys).verify("ed25519:0", b"", b""))

    assert (error.code, error.where) == (ErrorCode.KEY_INVALID, str(keyed.public_keys))


def test_public_keys_may_be_read_by_all(keyed):
    (pem,) = keyed.public_keys.iterdir()
    pem.chmod(0o644)
    keyed.public_keys.chmod(0o755)
    signer = FileSigner(keyed.signing_key)

    assert FileVerifier(keyed.public_keys).verify(signer.key_id, signer.sign(b"x"), b"x")


def test_what_is_not_there_is_missing(home):
    for use in (
        lambda: FileSigner(home.signing_key).key_id,
        lambda: FileSigner(home.signing_key).sign(b"x"),
        lambda: FileVerifier(home.public_keys).verify("ed25519:0", b"", b""),
        lambda: read_masking_key(home.masking_key),
    ):
        assert refusal(use).code is ErrorCode.KEY_MISSING


def test_a_directory_without_public_keys_is_missing_keys_and_not_a_refused_signature(home):
    home.public_keys.mkdir(parents=True, mode=0o700)
    (home.public_keys / "README").write_text("keys go here")

    assert refusal(lambda: FileVerifier(home.public_keys).verify("x", b"", b"")).code is ErrorCode.KEY_MISSING


def test_one_file_can_not_be_both_keys(home):
    error = refusal(lambda: ensure_keys(home.signing_key, home.public_keys, home.signing_key))

    assert error.code is ErrorCode.KEY_INVALID
    assert home.content() == {}


def test_a_place_where_no_file_can_be_made_is_an_error_that_names_it(tmp_path):
    (tmp_path / "file").write_text("in the way")

    assert refusal(Home(tmp_path / "file").ensure).code is ErrorCode.KEY_INVALID


def _pem(key, password: bytes | None = None) -> bytes:
    encryption = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


def _public(key) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


_ED = ed25519.Ed25519PrivateKey.generate()
_EC = ec.generate_private_key(ec.SECP256R1())


@pytest.mark.parametrize(
    "content",
    [b"", b"no key", _pem(_ED)[:60], _pem(_EC), _pem(_ED, b"pass phrase"), _public(_ED), b"\xff" * 100_000],
    ids=["empty", "text", "cut", "another kind", "encrypted", "public", "huge"],
)
def test_a_signing_key_file_that_holds_something_else_is_invalid_and_kept(keyed, content):
    keyed.signing_key.write_bytes(content)

    for use in (lambda: FileSigner(keyed.signing_key).sign(b"x"), keyed.ensure):
        error = refusal(use)
        assert (error.code, error.where) == (ErrorCode.KEY_INVALID, str(keyed.signing_key))
    assert keyed.signing_key.read_bytes() == content


@pytest.mark.parametrize(
    "content", [b"", b"no key", _public(_EC), _pem(_ED)], ids=["empty", "text", "another kind", "private"]
)
def test_one_broken_public_key_is_an_error_and_not_skipped(keyed, content):
    (keyed.public_keys / "broken.pem").write_bytes(content)

    error = refusal(lambda: FileVerifier(keyed.public_keys).verify("ed25519:0", b"", b""))

    assert error.where.endswith("broken.pem")
    assert error.code is ErrorCode.KEY_INVALID


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"0" * 63,
        b"0" * 65,
        b"g" * 64,
        b"0" * 32 + b"\n" + b"0" * 32,
        b"0" * 64 + b"\n\n",
        " ".join(["00"] * 32).encode(),
    ],
    ids=["empty", "short", "long", "no hex", "two lines", "blank line", "spaced"],
)
def test_a_masking_key_is_exactly_32_bytes_in_hex(keyed, content):
    keyed.masking_key.write_bytes(content)

    assert refusal(lambda: read_masking_key(keyed.masking_key)).code is ErrorCode.KEY_INVALID


@pytest.mark.parametrize("text", ["0123456789abcdef" * 4, "0123456789ABCDEF" * 4 + "\n"])
def test_a_masking_key_may_end_with_a_line_feed_and_be_in_either_case(keyed, text):
    keyed.masking_key.write_text(text)

    assert read_masking_key(keyed.masking_key) == bytes.fromhex("0123456789abcdef" * 4)


# Shown to nobody


def everything_said(error: BaseException) -> str:
    """What a log with the local variables of each frame, a pickle and the chain of causes would show."""
    texts = [repr(pickle.loads(pickle.dumps(error)))]
    while error is not None:
        texts += [str(error), "".join(traceback.format_exception(error))]
        here = sys.modules[__name__].__file__
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if frame.f_code.co_filename != here:
                texts.append(repr(frame.f_locals))
        error = error.__cause__ or error.__context__
    return "\n".join(texts)


def test_no_error_shows_key_material_not_even_with_local_variables(keyed):
    secret_half = keyed.masking_key.read_text()[:40]
    keyed.masking_key.write_text(secret_half)
    broken_pem = keyed.signing_key.read_text().replace("END PRIVATE KEY", "END")
    keyed.signing_key.write_text(broken_pem)
    line = broken_pem.splitlines()[1]

    said = everything_said(refusal(lambda: read_masking_key(keyed.masking_key)))
    said += everything_said(refusal(lambda: FileSigner(keyed.signing_key).sign(b"x")))

    assert secret_half not in said
    assert line not in said


def test_what_holds_keys_shows_only_where_they_lie(keyed):
    signer = FileSigner(keyed.signing_key)
    signer.sign(b"x")

    assert repr(signer) == f"FileSigner({keyed.signing_key})"
    assert repr(FileVerifier(keyed.public_keys)) == f"FileVerifier({keyed.public_keys})"
    assert vars(signer) == {"_path": keyed.signing_key}


# Derived


def test_derived_keys_are_hkdf_sha256():
    # RFC 5869, test case 3: no salt, no info.
    okm = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"

    assert derive(b"\x0b" * 22, "", 42).hex() == okm


def test_each_use_has_a_key_of_its_own():
    master = bytes(range(32))

    assert len({derive(master, info) for info in ("", "label", "labels", "Label")}) == 4
    assert derive(master, "label") == derive(master, "label") != derive(bytes(32), "label")
    assert len(derive(master, "label", 16)) == 16
    assert keys.derive(master, "label")[:16] == derive(master, "label", 16)
