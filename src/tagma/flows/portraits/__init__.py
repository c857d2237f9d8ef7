"""What the portrait says of all customers: the home page, the page of a tag, the page of a segment."""
