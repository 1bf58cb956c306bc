namespace QmpFuzz.Qmp.Rules;

/// <summary>How a client gets to command mode.</summary>
internal enum NegotiationKind
{
    /// <summary>There is nothing to negotiate.</summary>
    None,

    /// <summary>With qmp_capabilities, once.</summary>
    Command,

    /// <summary>With qmp_switch_mode, and back again.</summary>
    Modes,

    /// <summary>With a bare { "capabilities": […] }, once.</summary>
    Selection,
}

/// <summary>Which replies may come before their turn.</summary>
internal enum OvertakingKind
{
    None,

    /// <summary>Those of exec-oob, where "oob" was enabled.</summary>
    OutOfBand,

    /// <summary>Those of asynchronous commands, where "async" was chosen.</summary>
    Async,
}

/// <summary>
/// What the rules must know of a dialect, in the words of its specification. It is written down apart from the dialect that
/// the server speaks, so that a slip in one shows as a violation.
/// </summary>
internal sealed record DialectRules(string Name)
{
    public NegotiationKind Negotiation { get; init; } = NegotiationKind.Command;

    public OvertakingKind Overtaking { get; init; }

    /// <summary>The member or argument string that a client chooses overtaking with; empty if it cannot.</summary>
    public byte[] OvertakingCapability { get; init; } = [];

    /// <summary>Commands whose replies may overtake.</summary>
    public IReadOnlyList<byte[]> AsyncCommands { get; init; } = [];

    public bool ErrorsHaveData { get; init; }

    public bool GreetsWithVersion { get; init; } = true;

    public bool SendsEvents { get; init; } = true;

    /// <summary>U+FFFE and its like are text, and C0 80 is none (RFC 8259).</summary>
    public bool IsStrictJson { get; init; }

    /// <summary>The command whose answer has 0xFF in front; empty if there is none.</summary>
    public byte[] DelimitedCommand { get; init; } = [];

    /// <summary>Commands that are answered only when they fail.</summary>
    public IReadOnlyList<byte[]> SilentCommands { get; init; } = [];

    /// <summary>Messages that may be taken and not answered, where nothing overtakes.</summary>
    public int InFlightLimit { get; init; } = 1;

    /// <summary>The same where replies may overtake: what queues up, and the one that runs. QEMU's queue takes 8.</summary>
    public int OvertakingInFlightLimit { get; init; } = 9;

    /// <summary>Where the specification says nothing the server does what QEMU does: how what is no JSON is cut into messages, and that it closes.</summary>
    public bool ActsAsQemu { get; init; }

    /// <summary>Lines end in LF alone.</summary>
    public bool EndsInLf { get; init; }

    /// <summary>What a client left unfinished is still there for the next one.</summary>
    public bool KeepsUnfinishedInput { get; init; }

    public IReadOnlyList<KnownDeviation> KnownDeviations { get; init; } = [];

    private static readonly DialectRules Qemu = new("qemu")
    {
        Overtaking = OvertakingKind.OutOfBand,
        OvertakingCapability = "oob"u8.ToArray(),
        KnownDeviations = KnownDeviation.All,
    };

    private static readonly DialectRules[] All =
    [
        Qemu,
        new("negotiation-2010") { ErrorsHaveData = true },
        new("handshake-2010") { ErrorsHaveData = true, Negotiation = NegotiationKind.Modes, GreetsWithVersion = false, SendsEvents = false },
        new("offer-select-2010") { ErrorsHaveData = true, Negotiation = NegotiationKind.Selection },
        new("async-2017")
        {
            Overtaking = OvertakingKind.Async,
            OvertakingCapability = "async"u8.ToArray(),
            AsyncCommands = ["screendump"u8.ToArray()],
            InFlightLimit = 65,                             // "several calls may be outstanding"; the backlog is bounded
            OvertakingInFlightLimit = 65,
        },
        new("strict") { Overtaking = OvertakingKind.OutOfBand, OvertakingCapability = "oob"u8.ToArray(), IsStrictJson = true },
        new("qga")
        {
            Negotiation = NegotiationKind.None,
            SendsEvents = false,
            EndsInLf = true,
            DelimitedCommand = "guest-sync-delimited"u8.ToArray(),
            SilentCommands = ["guest-shutdown"u8.ToArray(), "guest-suspend-disk"u8.ToArray(), "guest-suspend-ram"u8.ToArray(), "guest-suspend-hybrid"u8.ToArray()],
            KeepsUnfinishedInput = true,
            KnownDeviations = [KnownDeviation.Infinity],
        },
    ];

    /// <summary>The rules of that dialect; those of today's QEMU for a name that nobody knows.</summary>
    public static DialectRules Of(string name) => Array.Find(All, dialect => dialect.Name == name) ?? Qemu;

    public bool Knows(KnownDeviation deviation) => KnownDeviations.Contains(deviation);
}
