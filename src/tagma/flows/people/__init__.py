"""People as screens show them: pages of all customers, and everything about one."""
