"""Entity types and the groups that policies speak of.

Entity types are Presidio's where it has one. A policy names groups or types; an unknown name is an
error, so a new recognizer's entity must be placed here (or be named in the policy by its type after
``known`` has been extended by configuration).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: Entity type → groups. Every type a detector of ours may report stands here.
GROUPS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        entity: frozenset(groups.split())
        for entity, groups in {
            # names and contact
            "PERSON": "direct_identifiers names",
            "EMAIL_ADDRESS": "direct_identifiers contact",
            "PHONE_NUMBER": "direct_identifiers contact",
            "STREET_ADDRESS": "direct_identifiers contact",
            "USERNAME": "direct_identifiers online",
            "PERSON_ID": "weak_identifiers",
            "URL": "weak_identifiers",
            "IP_ADDRESS": "direct_identifiers online",
            "MAC_ADDRESS": "direct_identifiers online",
            "DEVICE_ID": "direct_identifiers online",
            # money
            "CREDIT_CARD": "direct_identifiers financial cardholder_data",
            "IBAN_CODE": "direct_identifiers financial",
            "US_BANK_NUMBER": "direct_identifiers financial",
            "ACCOUNT_NUMBER": "direct_identifiers financial",
            "BANK_ACCOUNT": "direct_identifiers financial",
            "CRYPTO": "direct_identifiers financial",
            # issued by a state
            "US_SSN": "direct_identifiers government_ids",
            "US_ITIN": "direct_identifiers government_ids",
            "US_PASSPORT": "direct_identifiers government_ids",
            "US_DRIVER_LICENSE": "direct_identifiers government_ids",
            "UK_NHS": "direct_identifiers government_ids health",
            "UK_NINO": "direct_identifiers government_ids",
            "ES_NIF": "direct_identifiers government_ids",
            "ES_NIE": "direct_identifiers government_ids",
            "IT_FISCAL_CODE": "direct_identifiers government_ids",
            "PL_PESEL": "direct_identifiers government_ids",
            "FI_PERSONAL_IDENTITY_CODE": "direct_identifiers government_ids",
            "SG_NRIC_FIN": "direct_identifiers government_ids",
            "AU_TFN": "direct_identifiers government_ids",
            "AU_MEDICARE": "direct_identifiers government_ids health",
            "IN_AADHAAR": "direct_identifiers government_ids",
            "IN_PAN": "direct_identifiers government_ids",
            "DE_TAX_ID": "direct_identifiers government_ids",
            "DE_SOCIAL_SECURITY": "direct_identifiers government_ids",
            "KR_RRN": "direct_identifiers government_ids",
            "SE_PERSONNUMMER": "direct_identifiers government_ids",
            "TH_TNIN": "direct_identifiers government_ids",
            "TR_NATIONAL_ID": "direct_identifiers government_ids",
            "ZA_ID_NUMBER": "direct_identifiers government_ids",
            "US_MBI": "direct_identifiers government_ids health",
            "US_NPI": "direct_identifiers health",
            "NATIONAL_ID": "direct_identifiers government_ids",
            "PASSPORT": "direct_identifiers government_ids",
            "DRIVER_LICENSE": "direct_identifiers government_ids",
            "LICENSE_PLATE": "direct_identifiers vehicles",
            "VIN": "direct_identifiers vehicles",
            "HEALTH_ID": "direct_identifiers health",
            "MEDICAL_LICENSE": "direct_identifiers health",
            # special categories (GDPR Art. 9)
            "HEALTH_CONDITION": "special_category health",
            "RELIGION": "special_category",
            "ETHNICITY": "special_category",
            "POLITICAL_OPINION": "special_category",
            "TRADE_UNION_MEMBERSHIP": "special_category",
            "SEXUAL_ORIENTATION": "special_category",
            "NRP": "special_category",
            # others
            "DATE_OF_BIRTH": "quasi_identifiers",
            # Pseudonymised: nobody reads it, whoever has a list of addresses or numbers undoes it.
            "WEAK_HASH": "quasi_identifiers",
            "DATE_TIME": "weak_identifiers",
            "LOCATION": "quasi_identifiers",
            "POSTAL_CODE": "quasi_identifiers",
            "GEO": "quasi_identifiers",
            "AGE": "quasi_identifiers",
            "GENDER": "quasi_identifiers",
            "OCCUPATION": "quasi_identifiers",
            "MARITAL_STATUS": "quasi_identifiers",
            "EDUCATION": "quasi_identifiers",
            "INCOME": "quasi_identifiers",
            "SECRET": "credentials",
        }.items()
    }
)

#: Semantic join group of an entity type: values of one group get one token everywhere.
DOMAINS: Mapping[str, str] = MappingProxyType(
    {
        "PERSON": "person.name",
        "EMAIL_ADDRESS": "person.email",
        "PHONE_NUMBER": "person.phone",
        "CREDIT_CARD": "payment.card",
        "IBAN_CODE": "payment.account",
        "US_BANK_NUMBER": "payment.account",
        "ACCOUNT_NUMBER": "payment.account",
        "BANK_ACCOUNT": "payment.account",
        "US_SSN": "person.national_id",
        "NATIONAL_ID": "person.national_id",
        "DE_TAX_ID": "person.national_id",
        "DE_SOCIAL_SECURITY": "person.national_id",
        "KR_RRN": "person.national_id",
        "SE_PERSONNUMMER": "person.national_id",
        "TH_TNIN": "person.national_id",
        "TR_NATIONAL_ID": "person.national_id",
        "ZA_ID_NUMBER": "person.national_id",
    }
)


def group_names() -> frozenset[str]:
    """Every group a policy may name."""
    return frozenset(group for groups in GROUPS.values() for group in groups)


def resolve(name: str) -> frozenset[str] | None:
    """Entity types that a policy's ``name`` means: a type, a group or ``any``; None if unknown."""
    if name == "any":
        return frozenset(GROUPS)
    if name in GROUPS:
        return frozenset({name})
    members = frozenset(entity for entity, groups in GROUPS.items() if name in groups)
    return members or None


def domain(entity_type: str) -> str:
    """The semantic join group of an entity type."""
    return DOMAINS.get(entity_type, f"entity.{entity_type.lower()}")
