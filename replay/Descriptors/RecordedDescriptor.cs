namespace QmpFuzz.Replay.Descriptors;

/// <summary>A file descriptor that a recorded client passed: all that is known of it is what it was used for.</summary>
/// <param name="Name">What the client called it: <c>fdname</c> of getfd, <c>opaque</c> of add-fd; null if it did not.</param>
/// <param name="IsFile">It went into a set of descriptors, which files are opened from.</param>
internal sealed record RecordedDescriptor(string? Name, bool IsFile);
