"""Airflow sensors that wait for verdicts, never for task states."""
