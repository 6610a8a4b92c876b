"""Personal data in texts: found by form and check digits, one kind a file, and masked."""
