"""Addresses of offices and programs, told from mailboxes that somebody opened for himself."""

from __future__ import annotations

import pytest

from airflow_gov_provider.core.detection.recognizers.roles import is_role

ROLES = [
    "info@example.com", "info@mail.example.com", "info@web.example.co.uk", "info2@example.com",
    "noreply@gmail.com", "postmaster@web.de", "no-reply@yahoo.co.uk", "sales@me.example.org",
]  # fmt: skip
SOMEBODYS = [
    "info@gmail.com", "office@gmx.de", "sales@yahoo.co.uk", "contato@uol.com.br", "admin@mail.ru",
    "ann@example.com", "team4711@example.com", "info+ann.example@example.com",
]  # fmt: skip


@pytest.mark.parametrize("address", ROLES)
def test_an_office_or_a_program_is_a_role(address):
    assert is_role(address)


@pytest.mark.parametrize("address", SOMEBODYS)
def test_a_mailbox_where_anybody_opens_one_is_somebodys(address):
    assert not is_role(address)


def test_a_name_before_an_offices_address_is_a_person(types):
    assert types("c0", ["Jane Doe <info@example.com>", "Sales Team <sales@example.com>"]) == {"PERSON"}
    assert types("c0", ["Sales Team <sales@example.com>", "Example GmbH <info@example.com>"]) == set()
    assert types("c0", ["info@gmail.com"]) == {"EMAIL_ADDRESS"}
