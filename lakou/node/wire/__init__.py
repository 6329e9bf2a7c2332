"""The link between machines: the node dials out to its own vhost at the hub's RabbitMQ, over TLS, with a certificate of its own.

Nothing here decides what is counted: batches, watermarks and acknowledgements are those of `lakou.node.link` and `lakou.node.hub`,
over a wire that may lose, repeat or reorder.
"""
