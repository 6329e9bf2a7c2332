"""What enrollment takes and gives: marshmallow, unknown fields refused, sentences in French."""
