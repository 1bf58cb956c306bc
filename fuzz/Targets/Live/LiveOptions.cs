namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>How a server that runs by itself is treated.</summary>
public sealed record LiveOptions
{
    /// <summary>So long may an answer take before the server counts as hung.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A server that we started is replaced after so many testcases; null: only when it ended.</summary>
    public int? RestartEvery { get; init; }

    /// <summary>A server that we started is also replaced behind each testcase that may have changed its machine.</summary>
    public bool KeepsMachineFresh { get; init; }

    /// <summary>Commands that end or change the machine may be sent to a server that we did not start.</summary>
    public bool AllowDestructive { get; init; }

    /// <summary>Clients under test that are started ahead of their turn.</summary>
    public int ClientsAhead { get; init; } = 1;

    /// <summary>Memory in bytes that a client may hold beyond what is usual for it.</summary>
    public long ClientGrowth { get; init; } = 192 << 20;

    /// <summary>Recordings whose servers a client under test meets first; none: the built-in server.</summary>
    public IReadOnlyList<string> Recordings { get; init; } = [];

    /// <summary>Commands that reach the host may be sent.</summary>
    public bool AllowHostAccess { get; init; }
}
