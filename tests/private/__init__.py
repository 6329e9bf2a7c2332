"""Private servers for a test run: RabbitMQ and PostgreSQL on free loopback ports, in a folder that goes away with the run."""
