"""Questions that screens ask while somebody is thinking: is this a rule, how many, since when, who."""
