using System.Collections.Immutable;

namespace QmpFuzz.Replay.Binding;

/// <summary>One step down into a JSON value: a member, or an element where the name is null.</summary>
internal readonly record struct PathStep(string? Name, int Index);

/// <summary>A value that the server made up, and where the recording shows it first: a leaf of one of its messages.</summary>
/// <param name="Session">Which of the sessions that are played together.</param>
/// <param name="Message">Number of the message in that session.</param>
/// <param name="At">When it came, on the clock that the sessions share.</param>
/// <param name="Path">The way from the message to the leaf.</param>
/// <param name="Key">The value.</param>
internal sealed record ValueSource(int Session, int Message, TimeSpan At, ImmutableArray<PathStep> Path, ValueKey Key)
{
    public bool IsInList => Path.Any(step => step.Name is null);
}

/// <summary>What a value is found again by: a text alone, a number together with the member's name.</summary>
internal readonly record struct ValueKey(string? NumberName, string Text);

/// <summary>A part of a text (or all of a number) that came from the server.</summary>
internal sealed record BoundPiece(int Start, int Length, ValueKey Key);

/// <summary>A string or number in a command's arguments; offsets count in all that the client of the session sent.</summary>
internal sealed record BoundToken(long Offset, int Length, string Text, bool IsNumber, ImmutableArray<BoundPiece> Pieces)
{
    public long End => Offset + Length;
}
