using System.Buffers;

namespace QmpFuzz.Corpus.Testcases;

/// <summary>What the clients of a testcase send, without its schedule.</summary>
public static class TestcaseBytes
{
    /// <summary>One stretch of bytes a connection.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Sent(ReadOnlySpan<byte> testcase)
    {
        List<ReadOnlyMemory<byte>> connections = [];
        ArrayBufferWriter<byte> current = new();
        TestcaseReader reader = new(testcase);
        while (reader.TryRead(out ScheduleStep step, out ReadOnlySpan<byte> bytes))
        {
            if (step.Kind == StepKind.Bytes)
            {
                current.Write(bytes);
            }
            else if (step.Kind is StepKind.Reconnect or StepKind.Disconnect)
            {
                connections.Add(current.WrittenMemory);
                current = new ArrayBufferWriter<byte>();
            }
        }

        connections.Add(current.WrittenMemory);
        return connections;
    }
}
