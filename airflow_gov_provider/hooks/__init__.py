"""Airflow's connections resolved and handed to the stores."""
