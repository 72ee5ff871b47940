"""A gate whose policy says synthesize: it publishes rows of nobody, or nothing."""

import numpy as np
import pyarrow as pa
import pytest

from airflow_gov_provider.core.attestation.statement import Outcome
from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.masking.plans import MaskingPlan
from airflow_gov_provider.core.policy.methods import Synthesize
from airflow_gov_provider.gates.run import run_gate
from airflow_gov_provider.gates.synthesizing import inventing
from tests.fakes.world import POLICY, Policies, World, bytes_table, request

SYNTHESIZED = POLICY.replace("effect: mask}", "effect: mask, method: synthesize}")


def customers(rows):
    chance = np.random.default_rng(3)
    return pa.table(
        {
            "email": [f"person{at}@example.com" for at in range(rows)],
            "plan": chance.choice(["basic", "plus"], rows),
            "spent": np.round(chance.lognormal(3, 1, rows), 2),
        }
    )


def gate_of(rows):
    world = World(policies=Policies(SYNTHESIZED))
    world.storage.put("s3://lake/customers/", customers(rows))
    return world


def copied(world):
    (data,) = world.storage.data["s3://ml-dev/customers/"].values()
    return bytes_table(data)


def test_the_copy_has_the_columns_of_the_source_and_none_of_its_rows():
    world, source = gate_of(1_200), customers(1_200)
    assert run_gate(request(), world.ports).outcome is Outcome.PASS_MASKED
    copy = copied(world)
    assert copy.schema.names == source.schema.names
    assert copy.num_rows == source.num_rows
    assert not set(copy["email"].to_pylist()) & set(source["email"].to_pylist())
    pairs = [set(zip(t["plan"].to_pylist(), t["spent"].to_pylist(), strict=True)) for t in (source, copy)]
    assert not pairs[0] & pairs[1]


def test_a_retry_invents_the_same_rows_and_another_run_others():
    copies = []
    for run in ("a", "a", "b"):
        world = gate_of(1_000)
        run_gate(request(run_id=run), world.ports)
        copies.append(copied(world))
    assert copies[0].equals(copies[1])
    assert not copies[0].equals(copies[2])


def test_of_a_small_table_nothing_is_published():
    world = gate_of(999)
    with pytest.raises(MaskingError, match="too small") as caught:
        run_gate(request(), world.ports)
    assert caught.value.code is ErrorCode.MASKING_UNSUPPORTED
    assert "s3://ml-dev/customers/" not in world.storage.data


def test_another_number_of_rows_is_refused_rather_than_ignored():
    plan = MaskingPlan("a->b", (), frozenset(), Synthesize(rows=5))
    with pytest.raises(MaskingError, match="as many rows") as caught:
        inventing(None, plan, None, None, mask=None, categories=None)
    assert caught.value.code is ErrorCode.MASKING_UNSUPPORTED
