"""Deciding: desired x existing -> Plan. Pure: the same inputs give the same plan, byte for byte."""
