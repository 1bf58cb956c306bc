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
        Client client = new();
        client.Ask(requests);
        long before = GC.GetAllocatedBytesForCurrentThread();
        client.Ask(requests);
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Messages;
    }

    private static long Ask(byte[] requests) => new Client().Ask(requests);

    private sealed class Client
    {
        private const int Chunk = 4096;

        private readonly MonitorGroup _group = new(ProtocolDialect.Qemu);
        private readonly ArrayBufferWriter<byte> _output = new(Chunk * 8);

        public Client()
        {
            _group.Connect(0);
            _group.Receive(0, """{"execute": "qmp_capabilities"}"""u8);
        }

        public long Ask(byte[] requests)
        {
            long answered = 0;
            for (int start = 0; start < requests.Length; start += Chunk)
            {
                _group.Receive(0, requests.AsSpan(start, Math.Min(Chunk, requests.Length - start)));
                answered += _group.TakeOutput(0, _output);
                _output.ResetWrittenCount();
            }

            return answered;
        }
    }
}
