"""The commands, a module each: what they take, what they print, how they exit."""
