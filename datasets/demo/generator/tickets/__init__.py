"""The hotline: service tickets and the calls that bring most of them."""
