using System.Buffers;
using System.Globalization;
using System.Text;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Server;

namespace QmpFuzz.Bench;

/// <summary>One client of the protocol core that asks query-status again and again, each time with another id.</summary>
internal static class SessionThroughput
{
    private const int Messages = 200_000;

    public static readonly Contestant[] Contestants = [new("query-status with an id through MonitorGroup", Ask)];

    public static byte[] Requests() => Encoding.ASCII.GetBytes(string.Concat(
        Enumerable.Range(0, Messages).Select(id => string.Create(CultureInfo.InvariantCulture, $$"""{"execute": "query-status", "id": {{id}}}{{"\n"}}"""))));

    public static long Count => Messages;

    /// <summary>Bytes of garbage for one message, once everything has grown to its size.</summary>
    public static double AllocatedPerMessage(byte[] requests)
    {
        Ask(requests);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Ask(requests);
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Messages;
    }

    private static long Ask(byte[] requests)
    {
        const int chunk = 4096;
        MonitorGroup group = new(ProtocolDialect.Qemu);
        ArrayBufferWriter<byte> output = new(chunk * 8);
        group.Connect(0);
        group.Receive(0, """{"execute": "qmp_capabilities"}"""u8);
        long answered = 0;
        for (int start = 0; start < requests.Length; start += chunk)
        {
            group.Receive(0, requests.AsSpan(start, Math.Min(chunk, requests.Length - start)));
            answered += group.TakeOutput(0, output);
            output.ResetWrittenCount();
        }

        return answered;
    }
}
