"""The demo city on one machine: its files made once, taken in like any city's, served, and kept alive."""
