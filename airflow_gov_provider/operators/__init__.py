"""Airflow operators: thin skins over the gate."""
