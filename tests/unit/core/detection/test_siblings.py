"""What neighbours add: a name that may mean several things means one of them among people."""

import pytest

from airflow_gov_provider.core.detection.verdicts.declared import declared
from airflow_gov_provider.core.detection.verdicts.siblings import from_siblings
from tests.unit.core.detection.test_declared import facts

GIVEN = ["Anna", "Peter", "Maria", "Thomas", "Laura", "Daniel", "Julia", "Robert"] * 5
FAMILY = ["Ashgrove", "Elmhurst", "Oakfield", "Birchley", "Lindham", "Yewdale", "Alderby", "Hazelton"] * 5
SHOPS = [
    "Blue River",
    "Corner Books",
    "Green Fork",
    "North Pier",
    "Old Mill",
    "Red Door",
    "West End",
    "Two Oaks",
] * 5
MAILS = [f"u{n}@example.com" for n in range(40)]
PHONES = [f"555 01{n:02d}" for n in range(40)]
BORN = [f"19{n + 20}-03-12" for n in range(40)]
STREETS = [f"{n} Elm Tree Walk" for n in range(40)]
TOWNS = ["Elmstead", "Oakham", "Ashby", "Yewtree"] * 10
ZIPS = [f"{10_000 + n}" for n in range(40)]
AGES = list(range(20, 60))
SEX = ["f", "m"] * 20


def judged(**columns):
    """Column → what its neighbours add."""
    seen = [facts(name, values) for name, values in columns.items()]
    alone = [{finding.entity_type: finding for finding in declared(one, {})} for one in seen]
    more = from_siblings(seen, alone)
    return {
        one.label: {finding.entity_type for finding in each}
        for one, each in zip(seen, more, strict=True)
        if each
    }


def test_first_and_last_are_names_beside_each_other_only():
    assert judged(first=GIVEN, last=FAMILY) == {"first": {"PERSON"}, "last": {"PERSON"}}
    assert judged(first=GIVEN) == judged(last=FAMILY) == {}
    assert judged(first=PHONES, last=PHONES) == {}


@pytest.mark.parametrize("beside", [{"email": MAILS}, {"phone": PHONES}, {"dob": BORN}, {"sex": SEX}])
def test_a_bare_name_is_a_persons_beside_what_people_have(beside):
    assert judged(name=GIVEN, **beside)["name"] == {"PERSON"}


def test_shops_have_names_and_telephones_but_no_birthday():
    assert "name" not in judged(name=SHOPS, phone=PHONES, email=MAILS)
    assert judged(name=FAMILY, dob=BORN)["name"] == {"PERSON"}
    assert judged(name=GIVEN, sku=ZIPS) == {}


def test_a_bare_address_is_one_beside_people_or_the_other_parts_of_an_address():
    assert judged(address=STREETS, email=MAILS) == {"address": {"STREET_ADDRESS"}}
    assert judged(address=STREETS, city=TOWNS, zip=ZIPS) == {"address": {"STREET_ADDRESS"}}
    assert judged(address=STREETS) == judged(address=STREETS, city=TOWNS) == {}


def test_a_house_number_is_part_of_an_address_beside_its_street():
    numbers = list(range(40))
    assert judged(house_number=numbers, street_name=STREETS)["house_number"] == {"STREET_ADDRESS"}
    assert judged(house_number=numbers) == {}


TRAITS = {"city": TOWNS, "zip": ZIPS, "age": AGES, "sex": SEX}


def test_towns_ages_and_the_like_are_reported_where_rows_are_about_people():
    expected = {"city": {"LOCATION"}, "zip": {"POSTAL_CODE"}, "age": {"AGE"}, "sex": {"GENDER"}}
    assert judged(email=MAILS, **TRAITS) == expected
    assert judged(**TRAITS) == expected, "two traits that only people have"


def test_nobody_lives_in_a_table_of_shops():
    assert judged(city=TOWNS, zip=ZIPS, shop=SHOPS) == {}
    assert judged(sex=SEX, length=AGES) == {}


def test_the_number_of_a_customer_is_a_weak_identifier_beside_the_customer():
    numbers = list(range(40))
    assert judged(customer_id=numbers, email=MAILS) == {"customer_id": {"PERSON_ID"}}
    assert judged(customer_id=numbers, amount=AGES) == {}
    assert judged(order_id=numbers, email=MAILS) == {}


def test_neighbours_are_those_of_the_same_struct():
    seen = [facts("x.name", GIVEN), facts("owner.email", MAILS), facts("owner.name", GIVEN)]
    alone = [{finding.entity_type: finding for finding in declared(one, {})} for one in seen]
    assert [{f.entity_type for f in each} for each in from_siblings(seen, [{}, alone[1], {}])] == [
        set(), set(), {"PERSON"},
    ]  # fmt: skip


def test_the_evidence_says_that_neighbours_agreed():
    seen = [facts("address", STREETS), facts("email", MAILS)]
    alone = [{finding.entity_type: finding for finding in declared(one, {})} for one in seen]
    (finding,) = from_siblings(seen, alone)[0]
    assert dict(finding.evidence)["neighbours"] == 1
    assert finding.score < declared(facts("street_address", STREETS), {})[0].score


def test_an_unsure_name_is_not_believed_against_its_values():
    assert judged(name=PHONES, dob=BORN) == {}
    assert judged(address=AGES, email=MAILS) == {}
    assert judged(token=["a", "b"] * 20, email=MAILS) == {}


class Counted(dict):
    """Findings of a column that know how often somebody went through them."""

    looks = 0

    def items(self):
        self.looks += 1
        return super().items()


def test_a_wide_table_is_judged_as_its_columns_are_one_by_one_without_a_look_at_each_pair():
    kinds = {
        "first": GIVEN,
        "last": FAMILY,
        "name": GIVEN,
        "city": TOWNS,
        "age": AGES,
        "sku": ZIPS,
        "address": STREETS,
    }
    mails = [facts(f"email_{n}", MAILS) for n in range(2)]
    some = [facts(f"{kind}.{name}", values) for kind in "ab" for name, values in kinds.items()]
    columns = [*some, *mails, facts("b.last", FAMILY), facts("b.dob", BORN), facts("a.sex", SEX)]
    found = [Counted({f.entity_type: f for f in declared(one, {})}) for one in columns]

    together = from_siblings(columns, found)

    for at, one in enumerate(columns):
        # Beside the same neighbours in any order a column is the same.
        turned = [*range(at, len(columns)), *range(at)]
        again = from_siblings([columns[place] for place in turned], [found[place] for place in turned])
        assert together[at] == again[0], one.label
    assert {one.label for one, more in zip(columns, together, strict=True) if more} >= {"a.first", "b.name"}
    for each in found:
        each.looks = 0
    from_siblings(columns, found)
    assert [each.looks for each in found] == [1] * len(columns)


def test_no_column_is_its_own_neighbour():
    assert judged(first=GIVEN, age=AGES) == {}
    assert judged(email=MAILS) == {}
    assert judged(address=STREETS) == {}
    assert judged(**{"first": GIVEN, "p.last": FAMILY}) == {}
