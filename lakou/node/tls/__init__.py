"""Pages over TLS: the node's own authority, the certificate it shows, and how a phone comes to trust it."""
