"""Words of columns' names, by topic, in many languages. No code: ``headers`` says how they are matched."""
