//! The desktop shell: pending.
