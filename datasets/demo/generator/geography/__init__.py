"""The land of the demo city: outline, districts, water, parks, roads and rails, drawn and not measured."""
