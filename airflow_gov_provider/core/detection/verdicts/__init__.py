"""The verdict on a column: by its values, its header and its neighbours."""
