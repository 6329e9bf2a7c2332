"""The documents of docs/ that are written from the code: who may pass, settings, metrics, OpenAPI, AsyncAPI."""
