"""Signing in with a password; signing out."""
