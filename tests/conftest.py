pytest_plugins = ["tests.private.plugin"]
