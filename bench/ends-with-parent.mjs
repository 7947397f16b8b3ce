// Loaded before each part of the bench: a part whose parent was killed must not live on.
process.on('disconnect', () => process.exit(1));
