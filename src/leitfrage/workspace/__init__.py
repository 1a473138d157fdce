"""The workspace in the browser: customers, conversations, preparation, letters and promises, on Django.

Everything that thinks stands in the rooms below; this room keeps, shows and lets people correct. Nothing below imports it.
"""
