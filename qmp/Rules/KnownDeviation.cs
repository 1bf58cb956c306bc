namespace QmpFuzz.Qmp.Rules;

/// <summary>What a real server is known to do against a rule: reported as known, not as new. Where it applies is as narrow as a transcript allows.</summary>
public sealed record KnownDeviation(string Name, string Rule, string Target, string Reason)
{
    /// <summary>JSON has no infinity; QEMU prints doubles with <c>%.17g</c>. Applies to a bare inf or nan in a line that is JSON apart from it.</summary>
    public static KnownDeviation Infinity { get; } =
        new("infinity", "one-json-line", "qemu 7.2", "an id of 1e999 comes back as inf, which is not JSON");

    /// <summary>Applies to one reply for each client that left, with the id of a command of it that was not answered, on the same monitor.</summary>
    public static KnownDeviation StaleReply { get; } =
        new("stale-reply", "answered-once", "qemu 7.2", "the reply of a command that ran at the disconnect goes to the next client");

    /// <summary>Applies to the only yank of the transcript, if it was in turn when the connection that it came from was closed.</summary>
    public static KnownDeviation OwnYank { get; } =
        new("own-yank", "answered-once", "qemu 7.2", "a yank of the monitor's own connection closes it without a reply");

    /// <summary>Applies to a connection with "oob" enabled that the server closed after the client's half-close.</summary>
    public static KnownDeviation EndOfInput { get; } =
        new("end-of-input", "answered-once", "qemu 7.2", "with oob the end of the input is read at once, and commands that were sent before it get no reply");

    public static IReadOnlyList<KnownDeviation> All { get; } = [Infinity, StaleReply, OwnYank, EndOfInput];
}
