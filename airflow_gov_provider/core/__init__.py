"""Ring 1: values in, values out. No Airflow, no I/O, no clock, no environment, no randomness of its own."""
