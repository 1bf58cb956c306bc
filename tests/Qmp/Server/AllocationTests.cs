using System.Buffers;
using System.Text;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Server;

namespace QmpFuzz.Tests.Qmp.Server;

public class AllocationTests
{
    [Theory]
    [InlineData("""{"execute": "query-status", "id": 17}""")]
    [InlineData("""{"execute": "query-status", "id": {"a": ["libvirt-\u00e9", 1.5, null]}}""")]
    public void Command_OnceEverythingHasGrown_CostsNoGarbage(string command)
    {
        MonitorGroup group = new(ProtocolDialect.Qemu);
        ArrayBufferWriter<byte> output = new(1 << 16);
        byte[] commands = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(command + "\n", 100)));
        group.Connect(0);
        group.Receive(0, """{"execute": "qmp_capabilities"}"""u8);
        int answered = Ask(group, commands, output);

        long before = GC.GetAllocatedBytesForCurrentThread();
        int again = Ask(group, commands, output);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.True(answered >= again && again > commands.Length / 2);  // the first time there was the greeting, too
    }

    /// <summary>In pieces that cut some of the commands; returns how many bytes came back.</summary>
    private static int Ask(MonitorGroup group, byte[] commands, ArrayBufferWriter<byte> output)
    {
        const int piece = 1000;
        int answered = 0;
        for (int start = 0; start < commands.Length; start += piece)
        {
            group.Receive(0, commands.AsSpan(start, Math.Min(piece, commands.Length - start)));
            answered += group.TakeOutput(0, output);
            output.ResetWrittenCount();
        }

        return answered;
    }
}
