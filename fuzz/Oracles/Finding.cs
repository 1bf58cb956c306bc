using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>What an oracle found wrong, for somebody who has to fix it.</summary>
public sealed record Finding
{
    /// <summary>The same bug has the same signature, whatever input shows it.</summary>
    public required Signature Signature { get; init; }

    /// <summary>What should have happened, and who says so.</summary>
    public required string Expected { get; init; }

    /// <summary>What happened instead.</summary>
    public required string Came { get; init; }

    /// <summary>Where: monitor and line of a conversation, or the place in the source.</summary>
    public required string Place { get; init; }

    /// <summary>Everything there is to know about it: the stack, or the sentence of the specification.</summary>
    public string Details { get; init; } = "";
}
