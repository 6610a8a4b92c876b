"""The Hub: the only network besides `read`."""
