"""Faults: processes killed, stopped and restarted; nothing lost, nothing twice."""
