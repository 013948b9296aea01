"""pmnet: a network of freelance project managers, carried by nothing but a shared git repository."""

__version__ = "0.1.0"
