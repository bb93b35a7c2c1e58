"""The operations centre's wall: dashboards in rotation, alerts, links that expire, a phone as its remote control."""
