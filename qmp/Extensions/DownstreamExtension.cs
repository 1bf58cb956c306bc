using QmpFuzz.Qmp.Machine;

namespace QmpFuzz.Qmp.Extensions;

/// <summary>What a downstream wants to add to a server. The registry takes it whole, or not at all.</summary>
internal sealed record DownstreamExtension(string Domain)
{
    public IReadOnlyList<CommandSpec> Commands { get; init; } = [];

    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Error classes, each with the command that fails with it.</summary>
    public IReadOnlyList<(string Class, string Command)> Errors { get; init; } = [];

    /// <summary>There may be none; they stand here to be refused.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>A greeting of its own, as JSON; null leaves the server's.</summary>
    public string? Greeting { get; init; }
}
