"""Public safety: offences, calls for service, fires, ambulance runs, collisions, stops, arrests, force, complaints."""
