"""Every metric of Lakou, declared in one place: one registry a node. Labels come from closed lists, never from people."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Metrics:
    """The metrics of one node."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._declare_streams(self.registry)
        self._declare_consumers(self.registry)
        self._declare_pages(self.registry)
        self._declare_link(self.registry)
        self._declare_hub(self.registry)

    def _declare_streams(self, registry: CollectorRegistry) -> None:
        self.outbox_pending = Gauge(
            "lakou_outbox_pending",
            "Recorded events that a reader has not passed yet",
            ["service", "stream"],
            registry=registry,
        )
        self.outbox_oldest_pending = Gauge(
            "lakou_outbox_oldest_pending_seconds",
            "Age of the oldest recorded event that a reader has not passed yet",
            ["service", "stream"],
            registry=registry,
        )
        self.outbox_head = Gauge(
            "lakou_outbox_head", "Last sequence recorded by a service", ["service", "stream"], registry=registry
        )
        self.outbox_published = Counter(
            "lakou_outbox_published", "Events that the broker has confirmed", ["service", "stream"], registry=registry
        )
        self.outbox_publish_failures = Counter(
            "lakou_outbox_publish_failures",
            "Batches that the broker did not confirm",
            ["service", "stream", "reason"],
            registry=registry,
        )
        self.relay_batch_seconds = Histogram(
            "lakou_relay_batch_seconds",
            "Time until the broker has confirmed one batch",
            ["service"],
            registry=registry,
            buckets=(0.01, 0.05, 0.2, 1, 5, 20),
        )
        self.outbox_resent = Counter(
            "lakou_outbox_resent", "Events sent again to one consumer that asked", ["service", "stream"], registry=registry
        )
        self.amqp_connected = Gauge(
            "lakou_amqp_connected", "1 while a part of the transport is connected to the broker", ["worker"], registry=registry
        )

    def _declare_consumers(self, registry: CollectorRegistry) -> None:
        self.events_handled = Counter(
            "lakou_events_handled",
            "Events by outcome: ok, duplicate, retry, parked",
            ["service", "type", "outcome"],
            registry=registry,
        )
        self.event_handle_seconds = Histogram(
            "lakou_event_handle_seconds",
            "Time to apply one batch of events",
            ["service"],
            registry=registry,
            buckets=(0.005, 0.02, 0.1, 0.5, 2, 10, 60),
        )
        self.event_end_to_end_seconds = Histogram(
            "lakou_event_end_to_end_seconds",
            "From the commit of an event at its source to its effect here",
            ["service"],
            registry=registry,
            buckets=(0.05, 0.2, 1, 5, 30, 300, 3600, 86400),
        )
        self.schema_unknown = Counter(
            "lakou_schema_unknown", "Events parked since their type or version is not known here", ["service"], registry=registry
        )
        self.consumer_last_success = Gauge(
            "lakou_consumer_last_success_timestamp",
            "When a service last applied an event",
            ["service"],
            registry=registry,
        )
        self.consumer_paused = Gauge(
            "lakou_consumer_paused", "1 when a consumer stopped after a mass failure", ["service"], registry=registry
        )
        self.retry_depth = Gauge(
            "lakou_retry_depth",
            "Streams that are held up by an event which failed and is tried again",
            ["service"],
            registry=registry,
        )
        self.park_depth = Gauge("lakou_park_depth", "Parked events that wait for an operator", ["service"], registry=registry)
        self.park_oldest = Gauge(
            "lakou_park_oldest_seconds", "Age of the oldest parked event, 0 without any", ["service"], registry=registry
        )

    def _declare_pages(self, registry: CollectorRegistry) -> None:
        self.requests = Counter(
            "lakou_http_requests", "Requests by route and status", ["service", "route", "status"], registry=registry
        )
        self.request_seconds = Histogram(
            "lakou_http_request_seconds",
            "Time to answer",
            ["service"],
            registry=registry,
            buckets=(0.005, 0.02, 0.1, 0.5, 2, 10),
        )
        self.loop_blocked = Gauge(
            "lakou_loop_blocked_seconds", "Longest time the event loop was held in the last minute", registry=registry
        )
        self.open_transaction = Gauge(
            "lakou_database_open_transaction_seconds",
            "Age of the oldest transaction that holds the writers of a service up, 0 without any",
            ["service"],
            registry=registry,
        )
        self.disk_free = Gauge("lakou_disk_free_bytes", "Free space where the data of this node are", registry=registry)
        self.sign_ins = Counter("lakou_sign_ins", "Attempts to sign in by outcome", ["outcome"], registry=registry)

    def _declare_link(self, registry: CollectorRegistry) -> None:
        self.link_last = Gauge("lakou_link_last_seq", "Last fact recorded by this node", ["node"], registry=registry)
        self.link_acked = Gauge("lakou_link_acked_seq", "Last fact that the hub has acknowledged", ["node"], registry=registry)
        self.link_bytes = Counter("lakou_link_bytes", "Bytes sent to the hub, compressed", ["node"], registry=registry)
        self.link_acked_at = Gauge(
            "lakou_link_ack_timestamp", "When the hub last acknowledged this node", ["node"], registry=registry
        )
        self.link_resends = Counter(
            "lakou_link_resends", "Times that the hub asked again for facts sent before", ["node"], registry=registry
        )
        self.link_paused = Gauge("lakou_link_paused", "1 while an operator holds the link", ["node"], registry=registry)
        self.link_held_back = Gauge(
            "lakou_link_held_back", "1 while facts wait for a hub that cannot read them yet", ["node"], registry=registry
        )
        self.clock_skew = Gauge(
            "lakou_clock_skew_seconds", "How far the hub's clock is before ours, at its last answer", ["node"], registry=registry
        )
        self.certificate_expiry = Gauge(
            "lakou_tls_cert_expiry_timestamp", "When a certificate of the link, or of the pages, ends", ["cert"], registry=registry
        )

    def _declare_hub(self, registry: CollectorRegistry) -> None:
        self.hub_heard = Gauge("lakou_hub_last_message_timestamp", "When the hub last heard a node", ["node"], registry=registry)
        self.hub_seen = Gauge("lakou_hub_max_seen_seq", "Last fact that a node says to have", ["node"], registry=registry)
        self.hub_epoch = Gauge("lakou_hub_node_epoch", "Epoch of a node's facts at the hub", ["node"], registry=registry)
        self.hub_applied = Gauge("lakou_hub_applied_seq", "Last fact of a node that the hub applied", ["node"], registry=registry)
        self.hub_hold = Gauge(
            "lakou_hub_hold_depth", "Facts of a node that came before their turn and wait", ["node"], registry=registry
        )
        self.hub_skew = Gauge(
            "lakou_hub_node_clock_skew_seconds", "How far a node finds its clock behind the hub's", ["node"], registry=registry
        )
        self.hub_rejected = Counter("lakou_hub_rejected", "Batches that the hub refused", ["node", "reason"], registry=registry)
        self.hub_digest_mismatch = Gauge(
            "lakou_hub_digest_mismatch", "1 when hub and node do not hold the same history", ["node"], registry=registry
        )
