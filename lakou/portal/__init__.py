"""The shell that pages live in: layout, navigation, accounts and sign-in, audit log, static files."""
