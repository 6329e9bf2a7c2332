"""Reading sheets that strangers made: bounded, measured before they are parsed, known by their content and never by their name."""
