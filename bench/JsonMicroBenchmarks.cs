using System.Text;
using BenchmarkDotNet.Attributes;
using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Bench;

/// <summary>Single messages, with allocation counts: what one command, one reply and one piece of rubbish cost.</summary>
[MemoryDiagnoser]
public class JsonMicroBenchmarks
{
    private readonly MessageFramer _framer = new();
    private byte[] _bytes = [];

    [Params(
        """{"execute": "query-status", "id": 17}""",
        """{"timestamp": {"seconds": 1700000000, "microseconds": 1}, "event": "STOP"}""",
        """{"execute": "query-status", "id": @}""")]
    public string Message { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _bytes = Encoding.UTF8.GetBytes(Message + "\n");

    [Benchmark]
    public int Frame()
    {
        ReadOnlySpan<byte> rest = _bytes;
        int messages = 0;
        while (_framer.TryTake(ref rest, out JsonMessage? message))
        {
            messages++;
            _framer.Recycle(message);
        }

        return messages;
    }
}
