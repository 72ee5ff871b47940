"""The verbs of `airflow governance` and `python -m airflow_gov_provider`."""
