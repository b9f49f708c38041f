"""Pictures drawn from a prompt with Pillow: the same prompt, seed and size give the same one."""
