"""Articles in: addresses, the network guard, fetching, feeds, pages, and the stages over them."""
