"""Another project that installs `deadlines` and has never heard of the product around it."""
