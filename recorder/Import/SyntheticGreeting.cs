namespace QmpFuzz.Recorder.Import;

/// <summary>The greeting for a log that has none; without one a session could be neither replayed nor checked.</summary>
internal static class SyntheticGreeting
{
    public const string Note = "synthetic: the greeting; the log has none, so its version and capabilities are not the server's";
    public const string MissingNote = "the log begins inside the session: greeting and negotiation are missing";

    /// <summary>Offers <c>oob</c> if the client went on to enable it.</summary>
    public static ReadOnlySpan<byte> Before(string negotiation) => negotiation.Contains("\"oob\"", StringComparison.Ordinal)
        ? "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 0, \"minor\": 0, \"major\": 0}, \"package\": \"synthetic\"}, \"capabilities\": [\"oob\"]}}\r\n"u8
        : "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 0, \"minor\": 0, \"major\": 0}, \"package\": \"synthetic\"}, \"capabilities\": []}}\r\n"u8;

    /// <summary>This is the client's first command after a greeting.</summary>
    public static bool BelongsBefore(string command) => command.Contains("\"qmp_capabilities\"", StringComparison.Ordinal);
}
