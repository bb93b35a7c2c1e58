"""Alerts: rules of the profile over metrics, evidence and freshness; what fired, and what people did about it."""
