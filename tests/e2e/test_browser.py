"""What the approver sees and does, in a real browser. The pictures land in ``docs/images`` (anew with ``REWRITE_GOLDEN_FILES=1``)."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from demo import data
from demo.stage import OFFICER

pytestmark = [pytest.mark.e2e, pytest.mark.browser]

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
DAG, GATE = "fraud_training_raw", "gate_raw"
PATIENCE = 180.0
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture
def page(stage):
    """A browser in which the approver has logged in."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("CI has to install Chromium: the approver's screen must be seen")
        pytest.skip("no Chromium on this machine")  # a newcomer may lack it; CI may not
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1360, "height": 1400}, color_scheme="light")
        page.set_default_timeout(60_000)
        page.goto(stage.airflow.url)
        page.fill("input[name=username]", OFFICER)
        page.fill("input[name=password]", stage.airflow.passwords[OFFICER])
        page.press("input[name=password]", "Enter")
        page.wait_for_load_state("networkidle")
        yield page
        browser.close()


def picture(page, name: str) -> None:
    """Keep what is on the screen, for the README: when it is asked for, not at every run."""
    page.wait_for_load_state("networkidle")
    shot, kept = page.screenshot(), IMAGES / f"{name}.png"
    if os.environ.get("REWRITE_GOLDEN_FILES") or not kept.exists():
        IMAGES.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(shot)


def test_the_approver_reads_decides_and_the_run_finishes(stage, engineer, lake, await_dag, page):
    customers = data.customers(2_000)
    await_dag(DAG)
    run_id = engineer.trigger(DAG, lake.put(customers))
    engineer.wait_for_task(DAG, run_id, GATE, {"awaiting_input"}, timeout=PATIENCE)
    engineer.wait_for_task(DAG, run_id, "train_masked", {"success"}, timeout=PATIENCE)
    stage.airflow.settle(DAG, run_id, GATE)

    page.goto(f"{stage.airflow.url}/dags/{DAG}/runs/{run_id}/tasks/{GATE}/required_actions")
    page.get_by_text("asks, by task").wait_for()
    text = page.inner_text("body")
    for seen in ("zone staging", "zone development", "EMAIL_ADDRESS", "CREDIT_CARD", "2,000 rows"):
        assert seen in text, seen
    shown = page.content()
    names = ("email", "card_number", "ssn", "full_name")
    assert not [value for name in names for value in set(customers[name].to_pylist()) if value in shown]
    picture(page, "waiting-gate")

    until = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    page.fill("#element_justification", "The card rules can only be validated on real numbers.")
    page.fill("#element_expires_on", until)
    page.click("button:has-text('Approve')")
    assert engineer.wait_for_run(DAG, run_id, PATIENCE) == "success"
    page.goto(f"{stage.airflow.url}/dags/{DAG}/runs/{run_id}")
    page.get_by_text("gate_raw").first.wait_for()
    picture(page, "finished-run")


def test_required_actions_list_shows_what_waits(stage, engineer, lake, await_dag, page):
    await_dag(DAG)
    run_id = engineer.trigger(DAG, lake.put(data.customers(300)))
    engineer.wait_for_task(DAG, run_id, GATE, {"awaiting_input"}, timeout=PATIENCE)
    stage.airflow.settle(DAG, run_id, GATE)
    page.goto(f"{stage.airflow.url}/required_actions?response_received=false")
    page.get_by_text("May raw data go staging").first.wait_for()
    engineer.mark(DAG, run_id, GATE, "failed")
