"""How a gate makes a synthetic copy: it learns from the masked rows first, and then invents as many."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pyarrow as pa

from airflow_gov_provider.core.datasets import Batch, Place
from airflow_gov_provider.core.errors import ErrorCode, MaskingError
from airflow_gov_provider.core.masking.apply import NOTHING_BESIDE
from airflow_gov_provider.core.masking.categories import Categories
from airflow_gov_provider.core.masking.plans import ColumnMask, MaskingPlan
from airflow_gov_provider.core.policy.methods import Hash, Synthesize
from airflow_gov_provider.gates.ports import GatePorts, TakenIn
from airflow_gov_provider.gates.requests import Judgement

Change = Callable[[Batch], pa.RecordBatch]


def inventing(
    judged: Judgement,
    plan: MaskingPlan,
    taken: TakenIn,
    ports: GatePorts,
    *,
    mask: Change,
    categories: Categories,
) -> Change:
    """Changes each batch into as many invented rows.

    :param mask: what masks a batch. :raises MaskingError: ``MASKING_UNSUPPORTED`` where no safe table can be
        invented.
    """
    _refuse_rows(plan)
    # Loads scikit-learn's part of the core, which other gates do not need.
    from airflow_gov_provider.core.masking.synthesis.tables import SyntheticTable

    table = SyntheticTable.learned(
        (mask(batch) for batch in taken.batches() if batch.place is Place.VALUES),
        plan,
        ports.masker,
        categories,
        seed=seed_of(judged, plan, ports),
    )
    numbers = count()
    return lambda batch: table.batch(mask(batch), next(numbers))


def _refuse_rows(plan: MaskingPlan) -> None:
    """Formats are rewritten batch by batch, each as long as it was."""
    if plan.synthesis is not None and plan.synthesis.rows is not None:
        raise MaskingError(
            ErrorCode.MASKING_UNSUPPORTED,
            "a synthetic copy has as many rows as its source",
            where=f"{Synthesize.word}: rows",
            hint="leave the setting out in the policy",
        )


def seed_of(judged: Judgement, plan: MaskingPlan, ports: GatePorts) -> int:
    """128 bits by key from the run and its data: a retry invents the same rows, nobody else can."""
    asked = f"{judged.request.request_id} {judged.snapshot.fingerprint}"
    by_key = ColumnMask(Synthesize.word, Hash(), Synthesize.word, ())
    digest = ports.masker.mask(pa.array([asked]), by_key, plan.boundary, NOTHING_BESIDE)
    return int(str(digest[0])[:32], 16)
