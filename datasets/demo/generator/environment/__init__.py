"""The environment by the hour: air, weather, water levels, noise, energy and water use."""
