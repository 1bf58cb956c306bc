namespace QmpFuzz.Qmp.Dialects;

/// <summary>What differs between the QMP of the years, as data. One value a dialect; nothing else asks which year it is.</summary>
public sealed record ProtocolDialect
{
    /// <summary>What <c>--dialect</c> and the header of a session call it.</summary>
    public required string Name { get; init; }

    /// <summary>Capabilities that the greeting offers.</summary>
    public required IReadOnlyList<string> Capabilities { get; init; }

    /// <summary>A command that outlives its client is answered to the next one of that monitor: what QEMU does, against the rules.</summary>
    public bool RepliesToNextClient { get; init; }

    /// <summary>QEMU 2.12 to today, byte-exact to 7.2.</summary>
    public static ProtocolDialect Qemu { get; } = new() { Name = "qemu", Capabilities = ["oob"], RepliesToNextClient = true };

    /// <summary>Every dialect that the server speaks, in the order in which help lists them.</summary>
    public static IReadOnlyList<ProtocolDialect> All { get; } = [Qemu];

    /// <summary>The dialect of that name, or null.</summary>
    public static ProtocolDialect? Find(string name) => All.FirstOrDefault(dialect => dialect.Name == name);
}
