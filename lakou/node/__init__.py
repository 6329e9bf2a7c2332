"""The composition root: which services run in this process, how events travel, the link to the hub."""
