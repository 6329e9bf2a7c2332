pytest_plugins = ["tests.private.plugin", "tests.browser.plugin"]
