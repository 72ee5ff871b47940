"""A table invented anew from what can be learned of another one."""
