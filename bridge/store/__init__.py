"""What is kept, and how it is changed: `work` says what a store can do, `memory` and `sql` do it."""
