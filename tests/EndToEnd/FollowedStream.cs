using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>What <c>tshark -z follow,tcp,raw</c> says of the first connection with data in a capture: hexadecimal lines, those of the second node behind a tab.</summary>
internal static class FollowedStream
{
    /// <summary>The bytes of the node that says "execute", and those of the other.</summary>
    public static async Task<(byte[] Client, byte[] Server)> ReadAsync(string tshark, string file)
    {
        string streams = await RunAsync(tshark, "-r", file, "-Y", "tcp.len > 0", "-T", "fields", "-e", "tcp.stream");
        string[] lines = (await RunAsync(tshark, "-r", file, "-q", "-z", $"follow,tcp,raw,{streams.Split('\n')[0].Trim()}")).Split('\n');
        IEnumerable<string> data = lines.SkipWhile(line => !line.StartsWith("Node 1", StringComparison.Ordinal)).Skip(1).TakeWhile(line => !line.StartsWith('='));
        ILookup<bool, string> nodes = data.ToLookup(line => line.StartsWith('\t'), line => line.Trim());
        (byte[] first, byte[] second) = (Bytes(nodes[false]), Bytes(nodes[true]));
        return first.AsSpan().IndexOf("\"QMP\""u8) < 0 ? (first, second) : (second, first);
    }

    private static byte[] Bytes(IEnumerable<string> lines) => Convert.FromHexString(string.Concat(lines));

    private static async Task<string> RunAsync(string tshark, params string[] arguments)
    {
        using RunningProcess run = RunningProcess.Start(tshark, arguments);
        int code = await run.WaitAsync();
        Assert.True(code == 0, run.Errors);
        return run.Output;
    }
}
