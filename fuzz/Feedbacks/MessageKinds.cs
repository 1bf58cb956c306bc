namespace QmpFuzz.Fuzz.Feedbacks;

/// <summary>What kind of message some bytes are, told by a glance: enough to tell protocol states apart, no judgement.</summary>
internal static class MessageKinds
{
    public static int OfClient(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOf("cap"u8) >= 0)
        {
            return 1;                                       // qmp_capabilities, qmp_capability_enable, a bare selection
        }

        return bytes.IndexOf("exec-oob"u8) >= 0 ? 2
            : bytes.IndexOf("execute"u8) >= 0 ? 3
            : bytes.IndexOfAnyInRange((byte)0, (byte)8) >= 0 || bytes.Contains((byte)0xFF) ? 4
            : 5;
    }

    /// <summary>The kind of the last line.</summary>
    public static int OfServer(ReadOnlySpan<byte> bytes) => OfLine(bytes[(bytes.TrimEnd("\r\n"u8).LastIndexOf((byte)'\n') + 1)..]);

    /// <summary>The kind of one line.</summary>
    public static int OfLine(ReadOnlySpan<byte> line) =>
        line.StartsWith("{\"return\""u8) ? 1
        : line.StartsWith("{\"error\""u8) || line.StartsWith("{\"id\""u8) ? 2
        : line.StartsWith("{\"QMP\""u8) ? 3
        : line.StartsWith("{\"timestamp\""u8) || line.StartsWith("{\"event\""u8) ? 4
        : 5;
}
