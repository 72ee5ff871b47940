"""The governance gate for data and AI pipelines on Apache Airflow 3."""

__version__ = "0.1.0"
