namespace QmpFuzz.Qmp.Rules;

/// <summary>What a real server is known to do against a rule: reported as known, not as new.</summary>
public sealed record KnownDeviation(string Name, string Rule, string Target, string Reason)
{
    /// <summary>JSON has no infinity; QEMU prints doubles with <c>%.17g</c>.</summary>
    public static KnownDeviation Infinity { get; } =
        new("infinity", "one-json-line", "qemu 7.2", "an id of 1e999 comes back as inf, which is not JSON");

    /// <summary>A command that runs while its client leaves is answered to the next client of the monitor, once.</summary>
    public static KnownDeviation StaleReply { get; } =
        new("stale-reply", "answered-once", "qemu 7.2", "the reply of a command that ran at the disconnect goes to the next client");

    public static IReadOnlyList<KnownDeviation> All { get; } = [Infinity, StaleReply];
}
