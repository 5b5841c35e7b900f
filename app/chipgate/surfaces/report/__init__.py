"""The report of a catalog as one page of HTML that needs nothing else: what is counted, drawn and written on it."""
