"""What comes in through the API and the forms, and what goes out. Unknown fields are refused."""
