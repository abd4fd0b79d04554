"""How good the product is, measured on labelled data; and how its weights were fitted."""
